/* SPDX-License-Identifier: EUPL-1.2 */
/* Query strings: what they decode to is text. */
#include "fuzz.h"

#include "base/fold.h"
#include "http/uri.h"

static void check_text(struct str text)
{
    PROMISE(utf8_is_valid(text));
    PROMISE(text.data != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct arena arena;
    struct query query;
    arena_init(&arena, 4096);
    const enum rc rc = query_parse(&arena, (struct str){(const char *)data, size}, &query, &e);
    PROMISE(rc == RC_OK || ((rc == RC_INVALID || rc == RC_TOO_LARGE) && e.msg[0] != '\0'));
    if (rc == RC_OK) {
        PROMISE(query.count <= QUERY_PAIRS_MAX);
        for (size_t i = 0; i < query.count; i++) {
            check_text(query.items[i].name);
            check_text(query.items[i].value);
            PROMISE(query_find(&query, query.items[i].name) != NULL);
        }
    }
    arena_deinit(&arena);
    return 0;
}
