/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/json_write.h"

#include "base/day.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOUBLE_SIZE 32

/* Decimals of numbers that are written without the library's help, as coordinates have them. */
#define DECIMALS 7
#define DECIMALS_SCALE 10000000

static bool needs_escape(char c)
{
    return (unsigned char)c < 0x20U || c == '"' || c == '\\';
}

/* Bytes of `text` before the first that needs an escape; eight at a time where possible. */
static size_t plain_run(const char *text, size_t length)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t highs = ones * 0x80U;
    size_t at = 0;
    while (at + 8 <= length) {
        uint64_t bytes = 0;
        memcpy(&bytes, text + at, 8);
        const uint64_t quotes = bytes ^ (ones * '"');
        const uint64_t backslashes = bytes ^ (ones * '\\');
        /* The high bit of a byte is set where it is below 0x20, or equal; bytes from 0x80 are never meant. */
        const uint64_t hits = ((bytes - ones * 0x20U) | (quotes - ones) | (backslashes - ones)) & ~bytes & highs;
        if (hits != 0) {
            break;
        }
        at += 8;
    }
    while (at < length && !needs_escape(text[at])) {
        at++;
    }
    return at;
}

static void write_escape(struct buf *out, char c)
{
    static const char short_forms[] = "\bb\ff\nn\rr\tt\"\"\\\\";
    for (size_t i = 0; i + 1 < sizeof short_forms; i += 2) {
        if (short_forms[i] == c) {
            const char escape[2] = {'\\', short_forms[i + 1]};
            buf_add(out, escape, sizeof escape);
            return;
        }
    }
    buf_add_format(out, "\\u%04x", (unsigned)(unsigned char)c);
}

void wire_write_text(struct buf *out, struct str text)
{
    size_t at = plain_run(text.data, text.length);
    char *const room = buf_reserve(out, at + 2);
    if (room == NULL) {
        return;
    }
    room[0] = '"';
    if (at > 0) {
        memcpy(room + 1, text.data, at);
    }
    buf_advance(out, at + 1);
    while (at < text.length) {
        write_escape(out, text.data[at++]);
        const size_t run = plain_run(text.data + at, text.length - at);
        buf_add(out, text.data + at, run);
        at += run;
    }
    buf_add_char(out, '"');
}

static void write_null(struct buf *out)
{
    buf_add(out, "null", 4);
}

static void write_text_or_null(struct buf *out, const char *text)
{
    if (text == NULL) {
        write_null(out);
        return;
    }
    wire_write_text(out, (struct str){text, strlen(text)});
}

static bool is_same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* A number of few decimals. The quotient of two whole numbers is the number nearest to it, as a reader finds it. */
static bool write_decimal(struct buf *out, double value)
{
    char digits[DECIMALS + 1] = ".";
    if (!(fabs(value) >= 1e-4 && fabs(value) < 1e8)) {
        return false;
    }
    const int64_t scaled = llround(value * DECIMALS_SCALE);
    if (!is_same((double)scaled / DECIMALS_SCALE, value)) {
        return false;
    }
    int64_t rest = scaled < 0 ? -scaled : scaled;
    size_t length = 0;
    for (size_t i = DECIMALS; i > 0; i--) {
        digits[i] = (char)('0' + rest % 10);
        rest /= 10;
        length = length == 0 && digits[i] != '0' ? i + 1 : length;
    }
    buf_add(out, "-", scaled < 0 ? 1 : 0);
    buf_add_int(out, rest);
    buf_add(out, digits, length);
    return true;
}

/* The shortest form that reads back as the same number. */
static void write_double(struct buf *out, double value)
{
    char digits[DOUBLE_SIZE];
    if (!isfinite(value)) {
        write_null(out);
        return;
    }
    if (write_decimal(out, value)) {
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        (void)snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (is_same(strtod(digits, NULL), value)) {
            break;
        }
    }
    buf_add_text(out, digits);
}

