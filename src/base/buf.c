/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void buf_init(struct buf *buf, struct arena *arena)
{
    *buf = (struct buf){.arena = arena};
}

char *buf_reserve(struct buf *buf, size_t bytes)
{
    if (buf->failed || bytes > SIZE_MAX / 4) {
        buf->failed = true;
        return NULL;
    }
    if (buf->capacity - buf->length >= bytes) {
        return buf->data + buf->length;
    }
    size_t capacity = buf->capacity == 0 ? 256 : buf->capacity * 2;
    while (capacity - buf->length < bytes) {
        capacity *= 2;
    }
    char *const data = arena_grow(buf->arena, buf->data, buf->capacity, capacity);
    if (data == NULL) {
        buf->failed = true;
        return NULL;
    }
    buf->data = data;
    buf->capacity = capacity;
    return buf->data + buf->length;
}

void buf_advance(struct buf *buf, size_t bytes)
{
    buf->length += bytes;
}

void buf_add(struct buf *buf, const char *data, size_t length)
{
    char *const room = length == 0 ? NULL : buf_reserve(buf, length);
    if (room != NULL) {
        memcpy(room, data, length);
        buf->length += length;
    }
}

void buf_add_str(struct buf *buf, struct str text)
{
    buf_add(buf, text.data, text.length);
}

void buf_add_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_add_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_add_int(struct buf *buf, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    buf_add(buf, digits + at, sizeof digits - at);
}

void buf_add_base64(struct buf *buf, const void *bytes, size_t count)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *at = bytes;
    for (size_t left = count; left > 0; left -= left < 3 ? left : 3, at += 3) {
        const unsigned group = (unsigned)at[0] << 16U | (left > 1 ? (unsigned)at[1] << 8U : 0) | (left > 2 ? (unsigned)at[2] : 0);
        const char four[] = {digits[group >> 18U], digits[group >> 12U & 63U], left > 1 ? digits[group >> 6U & 63U] : '=',
            left > 2 ? digits[group & 63U] : '='};
        buf_add(buf, four, sizeof four);
    }
}

void buf_add_format(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *const room = length < 0 ? NULL : buf_reserve(buf, (size_t)length + 1);
    if (room != NULL) {
        (void)vsnprintf(room, (size_t)length + 1, format, again);
        buf->length += (size_t)length;
    }
    va_end(again);
}

const char *buf_text(struct buf *buf)
{
    char *const room = buf_reserve(buf, 1);
    if (room == NULL) {
        return NULL;
    }
    *room = '\0';
    return buf->data;
}
