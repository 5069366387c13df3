/* SPDX-License-Identifier: EUPL-1.2 */
/* Forms of several parts: the first line is the Content-Type, the rest the body, which is read whole and in pieces. */
#include "fuzz.h"

#include "base/fold.h"
#include "wire/multipart.h"

#include <string.h>

static enum rc read_in_pieces(struct multipart *form, struct arena *arena, const char *type, struct str body, size_t piece, struct err *e)
{
    if (multipart_begin(form, arena, type, e) != RC_OK) {
        return e->rc;
    }
    for (size_t at = 0; at < body.length; at += piece) {
        if (multipart_add(form, body.data + at, body.length - at < piece ? body.length - at : piece, e) != RC_OK) {
            return e->rc;
        }
    }
    return multipart_finish(form, e);
}

/* Each part lies within the body, behind the one before, between a blank line and a boundary. */
static void check_parts(const struct multipart *form, struct str body)
{
    uint64_t end = 0;
    for (size_t i = 0; i < form->count; i++) {
        const struct multipart_part *const part = &form->parts[i];
        PROMISE(part->at > end && part->at + part->bytes <= body.length);
        PROMISE(body.data[part->at - 1] == '\n');
        PROMISE(utf8_is_valid(part->name));
        end = part->at + part->bytes;
        PROMISE(body.length - end >= form->mark_length - form->mark_from);
        PROMISE(memcmp(body.data + end, form->mark + form->mark_from, form->mark_length - form->mark_from) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct err other = {0};
    struct arena arena;
    struct multipart whole;
    struct multipart pieces;
    struct str body = {(const char *)data, size};
    const struct str line = str_cut(&body, '\n');
    body = body.data == NULL ? STR("") : body;
    arena_init(&arena, 4096);
    const char *const type = arena_text(&arena, line.data, line.length);
    PROMISE(type != NULL);
    const enum rc rc = multipart_read(&whole, &arena, type, body, &e);
    PROMISE(read_in_pieces(&pieces, &arena, type, body, 1 + size % 7, &other) == rc);
    PROMISE(rc == RC_OK || (rc == RC_INVALID && strcmp(e.msg, other.msg) == 0));
    if (rc == RC_OK) {
        PROMISE(whole.count == pieces.count);
        check_parts(&whole, body);
        for (size_t i = 0; i < whole.count; i++) {
            PROMISE(whole.parts[i].at == pieces.parts[i].at && whole.parts[i].bytes == pieces.parts[i].bytes);
        }
    }
    arena_deinit(&arena);
    return 0;
}
