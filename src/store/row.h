/* SPDX-License-Identifier: EUPL-1.2 */
/* Helpers of the store: NULL for the values that mean "none", and texts copied out of rows. */
#pragma once

#include "base/day.h"
#include "db/db.h"

/* 0 is stored as NULL. */
static inline struct db_arg db_id_or_null(int64_t id)
{
    return id == 0 ? db_null() : db_int(id);
}

/* DAY_NONE is stored as NULL. */
static inline struct db_arg db_day(int32_t day)
{
    return day == DAY_NONE ? db_null() : db_int(day);
}

static inline int32_t row_day(const struct db_rows *rows, int column)
{
    return db_column_is_null(rows, column) ? DAY_NONE : (int32_t)db_column_int(rows, column);
}

/* A copy in the arena; NULL for NULL. *ok is cleared when there is no memory. */
static inline const char *row_text(const struct db_rows *rows, int column, struct arena *arena, bool *ok)
{
    if (db_column_is_null(rows, column)) {
        return NULL;
    }
    const struct str text = db_column_text(rows, column);
    const char *const copy = arena_text(arena, text.data, text.length);
    *ok = *ok && copy != NULL;
    return copy;
}

/* Runs a statement that returns one number, such as a new id. */
MUST_CHECK enum rc row_number(
    struct db *db, unsigned statement, const struct db_arg *args, size_t count, int64_t *out, bool *found, struct err *e);

/* Runs a statement that changes at most one row; *changed is false when there was none. */
MUST_CHECK enum rc row_change(struct db *db, unsigned statement, const struct db_arg *args, size_t count, bool *changed, struct err *e);

/* Reads the current row into a zeroed item of a list. */
typedef enum rc row_read_fn(const struct db_rows *rows, struct arena *arena, void *item, struct err *e);

/* What a list of rows becomes: an array in the arena. */
struct row_list {
    void *items;
    size_t count;
};

/* Runs a statement and reads all its rows. */
MUST_CHECK enum rc row_list_read(struct db *db, unsigned statement, const struct db_arg *args, size_t count, struct arena *arena,
    size_t item_bytes, row_read_fn *read, struct row_list *out, struct err *e);

/* Runs a statement for at most one row; *found is false when there is none. */
MUST_CHECK enum rc row_find(struct db *db, unsigned statement, const struct db_arg *args, size_t count, struct arena *arena,
    row_read_fn *read, void *item, bool *found, struct err *e);
