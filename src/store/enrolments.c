/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/enrolments.h"

#include "store/row.h"
#include "store/statements.h"

static enum rc read_enrolment(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct enrolment *const out = item;
    bool ok = true;
    *out = (struct enrolment){
        .id = db_column_int(rows, 0),
        .person_id = db_column_int(rows, 1),
        .organisation_id = db_column_int(rows, 2),
        .seq = db_column_int(rows, 3),
        .full_name = row_text(rows, 4, arena, &ok),
        .name_key = row_text(rows, 5, arena, &ok),
        .email = row_text(rows, 6, arena, &ok),
        .academic_level = (enum academic_level)db_column_int(rows, 7),
        .has_picture = db_column_int(rows, 8) != 0,
        .version = db_column_int(rows, 9),
        .is_withdrawn = db_column_int(rows, 11) != 0,
        .expires_day = row_day(rows, 10),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc enrolments_get(struct db *db, struct arena *arena, int64_t id, struct enrolment *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return row_find(db, ENROLMENTS_GET, args, COUNT_OF(args), arena, read_enrolment, out, found, e);
}

enum rc enrolments_insert(struct db *db, struct enrolment *enrolment, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {
        db_int(enrolment->person_id),
        db_int(enrolment->organisation_id),
        db_int(enrolment->seq),
        db_text(enrolment->full_name),
        db_text(enrolment->name_key),
        db_text(enrolment->email),
        db_int(enrolment->academic_level),
        db_int(now_us),
    };
    enrolment->version = 1;
    return db_insert(db, ENROLMENTS_INSERT, args, COUNT_OF(args), &enrolment->id, e);
}

/* Where a version did not fit. */
static enum rc check_one(int64_t changed, struct err *e)
{
    if (changed == 1) {
        return RC_OK;
    }
    return err_set(e, RC_CONFLICT, "ER-0005", "", "the person was changed by somebody else at the same moment, read it again");
}

enum rc enrolments_update(struct db *db, struct enrolment *enrolment, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {
        db_int(enrolment->id),
        db_int(enrolment->version),
        db_text(enrolment->full_name),
        db_text(enrolment->name_key),
        db_text(enrolment->email),
        db_int(enrolment->academic_level),
        db_int(now_us),
    };
    int64_t changed = 0;
    if (db_run(db, ENROLMENTS_UPDATE, args, COUNT_OF(args), &changed, e) != RC_OK || check_one(changed, e) != RC_OK) {
        return e->rc;
    }
    enrolment->version++;
    return RC_OK;
}

static enum rc set(struct db *db, unsigned statement, struct enrolment *enrolment, struct db_arg value, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_int(enrolment->id), db_int(enrolment->version), value, db_int(now_us)};
    int64_t changed = 0;
    if (db_run(db, statement, args, COUNT_OF(args), &changed, e) != RC_OK || check_one(changed, e) != RC_OK) {
        return e->rc;
    }
    enrolment->version++;
    return RC_OK;
}

enum rc enrolments_set_expiry(struct db *db, struct enrolment *enrolment, int64_t now_us, struct err *e)
{
    return set(db, ENROLMENTS_SET_EXPIRY, enrolment, db_day(enrolment->expires_day), now_us, e);
}

enum rc enrolments_set_picture(struct db *db, struct enrolment *enrolment, int64_t now_us, struct err *e)
{
    return set(db, ENROLMENTS_SET_PICTURE, enrolment, db_bool(enrolment->has_picture), now_us, e);
}

enum rc enrolments_set_version(struct db *db, int64_t id, int64_t version, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(version)};
    return db_run(db, ENROLMENTS_SET_VERSION, args, COUNT_OF(args), NULL, e);
}

enum rc enrolments_delete(struct db *db, const struct enrolment *enrolment, struct err *e)
{
    const struct db_arg args[] = {db_int(enrolment->id), db_int(enrolment->version)};
    int64_t changed = 0;
    if (db_run(db, ENROLMENTS_DELETE, args, COUNT_OF(args), &changed, e) != RC_OK) {
        return e->rc;
    }
    return check_one(changed, e);
}

static enum rc list(
    struct db *db, struct arena *arena, unsigned statement, const struct db_arg *args, size_t count, struct enrolments *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, statement, args, count, arena, sizeof *out->items, read_enrolment, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct enrolments){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc enrolments_list_by_person(struct db *db, struct arena *arena, int64_t person_id, struct enrolments *out, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id)};
    return list(db, arena, ENROLMENTS_LIST_BY_PERSON, args, COUNT_OF(args), out, e);
}

enum rc enrolments_list_from(struct db *db, struct arena *arena, int64_t organisation_id, int64_t seq, size_t skip, size_t limit,
    struct enrolments *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(seq), db_int((int64_t)limit), db_int((int64_t)skip)};
    return list(db, arena, ENROLMENTS_LIST_FROM, args, COUNT_OF(args), out, e);
}

enum rc enrolments_set_withdrawn(struct db *db, int64_t id, bool withdrawn, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_bool(withdrawn)};
    return db_run(db, ENROLMENTS_SET_WITHDRAWN, args, COUNT_OF(args), NULL, e);
}

enum rc enrolments_instants(struct db *db, int64_t id, int64_t *created_at_us, int64_t *updated_at_us, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    const struct db_arg args[] = {db_int(id)};
    bool has = false;
    if (db_query(db, ENROLMENTS_INSTANTS, args, COUNT_OF(args), &rows, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    *created_at_us = has ? db_column_int(&rows, 0) : 0;
    *updated_at_us = has ? db_column_int(&rows, 1) : 0;
    return RC_OK;
}
