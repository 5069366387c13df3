/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/uri.h"

#include "base/fold.h"
#include "base/hex.h"

#include <string.h>

/* Blanks and control characters stand in no URI; a proxy and we might read them differently. */
static bool is_printable(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.data[i];
        if (c <= 0x20U || c == 0x7FU) {
            return false;
        }
    }
    return true;
}

static struct str without_origin(struct str target)
{
    static const struct str schemes[] = {{"http://", 7}, {"https://", 8}};
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        const size_t length = schemes[i].length;
        if (target.length < length || !str_equal_fold((struct str){target.data, length}, schemes[i])) {
            continue;
        }
        const char *const path = memchr(target.data + length, '/', target.length - length);
        return path == NULL ? STR("/") : (struct str){path, target.length - (size_t)(path - target.data)};
    }
    return target;
}

enum rc uri_split(struct str target, struct uri *out, struct err *e)
{
    if (!is_printable(target)) {
        return err_set(e, RC_INVALID, "SE-0400", "",
            "the request's path holds a blank or a control character; such characters must be written as %%XX");
    }
    struct str rest = without_origin(target);
    const struct str path = str_cut(&rest, '?');
    const bool is_path = path.length > 0 && path.data[0] == '/';
    if (!is_path && !str_equal(path, STR("*"))) {
        return err_set(e, RC_INVALID, "SE-0400", "", "the request names no path; a path begins with \"/\"");
    }
    *out = (struct uri){path, rest.data == NULL ? STR("") : rest};
    return RC_OK;
}

enum decoding { DECODED, BAD_PERCENT, HOLDS_NUL, NOT_UTF8 };

/* Writes the decoded bytes, never more than there are in `text`; tells at which byte it failed. */
static enum decoding decode(struct str text, bool plus_is_blank, char *out, size_t *length, size_t *at)
{
    size_t used = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        *at = i;
        if (c == '%') {
            unsigned char byte = 0;
            if (text.length - i < 3 || !hex_decode(text.data + i + 1, &byte, 1)) {
                return BAD_PERCENT;
            }
            c = (char)byte;
            i += 2;
        } else if (c == '+' && plus_is_blank) {
            c = ' ';
        }
        if (c == '\0') {
            return HOLDS_NUL;
        }
        out[used++] = c;
    }
    *length = used;
    *at = 0;
    return utf8_is_valid((struct str){out, used}) ? DECODED : NOT_UTF8;
}

static enum rc refuse(enum decoding fault, const char *where, size_t at, struct err *e)
{
    switch (fault) {
    case BAD_PERCENT:
        return err_set(e, RC_INVALID, "SE-0400", "",
            "the %s has a percent sign at byte %zu of a part that two hexadecimal digits don't follow; a percent sign itself is written "
            "as %%25",
            where, at + 1);
    case HOLDS_NUL:
        return err_set(e, RC_INVALID, "SE-0400", "", "the %s holds a NUL character (%%00); it must be text", where);
    case NOT_UTF8:
        return err_set(e, RC_INVALID, "SE-0400", "", "the %s is not valid UTF-8 once its %%XX are decoded; it must be UTF-8", where);
    case DECODED:
        break;
    }
    return err_set(e, RC_INTERNAL, "SE-0500", "", "the %s was refused without a reason", where);
}

/* True when decoding would change nothing and there is nothing to check. */
static bool is_plain(struct str text, bool plus_is_blank)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];
        if (c == '%' || c == '\0' || (unsigned char)c >= 0x80U || (c == '+' && plus_is_blank)) {
            return false;
        }
    }
    return true;
}

static enum rc decode_part(struct arena *arena, struct str text, bool is_query, struct str *out, struct err *e)
{
    if (is_plain(text, is_query)) {
        *out = text;
        return RC_OK;
    }
    char *const decoded = arena_alloc(arena, text.length + 1);
    if (decoded == NULL) {
        return err_no_memory(e);
    }
    size_t length = 0;
    size_t at = 0;
    const enum decoding outcome = decode(text, is_query, decoded, &length, &at);
    if (outcome != DECODED) {
        return refuse(outcome, is_query ? "query" : "path", at, e);
    }
    *out = (struct str){decoded, length};
    return RC_OK;
}

enum rc uri_decode_segment(struct arena *arena, struct str segment, struct str *out, struct err *e)
{
    return decode_part(arena, segment, false, out, e);
}

void uri_add_encoded(struct buf *out, struct str text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (size_t i = 0; i < text.length; i++) {
        if (memchr(plain, text.data[i], sizeof plain - 1) != NULL) {
            buf_add_char(out, text.data[i]);
        } else {
            buf_add_format(out, "%%%02X", (unsigned char)text.data[i]);
        }
    }
}

static size_t count_parts(struct str query)
{
    size_t count = 1;
    for (size_t i = 0; i < query.length; i++) {
        count += query.data[i] == '&';
    }
    return count;
}

static enum rc parse_pair(struct arena *arena, struct str part, struct query_pair *out, struct err *e)
{
    struct str value = part;
    const struct str name = str_cut(&value, '=');
    if (value.data == NULL) {
        value = STR("");
    }
    if (decode_part(arena, name, true, &out->name, e) != RC_OK) {
        return e->rc;
    }
    return decode_part(arena, value, true, &out->value, e);
}

static enum rc parse_pairs(struct arena *arena, const char *what, struct str query, size_t max, struct query *out, struct err *e)
{
    *out = (struct query){0};
    if (query.length == 0) {
        return RC_OK;
    }
    const size_t parts = count_parts(query);
    if (parts > max) {
        return err_set(e, RC_TOO_LARGE, "SE-0413", "", "the %s has %zu parts; at most %zu are taken", what, parts, max);
    }
    struct query_pair *const pairs = arena_alloc_array(arena, parts, sizeof *pairs);
    if (pairs == NULL) {
        return err_no_memory(e);
    }
    size_t count = 0;
    for (struct str rest = query; rest.data != NULL;) {
        const struct str part = str_cut(&rest, '&');
        if (part.length > 0 && parse_pair(arena, part, &pairs[count++], e) != RC_OK) {
            return e->rc;
        }
    }
    *out = (struct query){pairs, count};
    return RC_OK;
}

enum rc query_parse(struct arena *arena, struct str query, struct query *out, struct err *e)
{
    return parse_pairs(arena, "query", query, QUERY_PAIRS_MAX, out, e);
}

enum rc form_parse(struct arena *arena, struct str body, struct query *out, struct err *e)
{
    return parse_pairs(arena, "form", body, FORM_PAIRS_MAX, out, e);
}

const struct str *query_find(const struct query *query, struct str name)
{
    for (size_t i = 0; i < query->count; i++) {
        if (str_equal(query->items[i].name, name)) {
            return &query->items[i].value;
        }
    }
    return NULL;
}
