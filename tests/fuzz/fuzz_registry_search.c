/* SPDX-License-Identifier: EUPL-1.2 */
/* The grammar of searches, over persons and over cards, and looking at an entry with what it gives. */
#include "fuzz.h"

#include "base/day.h"
#include "base/fold.h"
#include "registry/search.h"

static const unsigned char number[16] = {0x6a, 0x01, 0xdf, 0xc0, 0xcb, 0x98, 0x10, 0x35, 0xa1, 0x9b, 0x00, 0x19, 0x99, 0x85, 0x96, 0x08};

static void check_fitting(const struct search *search, struct arena *arena)
{
    const struct list_row full = {
        .id = 1,
        .entity_id = 1,
        .escn = {(const char *)number, sizeof number},
        .display_name = STR("Ada L\xc3\xb6velace"),
        .issued_day = 20000,
        .expires_day = 21000,
        .esi_key = STR("urn:schac:personaluniquecode:int:esi:fr:1"),
        .name_key = STR("ada lovelace"),
        .email = STR("ada@example.org"),
    };
    const struct list_row bare = {.id = 2, .entity_id = 2, .issued_day = DAY_NONE, .expires_day = DAY_NONE};
    bool ok = true;
    PROMISE(search_fits(search, &full, arena, &ok) == search_fits(search, &full, arena, &ok));
    PROMISE(search_fits(search, &bare, arena, &ok) == search_fits(search, &bare, arena, &ok));
    PROMISE(ok);
}

static void check_search(struct arena *arena, enum list_kind list, struct str text)
{
    struct err e = {0};
    struct search search;
    const enum rc rc = search_parse(arena, list, text, &search, &e);
    PROMISE(rc == RC_OK || (rc == RC_INVALID && e.msg[0] != '\0' && utf8_is_valid(str_of(e.msg))));
    if (rc != RC_OK) {
        return;
    }
    PROMISE(search.count <= SEARCH_TERMS_MAX);
    PROMISE(search.text == NULL || search.count == 0);
    for (size_t i = 0; i < search.count; i++) {
        PROMISE(search.terms[i].folded != NULL && search.terms[i].field != FIELD_NEWEST);
    }
    check_fitting(&search, arena);
}

/* What a query parameter holds is valid text, so that is what comes here. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct arena arena;
    enum list_field field;
    const struct str text = {(const char *)data, size};
    if (!utf8_is_valid(text)) {
        return 0;
    }
    arena_init(&arena, 4096);
    check_search(&arena, LIST_ENROLMENTS, text);
    check_search(&arena, LIST_CARDS, text);
    PROMISE(sort_parse(LIST_CARDS, text, &field, &e) == RC_OK || e.rc == RC_INVALID);
    arena_deinit(&arena);
    return 0;
}
