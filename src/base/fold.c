/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/fold.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Length of the sequence that starts with `first`, 0 where none can. Second bytes are checked against overlong forms and surrogates. */
static size_t sequence_length(const unsigned char *at, size_t left)
{
    const unsigned char first = at[0];
    if (first < 0x80U) {
        return first == 0 ? 0 : 1;
    }
    const size_t length = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : 2;
    if (first < 0xC2U || first > 0xF4U || left < length) {
        return 0;
    }
    const unsigned char second = at[1];
    const unsigned char low = first == 0xE0U ? 0xA0U : first == 0xF0U ? 0x90U : 0x80U;
    const unsigned char high = first == 0xEDU ? 0x9FU : first == 0xF4U ? 0x8FU : 0xBFU;
    if (second < low || second > high) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    return length;
}

bool utf8_is_valid(struct str text)
{
    const unsigned char *const bytes = (const unsigned char *)text.data;
    for (size_t i = 0; i < text.length;) {
        const size_t length = sequence_length(bytes + i, text.length - i);
        if (length == 0) {
            return false;
        }
        i += length;
    }
    return true;
}

size_t utf8_length(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        count += ((unsigned char)text.data[i] & 0xC0U) != 0x80U;
    }
    return count;
}

/* Called by utf8proc for each code point before decomposition. */
static utf8proc_int32_t base_letter(utf8proc_int32_t c, void *unused)
{
    (void)unused;
    switch (c) {
    case 0x00D8: /* O with stroke */
    case 0x00F8:
        return 'o';
    case 0x0110: /* D with stroke */
    case 0x0111:
    case 0x00D0: /* eth */
    case 0x00F0:
        return 'd';
    case 0x0126: /* H with stroke */
    case 0x0127:
        return 'h';
    case 0x0131: /* dotless i */
        return 'i';
    case 0x0141: /* L with stroke */
    case 0x0142:
        return 'l';
    case 0x0166: /* T with stroke */
    case 0x0167:
        return 't';
    default:
        return c;
    }
}

static bool is_ascii(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.data[i] >= 0x80U) {
            return false;
        }
    }
    return true;
}

const char *fold_text(struct arena *arena, struct str text)
{
    if (is_ascii(text)) {
        char *const copy = arena_text(arena, text.data, text.length);
        if (copy != NULL) {
            ascii_lower(copy, text.length);
        }
        return copy;
    }
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    utf8proc_uint8_t *folded = NULL;
    const utf8proc_ssize_t length =
        utf8proc_map_custom((const utf8proc_uint8_t *)text.data, (utf8proc_ssize_t)text.length, &folded, options, base_letter, NULL);
    if (length < 0) {
        return NULL;
    }
    char *const copy = arena_text(arena, (const char *)folded, (size_t)length);
    free(folded);
    return copy;
}
