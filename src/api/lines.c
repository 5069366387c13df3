/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/lines.h"

#include "base/temporary.h"

#include <string.h>

#define PIECE_BYTES 65536U

void lines_init(struct lines *lines, int fd, uint64_t bytes)
{
    lines->fd = fd;
    lines->bytes = bytes;
    lines->at = 0;
    lines->begin = 0;
    lines->end = 0;
}

static size_t smaller(uint64_t a, size_t b)
{
    return a < b ? (size_t)a : b;
}

enum rc lines_count(int fd, uint64_t bytes, int64_t *out, struct err *e)
{
    char piece[PIECE_BYTES];
    char last = '\n';
    *out = 0;
    for (uint64_t at = 0; at < bytes; at += sizeof piece) {
        size_t got = 0;
        if (file_read(fd, at, piece, smaller(bytes - at, sizeof piece), &got, e) != RC_OK) {
            return e->rc;
        }
        const char *next = piece;
        while ((next = memchr(next, '\n', (size_t)(piece + got - next))) != NULL) {
            (*out)++;
            next++;
        }
        last = got > 0 ? piece[got - 1] : last;
    }
    *out += last != '\n';
    return RC_OK;
}

/* Reads on behind what is in the buffer. */
static enum rc fill(struct lines *lines, struct err *e)
{
    size_t got = 0;
    memmove(lines->buffer, lines->buffer + lines->begin, lines->end - lines->begin);
    lines->end -= lines->begin;
    lines->begin = 0;
    const size_t room = smaller(lines->bytes - lines->at, sizeof lines->buffer - lines->end);
    if (file_read(lines->fd, lines->at, lines->buffer + lines->end, room, &got, e) != RC_OK) {
        return e->rc;
    }
    lines->at = got == 0 ? lines->bytes : lines->at + got;
    lines->end += got;
    return RC_OK;
}

/* The line that ends before `end`, of which `next` is the first byte behind it. */
static void cut(struct lines *lines, size_t end, size_t next, bool too_long, struct str *out)
{
    size_t length = end - lines->begin;
    length -= length > 0 && lines->buffer[end - 1] == '\r' ? 1U : 0U;
    too_long |= length > LINE_MAX_BYTES;
    *out = (struct str){too_long ? NULL : lines->buffer + lines->begin, too_long ? 0 : length};
    lines->begin = next;
}

enum rc lines_next(struct lines *lines, struct str *out, bool *has, struct err *e)
{
    bool too_long = false;
    for (;;) {
        const char *const found = memchr(lines->buffer + lines->begin, '\n', lines->end - lines->begin);
        if (found != NULL) {
            const size_t end = (size_t)(found - lines->buffer);
            *has = true;
            cut(lines, end, end + 1, too_long, out);
            return RC_OK;
        }
        if (lines->at == lines->bytes) {
            *has = lines->end > lines->begin || too_long;
            cut(lines, lines->end, lines->end, too_long, out);
            return RC_OK;
        }
        if (lines->end - lines->begin == sizeof lines->buffer) {
            too_long = true;
            lines->begin = lines->end;
        }
        if (fill(lines, e) != RC_OK) {
            return e->rc;
        }
    }
}
