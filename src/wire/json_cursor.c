/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/json_cursor.h"

#include "base/hex.h"

#include <string.h>

void json_skip_space(struct json_cursor *cursor)
{
    while (*cursor->at == ' ' || *cursor->at == '\t' || *cursor->at == '\n' || *cursor->at == '\r') {
        cursor->at++;
    }
}

bool json_take(struct json_cursor *cursor, char c)
{
    json_skip_space(cursor);
    const bool is_there = *cursor->at == c;
    cursor->at += is_there;
    return is_there;
}

struct str json_take_text(struct json_cursor *cursor)
{
    json_skip_space(cursor);
    const char *const first = ++cursor->at;
    while (*cursor->at != '"') {
        cursor->at += *cursor->at == '\\' ? 2 : 1;
    }
    return (struct str){first, (size_t)(cursor->at++ - first)};
}

struct str json_take_word(struct json_cursor *cursor)
{
    json_skip_space(cursor);
    const char *const first = cursor->at;
    while (strchr(",]} \t\r\n", *cursor->at) == NULL) {
        cursor->at++;
    }
    return (struct str){first, (size_t)(cursor->at - first)};
}

void json_skip_value(struct json_cursor *cursor)
{
    int depth = 0;
    do {
        json_skip_space(cursor);
        const char c = *cursor->at;
        if (c == '"') {
            (void)json_take_text(cursor);
        } else if (c == '{' || c == '[') {
            depth++;
            cursor->at++;
        } else if (c == '}' || c == ']') {
            depth--;
            cursor->at++;
        } else if (c == ',' || c == ':') {
            cursor->at++;
        } else {
            (void)json_take_word(cursor);
        }
    } while (depth > 0);
}

static unsigned code_unit(const char *digits)
{
    unsigned unit = 0;
    for (int i = 0; i < 4; i++) {
        unit = unit * 16 + (unsigned)hex_digit(digits[i]);
    }
    return unit;
}

static char *put_utf8(char *out, unsigned c)
{
    if (c < 0x80U) {
        *out++ = (char)c;
        return out;
    }
    if (c < 0x800U) {
        *out++ = (char)(0xC0U | c >> 6);
    } else if (c < 0x10000U) {
        *out++ = (char)(0xE0U | c >> 12);
        *out++ = (char)(0x80U | (c >> 6 & 0x3FU));
    } else {
        *out++ = (char)(0xF0U | c >> 18);
        *out++ = (char)(0x80U | (c >> 12 & 0x3FU));
        *out++ = (char)(0x80U | (c >> 6 & 0x3FU));
    }
    *out++ = (char)(0x80U | (c & 0x3FU));
    return out;
}

/* Reads the escape that follows a backslash at `at`; gives the place after it. */
static const char *decode_escape(const char *at, char **out)
{
    static const char forms[] = "b\bf\fn\nr\rt\t";
    const char c = *at++;
    if (c != 'u') {
        const char *const form = strchr(forms, c);
        *(*out)++ = form == NULL ? c : form[1];
        return at;
    }
    unsigned unit = code_unit(at);
    at += 4;
    if (unit >= 0xD800U && unit <= 0xDBFFU) {
        unit = 0x10000U + ((unit - 0xD800U) << 10) + (code_unit(at + 2) - 0xDC00U);
        at += 6;
    }
    *out = put_utf8(*out, unit);
    return at;
}

struct str json_decode(struct arena *arena, struct str raw)
{
    /* The decoded text is never longer. */
    char *const copy = arena_text(arena, raw.data, raw.length);
    if (copy == NULL || memchr(copy, '\\', raw.length) == NULL) {
        return (struct str){copy, raw.length};
    }
    char *end = copy;
    for (const char *at = raw.data; at < raw.data + raw.length;) {
        if (*at == '\\') {
            at = decode_escape(at + 1, &end);
        } else {
            *end++ = *at++;
        }
    }
    *end = '\0';
    return (struct str){copy, (size_t)(end - copy)};
}
