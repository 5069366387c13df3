/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/row.h"

enum rc row_number(struct db *db, unsigned statement, const struct db_arg *args, size_t count, int64_t *out, bool *found, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    bool has = false;
    if (db_query(db, statement, args, count, &rows, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    *found = has;
    *out = has ? db_column_int(&rows, 0) : 0;
    return RC_OK;
}

enum rc row_change(struct db *db, unsigned statement, const struct db_arg *args, size_t count, bool *changed, struct err *e)
{
    int64_t rows = 0;
    if (db_run(db, statement, args, count, &rows, e) != RC_OK) {
        return e->rc;
    }
    *changed = rows > 0;
    return RC_OK;
}

static enum rc make_room(struct arena *arena, size_t item_bytes, struct row_list *list, size_t *capacity, struct err *e)
{
    if (list->count < *capacity) {
        return RC_OK;
    }
    const size_t wanted = *capacity == 0 ? 4 : *capacity * 4;
    void *const items = arena_grow(arena, list->items, *capacity * item_bytes, wanted * item_bytes);
    if (items == NULL) {
        return err_no_memory(e);
    }
    list->items = items;
    *capacity = wanted;
    return RC_OK;
}

enum rc row_list_read(struct db *db, unsigned statement, const struct db_arg *args, size_t count, struct arena *arena, size_t item_bytes,
    row_read_fn *read, struct row_list *out, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    bool has = false;
    size_t capacity = 0;
    *out = (struct row_list){0};
    if (db_query(db, statement, args, count, &rows, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    while (has) {
        if (make_room(arena, item_bytes, out, &capacity, e) != RC_OK) {
            return e->rc;
        }
        void *const item = (unsigned char *)out->items + out->count * item_bytes;
        if (read(&rows, arena, item, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
            return e->rc;
        }
        out->count++;
    }
    return RC_OK;
}

enum rc row_find(struct db *db, unsigned statement, const struct db_arg *args, size_t count, struct arena *arena, row_read_fn *read,
    void *item, bool *found, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    if (db_query(db, statement, args, count, &rows, e) != RC_OK || db_next(&rows, found, e) != RC_OK) {
        return e->rc;
    }
    return *found ? read(&rows, arena, item, e) : RC_OK;
}
