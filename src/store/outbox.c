/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/outbox.h"

#include "store/row.h"
#include "store/statements.h"

enum rc outbox_insert(struct db *db, struct outbox_item *item, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {
        db_int(item->kind),
        db_id_or_null(item->service_id),
        db_text(item->recipient),
        db_text(item->subject),
        db_text(item->body),
        db_int(now_us),
        db_id_or_null(item->object_id),
    };
    bool found = false;
    return row_number(db, OUTBOX_INSERT, args, COUNT_OF(args), &item->id, &found, e);
}

enum rc outbox_insert_event(struct db *db, struct outbox_item *item, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {
        db_int(item->service_id),
        db_int(item->kind),
        db_id_or_null(item->object_id),
        db_text(item->subject),
        db_text(item->body),
        db_int(now_us),
    };
    bool found = false;
    return row_number(db, OUTBOX_INSERT_EVENT, args, COUNT_OF(args), &item->id, &found, e);
}

static enum rc read_item(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct outbox_item *)item = (struct outbox_item){
        .id = db_column_int(rows, 0),
        .kind = (enum outbox_kind)db_column_int(rows, 1),
        .service_id = db_column_int(rows, 2),
        .object_id = db_column_int(rows, 3),
        .recipient = row_text(rows, 4, arena, &ok),
        .subject = row_text(rows, 5, arena, &ok),
        .body = row_text(rows, 6, arena, &ok),
        .created_at_us = db_column_int(rows, 7),
        .attempts = db_column_int(rows, 8),
    };
    return ok ? RC_OK : err_no_memory(e);
}

static enum rc read_items(struct db *db, enum store_statement statement, const struct db_arg *args, size_t count, struct arena *arena,
    struct outbox_items *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, statement, args, count, arena, sizeof *out->items, read_item, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct outbox_items){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc outbox_list_due(struct db *db, struct arena *arena, int64_t service_id, int64_t now_us, int64_t horizon_us, size_t limit,
    struct outbox_items *out, struct err *e)
{
    const struct db_arg args[] = {db_int(now_us), db_int(horizon_us), db_int((int64_t)limit), db_int(service_id)};
    const enum store_statement statement = service_id == 0 ? OUTBOX_LIST_DUE_MAILS : OUTBOX_LIST_DUE_EVENTS;
    return read_items(db, statement, args, service_id == 0 ? 3 : 4, arena, out, e);
}

enum rc outbox_list_before(
    struct db *db, struct arena *arena, int64_t service_id, int64_t instant_us, size_t limit, struct outbox_items *out, struct err *e)
{
    const struct db_arg args[] = {db_int(instant_us), db_int((int64_t)limit), db_int(service_id)};
    const enum store_statement statement = service_id == 0 ? OUTBOX_LIST_MAILS_BEFORE : OUTBOX_LIST_EVENTS_BEFORE;
    return read_items(db, statement, args, service_id == 0 ? 2 : 3, arena, out, e);
}

enum rc outbox_next(struct db *db, int64_t now_us, int64_t *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(now_us)};
    return row_number(db, OUTBOX_NEXT, args, COUNT_OF(args), out, found, e);
}

enum rc outbox_delete(struct db *db, int64_t id, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return db_run(db, OUTBOX_DELETE, args, COUNT_OF(args), NULL, e);
}

enum rc outbox_delete_of_service(struct db *db, int64_t service_id, struct err *e)
{
    const struct db_arg args[] = {db_int(service_id)};
    return db_run(db, OUTBOX_DELETE_OF_SERVICE, args, COUNT_OF(args), NULL, e);
}

enum rc outbox_postpone(struct db *db, int64_t id, int64_t next_at_us, const char *failure, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(next_at_us), db_text(failure)};
    return db_run(db, OUTBOX_POSTPONE, args, COUNT_OF(args), NULL, e);
}

enum rc outbox_measure(struct db *db, enum outbox_kind kind, struct outbox_figures *out, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    const struct db_arg args[] = {db_int(kind)};
    bool has = false;
    if (db_query(db, OUTBOX_MEASURE, args, COUNT_OF(args), &rows, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct outbox_figures){.waiting = db_column_int(&rows, 0), .oldest_us = db_column_int(&rows, 1)};
    return RC_OK;
}

enum rc outbox_count_of_service(struct db *db, int64_t service_id, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(service_id)};
    bool found = false;
    return row_number(db, OUTBOX_COUNT_OF_SERVICE, args, COUNT_OF(args), out, &found, e);
}

enum rc outbox_count_before(struct db *db, int64_t instant_us, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(instant_us)};
    bool found = false;
    return row_number(db, OUTBOX_COUNT_BEFORE, args, COUNT_OF(args), out, &found, e);
}

enum rc outbox_forget_mails(struct db *db, int64_t person_id, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id)};
    return db_run(db, OUTBOX_FORGET_MAILS, args, COUNT_OF(args), NULL, e);
}
