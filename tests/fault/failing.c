/* SPDX-License-Identifier: EUPL-1.2 */
#include "failing.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__real_reallocarray(void *memory, size_t count, size_t bytes);
char *__real_strdup(const char *text);
int __real_sqlite3_step(sqlite3_stmt *statement);

void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
void *__wrap_reallocarray(void *memory, size_t count, size_t bytes);
char *__wrap_strdup(const char *text);
int __wrap_sqlite3_step(sqlite3_stmt *statement);

static atomic_long memory_left = -1;
static atomic_long steps_left = -1;
static atomic_bool has_hit;
static atomic_long pieces;
static _Atomic(const char *) step_sql;
static atomic_int step_code;

/* Counts down to the one that fails. */
static bool is_due(atomic_long *left)
{
    if (atomic_load(left) < 0 || atomic_fetch_sub(left, 1) != 0) {
        return false;
    }
    atomic_store(&has_hit, true);
    return true;
}

void failing_memory(long more)
{
    atomic_store(&memory_left, more);
    if (more >= 0) {
        atomic_store(&has_hit, false);
    }
}

void failing_step(const char *sql, long more, int code)
{
    atomic_store(&step_sql, sql);
    atomic_store(&step_code, code);
    atomic_store(&steps_left, more);
    if (more >= 0) {
        atomic_store(&has_hit, false);
    }
}

bool failing_has_hit(void)
{
    return atomic_load(&has_hit);
}

long failing_pieces(void)
{
    return atomic_load(&pieces);
}

void *__wrap_malloc(size_t bytes)
{
    return is_due(&memory_left) ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    return is_due(&memory_left) ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *memory, size_t bytes)
{
    return is_due(&memory_left) ? NULL : __real_realloc(memory, bytes);
}

void *__wrap_reallocarray(void *memory, size_t count, size_t bytes)
{
    return is_due(&memory_left) ? NULL : __real_reallocarray(memory, count, bytes);
}

char *__wrap_strdup(const char *text)
{
    return is_due(&memory_left) ? NULL : __real_strdup(text);
}

int __wrap_sqlite3_step(sqlite3_stmt *statement)
{
    const char *const sql = atomic_load(&step_sql);
    const bool is_meant = sql == NULL || strncmp(sqlite3_sql(statement), sql, strlen(sql)) == 0;
    return is_meant && is_due(&steps_left) ? atomic_load(&step_code) : __real_sqlite3_step(statement);
}

/* SQLite wants to know the size of a piece: it stands before it. */
static void *take(int bytes)
{
    size_t *const piece = is_due(&memory_left) ? NULL : __real_malloc((size_t)bytes + 16);
    if (piece == NULL) {
        return NULL;
    }
    (void)atomic_fetch_add(&pieces, 1);
    *piece = (size_t)bytes;
    return piece + 2;
}

static void give_back(void *memory)
{
    if (memory != NULL) {
        (void)atomic_fetch_sub(&pieces, 1);
        free((size_t *)memory - 2);
    }
}

static int size_of(void *memory)
{
    return memory == NULL ? 0 : (int)*((size_t *)memory - 2);
}

static void *resize(void *memory, int bytes)
{
    void *const moved = take(bytes);
    if (moved != NULL) {
        memcpy(moved, memory, (size_t)(size_of(memory) < bytes ? size_of(memory) : bytes));
        give_back(memory);
    }
    return moved;
}

static int round_up(int bytes)
{
    return (bytes + 7) & ~7;
}

static int start(void *unused)
{
    (void)unused;
    return SQLITE_OK;
}

static void stop(void *unused)
{
    (void)unused;
}

bool failing_begin(void)
{
    static const sqlite3_mem_methods methods = {take, give_back, resize, size_of, round_up, start, stop, NULL};
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK;
}
