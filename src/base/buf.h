/* SPDX-License-Identifier: EUPL-1.2 */
/* A text that grows at its end, in an arena. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* A failed allocation sticks: later additions do nothing, `failed` tells at the end, so that writers need not check each step. */
struct buf {
    struct arena *arena;
    char *data;
    size_t length;
    size_t capacity;
    bool failed;
};

void buf_init(struct buf *buf, struct arena *arena);

void buf_add(struct buf *buf, const char *data, size_t length);
void buf_add_str(struct buf *buf, struct str text);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_add_int(struct buf *buf, int64_t value);
void buf_add_base64(struct buf *buf, const void *bytes, size_t count); /* of RFC 4648 with padding, on one line */
void buf_add_format(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* Room for `bytes` more; the caller fills it and calls buf_advance. NULL when there is no memory. */
char *buf_reserve(struct buf *buf, size_t bytes);
void buf_advance(struct buf *buf, size_t bytes);

/* The text so far, ending in NUL; NULL after a failure. Borrowed until the next addition. */
const char *buf_text(struct buf *buf);
