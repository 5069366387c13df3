/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/registrations.h"

#include "store/row.h"
#include "store/statements.h"

static enum rc read_registration(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct registration *)item = (struct registration){
        .id = db_column_int(rows, 0),
        .state = (enum registration_state)db_column_int(rows, 1),
        .identifier = row_text(rows, 2, arena, &ok),
        .kind = (enum organisation_kind)db_column_int(rows, 3),
        .name = row_text(rows, 4, arena, &ok),
        .country = row_text(rows, 5, arena, &ok),
        .schac_home_organization = row_text(rows, 6, arena, &ok),
        .website = row_text(rows, 7, arena, &ok),
        .representative_name = row_text(rows, 8, arena, &ok),
        .representative_email = row_text(rows, 9, arena, &ok),
        .message = row_text(rows, 10, arena, &ok),
        .reason = row_text(rows, 11, arena, &ok),
        .organisation_id = db_column_int(rows, 12),
        .created_at_us = db_column_int(rows, 13),
        .decided_at_us = db_column_int(rows, 14),
        .decided_by_id = db_column_int(rows, 15),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc registrations_list(
    struct db *db, struct arena *arena, int64_t before, int state, int64_t limit, struct registrations *out, struct err *e)
{
    struct row_list rows = {0};
    const struct db_arg args[] = {db_int(before), db_int(state), db_int(limit)};
    if (row_list_read(db, REGISTRATIONS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_registration, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct registrations){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc registrations_get(struct db *db, struct arena *arena, int64_t id, struct registration *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return row_find(db, REGISTRATIONS_GET, args, COUNT_OF(args), arena, read_registration, out, found, e);
}

enum rc registrations_insert(struct db *db, struct registration *registration, struct err *e)
{
    const struct db_arg args[] = {
        db_text(registration->identifier),
        db_int(registration->kind),
        db_text(registration->name),
        db_text(registration->country),
        db_text(registration->schac_home_organization),
        db_text(registration->website),
        db_text(registration->representative_name),
        db_text(registration->representative_email),
        db_text(registration->message),
        db_int(registration->created_at_us),
    };
    bool found = false;
    return row_number(db, REGISTRATIONS_INSERT, args, COUNT_OF(args), &registration->id, &found, e);
}

enum rc registrations_decide(struct db *db, const struct registration *registration, bool *changed, struct err *e)
{
    const struct db_arg args[] = {
        db_int(registration->id),
        db_int(registration->state),
        db_text(registration->reason),
        db_id_or_null(registration->organisation_id),
        db_int(registration->decided_at_us),
        db_id_or_null(registration->decided_by_id),
    };
    return row_change(db, REGISTRATIONS_DECIDE, args, COUNT_OF(args), changed, e);
}

enum rc registrations_erase(struct db *db, int64_t decided_before_us, int64_t *count, struct err *e)
{
    const struct db_arg args[] = {db_int(decided_before_us)};
    return db_run(db, REGISTRATIONS_ERASE, args, COUNT_OF(args), count, e);
}
