/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw/decimal.h"

#include <math.h>

#define EXPONENT_MAX 30

void decimal_add(struct buf *out, int64_t value, unsigned digits)
{
    char text[24];
    size_t at = sizeof text;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    while (digits > 0 && rest % 10 == 0) {
        rest /= 10;
        digits--;
    }
    for (unsigned written = 0; rest > 0 || written <= digits; written++) {
        if (written == digits && digits > 0) {
            text[--at] = '.';
        }
        text[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    if (value < 0) {
        text[--at] = '-';
    }
    buf_add(out, text + at, sizeof text - at);
}

void decimal_add_double(struct buf *out, double value)
{
    decimal_add(out, (int64_t)llround(value * 1e6), 6);
}

/* Reads digits at the start of `rest` into `value`, multiplying by ten each time; returns how many. */
static size_t take_digits(struct str *rest, double *value)
{
    size_t count = 0;
    while (rest->length > 0 && rest->data[0] >= '0' && rest->data[0] <= '9') {
        *value = *value * 10 + (rest->data[0] - '0');
        rest->data++;
        rest->length--;
        count++;
    }
    return count;
}

static bool take_character(struct str *rest, const char *choice)
{
    if (rest->length == 0 || (rest->data[0] != choice[0] && rest->data[0] != choice[1])) {
        return false;
    }
    rest->data++;
    rest->length--;
    return true;
}

bool decimal_parse(struct str text, double *out)
{
    const bool negative = text.length > 0 && text.data[0] == '-';
    (void)take_character(&text, "+-");
    double value = 0;
    size_t digits = take_digits(&text, &value);
    long long exponent = 0;
    if (take_character(&text, "..")) {
        const size_t decimals = take_digits(&text, &value);
        digits += decimals;
        exponent = -(long long)decimals;
    }
    if (take_character(&text, "eE")) {
        long long given = 0;
        if (!str_to_int64(text, &given) || given > EXPONENT_MAX || given < -EXPONENT_MAX) {
            return false;
        }
        exponent += given;
        text.length = 0;
    }
    value *= pow(10, (double)exponent);
    *out = negative ? -value : value;
    return digits > 0 && text.length == 0 && isfinite(value);
}
