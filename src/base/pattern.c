/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/pattern.h"

#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

enum length { LENGTH_INT, LENGTH_LONG, LENGTH_LONG_LONG, LENGTH_SIZE };

/* One "%..." of a format. */
struct conversion {
    char kind;       /* the letter; '%' for a percent sign; '\0' for what is not understood */
    int precision;   /* -1: none */
    bool is_starred; /* the precision is an argument */
    enum length length;
    const char *after; /* what follows it in the format */
};

static enum length read_length(const char **at)
{
    if (strncmp(*at, "ll", 2) == 0) {
        *at += 2;
        return LENGTH_LONG_LONG;
    }
    const enum length length = **at == 'l' ? LENGTH_LONG : **at == 'z' ? LENGTH_SIZE : LENGTH_INT;
    *at += length != LENGTH_INT;
    return length;
}

/* The next conversion from `at` on; false when there is none. */
static bool find_conversion(const char *at, struct conversion *out)
{
    at = strchr(at, '%');
    if (at == NULL) {
        return false;
    }
    *out = (struct conversion){.precision = -1};
    at++;
    if (*at == '.') {
        char *end = NULL;
        out->is_starred = at[1] == '*';
        out->precision = out->is_starred ? -1 : (int)strtol(at + 1, &end, 10);
        at = out->is_starred ? at + 2 : end;
    }
    out->length = read_length(&at);
    const bool is_plain = out->length == LENGTH_INT;
    const bool has_precision = out->is_starred || out->precision >= 0;
    const bool is_known = (*at == 's' && is_plain) || (!has_precision && *at != '\0' && strchr("dux", *at) != NULL) ||
        (!has_precision && is_plain && (*at == 'c' || *at == '%'));
    out->kind = is_known ? *at : '\0';
    out->after = at + (*at != '\0');
    return true;
}

static int64_t take_signed(enum length length, va_list *args)
{
    switch (length) {
    case LENGTH_INT:
        return va_arg(*args, int);
    case LENGTH_LONG:
        return va_arg(*args, long);
    case LENGTH_LONG_LONG:
        return va_arg(*args, long long);
    case LENGTH_SIZE:
        break;
    }
    return va_arg(*args, ssize_t);
}

static uint64_t take_unsigned(enum length length, va_list *args)
{
    switch (length) {
    case LENGTH_INT:
        return va_arg(*args, unsigned);
    case LENGTH_LONG:
        return va_arg(*args, unsigned long);
    case LENGTH_LONG_LONG:
        return va_arg(*args, unsigned long long);
    case LENGTH_SIZE:
        break;
    }
    return va_arg(*args, size_t);
}

/* Writes one argument as snprintf would, and returns its length. */
static long take_one(const struct conversion *conversion, va_list *args, char *out, size_t capacity)
{
    const int precision = conversion->is_starred ? va_arg(*args, int) : conversion->precision;
    const char *text = NULL;
    switch (conversion->kind) {
    case 's':
        text = va_arg(*args, const char *);
        return snprintf(out, capacity, "%.*s", precision, text == NULL ? "" : text);
    case 'c':
        return snprintf(out, capacity, "%c", va_arg(*args, int));
    case 'd':
        return snprintf(out, capacity, "%lld", (long long)take_signed(conversion->length, args));
    case 'u':
        return snprintf(out, capacity, "%llu", (unsigned long long)take_unsigned(conversion->length, args));
    default:
        return snprintf(out, capacity, "%llx", (unsigned long long)take_unsigned(conversion->length, args));
    }
}

long pattern_take(const char *format, va_list args, char *out, size_t capacity)
{
    va_list rest;
    struct conversion conversion;
    size_t used = 0;
    bool fits = true;
    va_copy(rest, args);
    for (const char *at = format; fits && find_conversion(at, &conversion); at = conversion.after) {
        if (conversion.kind == '%') {
            continue;
        }
        const long length = conversion.kind == '\0' ? -1 : take_one(&conversion, &rest, out + used, capacity - used);
        fits = length >= 0 && (size_t)length < capacity - used;
        used += fits ? (size_t)length + 1 : 0;
    }
    va_end(rest);
    return fits ? (long)used : -1;
}

size_t pattern_bytes(const char *format, const char *arguments)
{
    struct conversion conversion;
    size_t used = 0;
    for (const char *at = format; find_conversion(at, &conversion); at = conversion.after) {
        used += conversion.kind == '%' ? 0 : strlen(arguments + used) + 1;
    }
    return used;
}

bool pattern_of(const char *format, char out[PATTERN_SIZE])
{
    struct conversion conversion;
    size_t used = 0;
    int places = 0;
    const char *at = format;
    for (; find_conversion(at, &conversion); at = conversion.after) {
        const size_t plain = (size_t)(strchr(at, '%') - at);
        const bool is_place = conversion.kind != '%';
        const bool is_confusing = !is_place && *conversion.after >= '1' && *conversion.after <= '9';
        if (conversion.kind == '\0' || is_confusing || used + plain + 3 > PATTERN_SIZE || (is_place && places == PATTERN_PLACES_MAX)) {
            return false;
        }
        memcpy(out + used, at, plain);
        used += plain;
        out[used++] = '%';
        if (is_place) {
            out[used++] = (char)('1' + places++);
        }
    }
    return (size_t)snprintf(out + used, PATTERN_SIZE - used, "%s", at) < PATTERN_SIZE - used;
}

size_t pattern_places(const char *pattern)
{
    size_t highest = 0;
    for (const char *at = strchr(pattern, '%'); at != NULL; at = strchr(at + 1, '%')) {
        const size_t place = at[1] >= '1' && at[1] <= '9' ? (size_t)(at[1] - '0') : 0;
        highest = place > highest ? place : highest;
    }
    return highest;
}

bool pattern_of_err(const struct err *e, char context[PATTERN_SIZE], char pattern[PATTERN_SIZE])
{
    const char *const own = e->context == NULL ? e->arguments : e->arguments + pattern_bytes(e->context, e->arguments);
    if (e->format == NULL || !pattern_of(e->context == NULL ? "" : e->context, context)) {
        return false;
    }
    if (strcmp(e->format, "%s") != 0) {
        return pattern_of(e->format, pattern);
    }
    (void)snprintf(pattern, PATTERN_SIZE, "%s", own);
    return pattern_places(own) == 0;
}

static bool is_storable(const char *texts, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if ((unsigned char)texts[i] < 0x20 && texts[i] != '\0') {
            return false;
        }
    }
    return true;
}

const char *pattern_pack(struct arena *arena, const struct err *e)
{
    struct buf out;
    char context[PATTERN_SIZE];
    char pattern[PATTERN_SIZE];
    const size_t first = e->context == NULL ? 0 : pattern_bytes(e->context, e->arguments);
    const size_t bytes = e->format == NULL ? 0 : first + pattern_bytes(e->format, e->arguments + first);
    buf_init(&out, arena);
    if (!pattern_of_err(e, context, pattern) || !is_storable(e->arguments, bytes) || !is_storable(pattern, strlen(pattern))) {
        buf_add_format(&out, "%c%c%s%c", PATTERN_END, PATTERN_END, e->msg, PATTERN_END);
        return buf_text(&out);
    }
    buf_add_format(&out, "%s%c%s%c", context, PATTERN_END, pattern, PATTERN_END);
    for (size_t i = 0; i < bytes; i++) {
        buf_add_char(&out, e->arguments[i] == '\0' ? PATTERN_END : e->arguments[i]);
    }
    return buf_text(&out);
}
