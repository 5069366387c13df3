/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *previous;
    size_t capacity;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *arena, size_t block_bytes)
{
    *arena = (struct arena){.current = NULL, .block_bytes = block_bytes};
}

void arena_deinit(struct arena *arena)
{
    while (arena->current != NULL) {
        struct arena_block *const block = arena->current;
        arena->current = block->previous;
        free(block);
    }
}

void arena_reset(struct arena *arena)
{
    struct arena_block *kept = NULL;
    while (arena->current != NULL) {
        struct arena_block *const block = arena->current;
        arena->current = block->previous;
        if (kept == NULL && block->capacity == arena->block_bytes) {
            kept = block;
            continue;
        }
        free(block);
    }
    if (kept != NULL) {
        kept->previous = NULL;
        kept->used = 0;
        arena->current = kept;
    }
}

static size_t aligned(size_t bytes)
{
    const size_t step = alignof(max_align_t);
    return (bytes + step - 1) / step * step;
}

static struct arena_block *arena_add_block(struct arena *arena, size_t bytes)
{
    const size_t capacity = bytes > arena->block_bytes ? bytes : arena->block_bytes;
    struct arena_block *const block = malloc(sizeof *block + capacity);
    if (block == NULL) {
        return NULL;
    }
    block->previous = arena->current;
    block->capacity = capacity;
    block->used = 0;
    arena->current = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2) {
        return NULL;
    }
    const size_t need = aligned(bytes == 0 ? 1 : bytes);
    struct arena_block *block = arena->current;
    if (block == NULL || block->capacity - block->used < need) {
        block = arena_add_block(arena, need);
        if (block == NULL) {
            return NULL;
        }
    }
    void *const memory = block->bytes + block->used;
    block->used += need;
    memset(memory, 0, need);
    return memory;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t bytes)
{
    if (bytes != 0 && count > SIZE_MAX / 2 / bytes) {
        return NULL;
    }
    return arena_alloc(arena, count * bytes);
}

void *arena_grow(struct arena *arena, void *old, size_t old_bytes, size_t new_bytes)
{
    if (new_bytes > SIZE_MAX / 2) {
        return NULL;
    }
    struct arena_block *const block = arena->current;
    const size_t old_need = aligned(old_bytes == 0 ? 1 : old_bytes);
    const size_t new_need = aligned(new_bytes == 0 ? 1 : new_bytes);
    const bool is_latest = old != NULL && (unsigned char *)old + old_need == block->bytes + block->used;
    if (is_latest && new_need >= old_need && block->capacity - block->used >= new_need - old_need) {
        memset(block->bytes + block->used, 0, new_need - old_need);
        block->used += new_need - old_need;
        return old;
    }
    void *const memory = arena_alloc(arena, new_bytes);
    if (memory != NULL && old != NULL) {
        memcpy(memory, old, old_bytes < new_bytes ? old_bytes : new_bytes);
    }
    return memory;
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
    char *const copy = arena_alloc(arena, length + 1);
    if (copy != NULL && length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

char *arena_copy(struct arena *arena, const char *text)
{
    return arena_text(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *const text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (text != NULL) {
        (void)vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

size_t arena_bytes(const struct arena *arena)
{
    size_t bytes = 0;
    for (const struct arena_block *block = arena->current; block != NULL; block = block->previous) {
        bytes += block->capacity;
    }
    return bytes;
}
