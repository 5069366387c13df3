/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory that lives as long as one request or command, freed as a whole. */
#pragma once

#include "base/attr.h"

#include <stddef.h>

struct arena_block;

/* One thread uses an arena at a time. Its blocks are zeroed when handed out. */
struct arena {
    struct arena_block *current;
    size_t block_bytes;
};

/* Nothing is allocated before the first use. `block_bytes` is the usual size of a block; larger requests get their own. */
void arena_init(struct arena *arena, size_t block_bytes);
void arena_deinit(struct arena *arena);

/* Forgets all that was handed out, keeping one ordinary block for what comes. */
void arena_reset(struct arena *arena);

/* Zeroed memory aligned for any type; NULL when there is none. */
void *arena_alloc(struct arena *arena, size_t bytes);
void *arena_alloc_array(struct arena *arena, size_t count, size_t bytes);

/* Grows the latest allocation in place where possible, else moves it. `old` may be NULL with `old_bytes` 0. */
void *arena_grow(struct arena *arena, void *old, size_t old_bytes, size_t new_bytes);

/* NUL-terminated copies; NULL when there is no memory. */
char *arena_text(struct arena *arena, const char *text, size_t length);
char *arena_copy(struct arena *arena, const char *text);
char *arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* Bytes held from the system, for limits and tests. */
size_t arena_bytes(const struct arena *arena);
