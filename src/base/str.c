/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/str.h"

#include <limits.h>
#include <string.h>

struct str str_of(const char *text)
{
    return text == NULL ? (struct str){"", 0} : (struct str){text, strlen(text)};
}

bool str_equal(struct str a, struct str b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_equal_fold(struct str a, struct str b)
{
    if (a.length != b.length) {
        return false;
    }
    for (size_t i = 0; i < a.length; i++) {
        if (lower(a.data[i]) != lower(b.data[i])) {
            return false;
        }
    }
    return true;
}

bool str_starts_with(struct str text, struct str prefix)
{
    return text.length >= prefix.length && str_equal((struct str){text.data, prefix.length}, prefix);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str text)
{
    while (text.length > 0 && is_space(text.data[0])) {
        text.data++;
        text.length--;
    }
    while (text.length > 0 && is_space(text.data[text.length - 1])) {
        text.length--;
    }
    return text;
}

struct str str_cut(struct str *rest, char separator)
{
    const struct str whole = *rest;
    const char *const at = whole.length == 0 ? NULL : memchr(whole.data, separator, whole.length);
    if (at == NULL) {
        *rest = (struct str){NULL, 0};
        return whole;
    }
    const size_t before = (size_t)(at - whole.data);
    *rest = (struct str){at + 1, whole.length - before - 1};
    return (struct str){whole.data, before};
}

bool str_to_int64(struct str text, long long *out)
{
    const bool negative = text.length > 0 && text.data[0] == '-';
    const size_t first = negative || (text.length > 0 && text.data[0] == '+') ? 1 : 0;
    if (text.length == first) {
        return false;
    }
    /* Gathered as a negative number, whose range is the larger one. */
    long long value = 0;
    for (size_t i = first; i < text.length; i++) {
        const int digit = text.data[i] - '0';
        if (digit < 0 || digit > 9 || value < (LLONG_MIN + digit) / 10) {
            return false;
        }
        value = value * 10 - digit;
    }
    if (!negative && value == LLONG_MIN) {
        return false;
    }
    *out = negative ? value : -value;
    return true;
}

void ascii_lower(char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        text[i] = lower(text[i]);
    }
}

int str_shown(struct str text, int max)
{
    if (text.length <= (size_t)max) {
        return (int)text.length;
    }
    int shown = max;
    while (shown > 0 && ((unsigned char)text.data[shown] & 0xC0U) == 0x80U) {
        shown--;
    }
    return shown;
}