static void write_day(struct buf *out, int32_t day)
{
    char quoted[DAY_TEXT_SIZE + 2] = "\"";
    day_format(day, quoted + 1);
    if (quoted[1] == '\0') {
        write_null(out);
        return;
    }
    quoted[DAY_TEXT_SIZE] = '"';
    buf_add(out, quoted, DAY_TEXT_SIZE + 1);
}

static void write_noon(struct buf *out, int32_t day)
{
    char text[INSTANT_TEXT_SIZE];
    day_noon_format(day, text);
    write_text_or_null(out, text[0] == '\0' ? NULL : text);
}

static void write_whole(struct buf *out, const struct wire_field *field, int64_t value)
{
    const bool zero_is_null = field->zero_is_null || field->type == WIRE_ID;
    if ((value == 0 && zero_is_null) || (value < 0 && field->minus_is_null)) {
        write_null(out);
        return;
    }
    buf_add_int(out, value);
}

void wire_write_objects(struct buf *out, const struct wire_shape *shape, struct wire_list list)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < list.count; i++) {
        if (i > 0) {
            buf_add_char(out, ',');
        }
        wire_write(out, shape, list.items[i]);
    }
    buf_add_char(out, ']');
}

static void write_text_list(struct buf *out, const struct wire_list *list)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) {
            buf_add_char(out, ',');
        }
        write_text_or_null(out, list->items[i]);
    }
    buf_add_char(out, ']');
}

static void write_pairs(struct buf *out, const struct wire_list *list)
{
    buf_add_char(out, '{');
    for (size_t i = 0; i < list->count; i++) {
        const struct wire_pair *const pair = list->items[i];
        if (i > 0) {
            buf_add_char(out, ',');
        }
        wire_write_text(out, str_of(pair->name));
        buf_add_char(out, ':');
        wire_write_text(out, str_of(pair->value));
    }
    buf_add_char(out, '}');
}

static void write_member(struct buf *out, const struct wire_field *field, const void *member)
{
    switch (field->type) {
    case WIRE_TEXT:
        write_text_or_null(out, *(const char *const *)member);
        return;
    case WIRE_INT32:
    case WIRE_INT64:
    case WIRE_ID:
        write_whole(out, field, *(const int64_t *)member);
        return;
    case WIRE_NUMBER:
        write_double(out, *(const double *)member);
        return;
    case WIRE_BOOL:
        buf_add_text(out, *(const bool *)member ? "true" : "false");
        return;
    case WIRE_DAY:
        write_day(out, *(const int32_t *)member);
        return;
    case WIRE_NOON:
        write_noon(out, *(const int32_t *)member);
        return;
    case WIRE_OBJECT:
        wire_write(out, field->shape, *(const void *const *)member);
        return;
    case WIRE_OBJECTS:
        wire_write_objects(out, field->shape, *(const struct wire_list *)member);
        return;
    case WIRE_TEXTS:
        write_text_list(out, member);
        return;
    case WIRE_PAIRS:
        write_pairs(out, member);
        return;
    }
}

/* "{" or "," and the quoted name with its colon. Names are plain identifiers and need no escape. */
static void write_name(struct buf *out, char before, const char *name)
{
    const size_t length = strlen(name);
    char *const room = buf_reserve(out, length + 4);
    if (room == NULL) {
        return;
    }
    room[0] = before;
    room[1] = '"';
    memcpy(room + 2, name, length);
    room[length + 2] = '"';
    room[length + 3] = ':';
    buf_advance(out, length + 4);
}

void wire_write(struct buf *out, const struct wire_shape *shape, const void *value)
{
    if (value == NULL) {
        write_null(out);
        return;
    }
    for (size_t i = 0; i < shape->count; i++) {
        const struct wire_field *const field = &shape->fields[i];
        write_name(out, i == 0 ? '{' : ',', field->name);
        write_member(out, field, (const unsigned char *)value + field->offset);
    }
    if (shape->count == 0) {
        buf_add_char(out, '{');
    }
    buf_add_char(out, '}');
}
