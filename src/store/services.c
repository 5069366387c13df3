/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/services.h"

#include "store/row.h"
#include "store/statements.h"

/* A blob of a row, in the arena; *ok is false when there is no memory. */
static struct str row_bytes(const struct db_rows *rows, int column, struct arena *arena, bool *ok)
{
    const struct str bytes = db_column_blob(rows, column);
    const char *const copy = arena_text(arena, bytes.data == NULL ? "" : bytes.data, bytes.length);
    *ok = *ok && copy != NULL;
    return (struct str){copy, bytes.length};
}

static enum rc read_service(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct remote_service *)item = (struct remote_service){
        .id = db_column_int(rows, 0),
        .organisation_id = db_column_int(rows, 1),
        .name = row_text(rows, 2, arena, &ok),
        .url = row_text(rows, 3, arena, &ok),
        .secret = row_bytes(rows, 4, arena, &ok),
        .events = (unsigned)db_column_int(rows, 5),
        .is_legacy = db_column_int(rows, 6) != 0,
        .created_at_us = db_column_int(rows, 7),
        .disabled_at_us = db_column_int(rows, 8),
        .last_success_us = db_column_int(rows, 9),
        .failures = db_column_int(rows, 10),
        .failure = row_text(rows, 11, arena, &ok),
        .given_up = db_column_int(rows, 12),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc remote_services_list(struct db *db, struct arena *arena, struct remote_services *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, SERVICES_LIST, NULL, 0, arena, sizeof *out->items, read_service, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct remote_services){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc remote_services_get(struct db *db, struct arena *arena, int64_t id, struct remote_service *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return row_find(db, SERVICES_GET, args, COUNT_OF(args), arena, read_service, out, found, e);
}

enum rc remote_services_insert(struct db *db, struct remote_service *service, struct err *e)
{
    const struct db_arg args[] = {
        db_int(service->organisation_id),
        db_text(service->name),
        db_text(service->url),
        db_blob(service->secret.data, service->secret.length),
        db_int(service->events),
        db_bool(service->is_legacy),
        db_int(service->created_at_us),
    };
    bool found = false;
    return row_number(db, SERVICES_INSERT, args, COUNT_OF(args), &service->id, &found, e);
}

enum rc remote_services_delete(struct db *db, int64_t id, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return db_run(db, SERVICES_DELETE, args, COUNT_OF(args), NULL, e);
}

enum rc remote_services_update(struct db *db, const struct remote_service *service, struct err *e)
{
    const struct db_arg args[] = {
        db_int(service->id),
        db_id_or_null(service->disabled_at_us),
        db_blob(service->secret.data, service->secret.length),
    };
    return db_run(db, SERVICES_UPDATE, args, COUNT_OF(args), NULL, e);
}

enum rc remote_services_note_success(struct db *db, int64_t id, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(now_us)};
    return db_run(db, SERVICES_NOTE_SUCCESS, args, COUNT_OF(args), NULL, e);
}

enum rc remote_services_note_failure(struct db *db, int64_t id, const char *failure, int64_t given_up, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_text(failure), db_int(given_up)};
    return db_run(db, SERVICES_NOTE_FAILURE, args, COUNT_OF(args), NULL, e);
}

static enum rc read_hosted(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct self_hosted *)item = (struct self_hosted){
        .organisation_id = db_column_int(rows, 0),
        .url = row_text(rows, 1, arena, &ok),
        .key = row_bytes(rows, 2, arena, &ok),
        .created_at_us = db_column_int(rows, 3),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc self_hosted_list(struct db *db, struct arena *arena, struct self_hosted_list *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, SELF_HOSTED_LIST, NULL, 0, arena, sizeof *out->items, read_hosted, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct self_hosted_list){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc self_hosted_put(struct db *db, const struct self_hosted *hosted, struct err *e)
{
    const struct db_arg args[] = {
        db_int(hosted->organisation_id),
        db_text(hosted->url),
        db_blob(hosted->key.data, hosted->key.length),
        db_int(hosted->created_at_us),
    };
    return db_run(db, SELF_HOSTED_PUT, args, COUNT_OF(args), NULL, e);
}

enum rc self_hosted_delete(struct db *db, int64_t organisation_id, bool *changed, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id)};
    int64_t rows = 0;
    if (db_run(db, SELF_HOSTED_DELETE, args, COUNT_OF(args), &rows, e) != RC_OK) {
        return e->rc;
    }
    *changed = rows > 0;
    return RC_OK;
}
