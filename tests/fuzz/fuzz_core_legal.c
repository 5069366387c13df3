/* SPDX-License-Identifier: EUPL-1.2 */
/* Legal texts with placeholders. */
#include "fuzz.h"

#include "core/legal.h"

#include "base/fold.h"

#include <string.h>

static const struct legal_processor processors[] = {{{"Name", "B99999999", "Belgium", "2026-01-01", NULL}}, {{NULL}}};

static void fill(struct arena *arena, struct str body, size_t count, bool good)
{
    struct err e = {0};
    struct buf out;
    const struct legal_values values = {.values = {"University", "999999991"}, .processors = processors, .processor_count = count};
    buf_init(&out, arena);
    PROMISE((legal_body_fill(body, &values, &out, &e) == RC_OK) == good);
    PROMISE(!good || (out.length <= LEGAL_FILLED_MAX + LEGAL_BODY_MAX && utf8_is_valid((struct str){buf_text(&out), out.length})));
}

/* What has no braces is its own filled form. */
static void check_plain(struct arena *arena, struct str body)
{
    struct err e = {0};
    struct buf out;
    const struct legal_values values = {0};
    buf_init(&out, arena);
    if (memchr(body.data, '{', body.length) == NULL) {
        PROMISE(legal_body_fill(body, &values, &out, &e) == RC_OK);
        PROMISE(out.length == body.length && memcmp(buf_text(&out), body.data, body.length) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct arena arena;
    const struct str body = {(const char *)data, size};
    const bool good = legal_body_check(body, &e) == RC_OK;
    PROMISE(good || (e.rc == RC_INVALID && e.msg[0] != '\0' && utf8_is_valid(str_of(e.msg))));
    arena_init(&arena, 1024);
    for (size_t count = 0; count <= 2; count++) {
        fill(&arena, body, count, good);
    }
    if (good) {
        check_plain(&arena, body);
    }
    arena_deinit(&arena);
    return 0;
}
