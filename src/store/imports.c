/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/imports.h"

#include "store/row.h"
#include "store/statements.h"

static enum rc read_import(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct import *)item = (struct import){
        .id = db_column_int(rows, 0),
        .organisation_id = db_column_int(rows, 1),
        .token_id = db_column_int(rows, 2),
        .operation = (enum import_operation)db_column_int(rows, 3),
        .mode = (enum import_mode)db_column_int(rows, 4),
        .is_dry_run = db_column_int(rows, 5) != 0,
        .is_local = db_column_int(rows, 6) != 0,
        .state = (enum import_state)db_column_int(rows, 7),
        .phase = (enum import_phase)db_column_int(rows, 8),
        .file = row_text(rows, 9, arena, &ok),
        .bytes = db_column_int(rows, 10),
        .columns = (unsigned)db_column_int(rows, 11),
        .row_done = db_column_int(rows, 12),
        .progress = (int)db_column_int(rows, 13),
        .created = db_column_int(rows, 14),
        .updated = db_column_int(rows, 15),
        .unchanged = db_column_int(rows, 16),
        .failed = db_column_int(rows, 17),
        .reason = row_text(rows, 18, arena, &ok),
        .created_at_us = db_column_int(rows, 19),
        .ended_at_us = db_column_int(rows, 20),
        .forgotten_at_us = db_column_int(rows, 21),
        .separator = (char)db_column_int(rows, 22),
        .account_id = db_column_int(rows, 23),
        .undo_token_id = db_column_int(rows, 24),
        .undo_account_id = db_column_int(rows, 25),
        .left = db_column_int(rows, 26),
        .started_id = db_column_int(rows, 27),
        .reason_said = row_text(rows, 28, arena, &ok),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc imports_get(struct db *db, struct arena *arena, int64_t id, struct import *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return row_find(db, IMPORTS_GET, args, COUNT_OF(args), arena, read_import, out, found, e);
}

enum rc imports_insert(struct db *db, struct import *import, const char *once, struct err *e)
{
    const struct db_arg args[] = {
        db_int(import->organisation_id),
        db_id_or_null(import->token_id),
        db_int(import->operation),
        db_int(import->mode),
        db_bool(import->is_dry_run),
        db_bool(import->is_local),
        db_int(import->state),
        db_int(import->phase),
        db_text(import->file),
        db_int(import->bytes),
        db_int(import->columns),
        db_int(import->separator),
        db_int(import->created_at_us),
        db_id_or_null(import->account_id),
        db_text(once),
    };
    bool found = false;
    return row_number(db, IMPORTS_INSERT, args, COUNT_OF(args), &import->id, &found, e);
}

enum rc imports_update(struct db *db, const struct import *import, struct err *e)
{
    const struct db_arg args[] = {
        db_int(import->id),
        db_int(import->state),
        db_int(import->phase),
        db_text(import->file),
        db_int(import->row_done),
        db_int(import->progress),
        db_int(import->created),
        db_int(import->updated),
        db_int(import->unchanged),
        db_int(import->failed),
        db_text(import->reason),
        db_id_or_null(import->ended_at_us),
        db_id_or_null(import->forgotten_at_us),
        db_id_or_null(import->undo_token_id),
        db_id_or_null(import->undo_account_id),
        db_int(import->left),
        db_id_or_null(import->started_id),
        db_text(import->reason_said),
    };
    return db_run(db, IMPORTS_UPDATE, args, COUNT_OF(args), NULL, e);
}

static enum rc list(
    struct db *db, struct arena *arena, unsigned statement, const struct db_arg *args, size_t count, struct imports *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, statement, args, count, arena, sizeof *out->items, read_import, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct imports){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc imports_list(
    struct db *db, struct arena *arena, int64_t organisation_id, int64_t before_id, size_t limit, struct imports *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(before_id), db_int((int64_t)limit)};
    return list(db, arena, IMPORTS_LIST, args, COUNT_OF(args), out, e);
}

enum rc imports_list_active(struct db *db, struct arena *arena, struct imports *out, struct err *e)
{
    return list(db, arena, IMPORTS_LIST_ACTIVE, NULL, 0, out, e);
}

enum rc imports_list_old(struct db *db, struct arena *arena, int64_t before_us, struct imports *out, struct err *e)
{
    const struct db_arg args[] = {db_int(before_us)};
    return list(db, arena, IMPORTS_LIST_OLD, args, COUNT_OF(args), out, e);
}

enum rc imports_list_kept(struct db *db, struct arena *arena, struct imports *out, struct err *e)
{
    return list(db, arena, IMPORTS_LIST_KEPT, NULL, 0, out, e);
}

enum rc imports_count_kept(struct db *db, int64_t organisation_id, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id)};
    bool found = false;
    return row_number(db, IMPORTS_COUNT_KEPT, args, COUNT_OF(args), out, &found, e);
}

enum rc imports_find_once(struct db *db, int64_t organisation_id, const char *once, int64_t *id, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_text(once)};
    return row_number(db, IMPORTS_FIND_ONCE, args, COUNT_OF(args), id, found, e);
}

enum rc imports_drop_checked(struct db *db, int64_t before_us, struct err *e)
{
    const struct db_arg args[] = {db_int(before_us)};
    return db_run(db, IMPORTS_DROP_CHECKED, args, COUNT_OF(args), NULL, e);
}

static struct db_arg number_if(bool there, int64_t number)
{
    return there ? db_int(number) : db_null();
}

enum rc import_rows_insert(struct db *db, int64_t import_id, const struct import_done *done, struct err *e)
{
    const bool had_enrolment = (done->act & IMPORT_ENROLMENT_CHANGED) != 0;
    const bool had_card = (done->act & (IMPORT_CARD_CHANGED | IMPORT_CARD_DELETED)) != 0;
    const struct db_arg args[] = {
        db_int(import_id),
        db_int(done->row),
        db_int(done->act),
        db_id_or_null(done->card_id),
        number_if(done->card_id != 0, done->card_version),
        db_id_or_null(done->enrolment_id),
        number_if(done->enrolment_id != 0, done->enrolment_version),
        db_id_or_null(done->person_id),
        db_text(had_enrolment ? done->enrolment.full_name : NULL),
        db_text(had_enrolment ? done->enrolment.email : NULL),
        number_if(had_enrolment, done->enrolment.academic_level),
        number_if(had_card, done->card.type),
        number_if(had_card, done->card.status),
        db_text(had_card ? done->card.display_name : NULL),
        number_if(had_card, done->card.issued_day),
        number_if(had_card, done->card.expires_day),
        db_id_or_null(had_card ? done->card.processor_id : 0),
        db_text(had_card ? done->card.uid : NULL),
    };
    return db_run(db, IMPORT_ROWS_INSERT, args, COUNT_OF(args), NULL, e);
}

static enum rc read_done(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct import_done *const out = item;
    bool ok = true;
    *out = (struct import_done){
        .row = db_column_int(rows, 0),
        .act = (unsigned)db_column_int(rows, 1),
        .card_id = db_column_int(rows, 2),
        .card_version = db_column_int(rows, 3),
        .enrolment_id = db_column_int(rows, 4),
        .enrolment_version = db_column_int(rows, 5),
        .person_id = db_column_int(rows, 6),
    };
    out->enrolment.full_name = row_text(rows, 7, arena, &ok);
    out->enrolment.email = row_text(rows, 8, arena, &ok);
    out->enrolment.academic_level = (enum academic_level)db_column_int(rows, 9);
    out->card.type = (enum card_type)db_column_int(rows, 10);
    out->card.status = (enum card_status)db_column_int(rows, 11);
    out->card.display_name = row_text(rows, 12, arena, &ok);
    out->card.issued_day = (int32_t)db_column_int(rows, 13);
    out->card.expires_day = (int32_t)db_column_int(rows, 14);
    out->card.processor_id = db_column_int(rows, 15);
    out->card.uid = row_text(rows, 16, arena, &ok);
    return ok ? RC_OK : err_no_memory(e);
}

enum rc import_rows_list(struct db *db, struct arena *arena, int64_t import_id, size_t limit, struct import_dones *out, struct err *e)
{
    const struct db_arg args[] = {db_int(import_id), db_int((int64_t)limit)};
    struct row_list rows = {0};
    if (row_list_read(db, IMPORT_ROWS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_done, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct import_dones){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc import_rows_clear(struct db *db, int64_t import_id, int64_t from_row, struct err *e)
{
    const struct db_arg args[] = {db_int(import_id), db_int(from_row)};
    return db_run(db, IMPORT_ROWS_CLEAR, args, COUNT_OF(args), NULL, e);
}

enum rc import_rows_compare(struct db *db, int64_t import_id, struct import_obstacles *out, struct err *e)
{
    const struct db_arg args[] = {db_int(import_id)};
    bool found = false;
    if (row_number(db, IMPORT_ROWS_CHANGED_CARDS, args, 1, &out->cards, &found, e) != RC_OK ||
        row_number(db, IMPORT_ROWS_CHANGED_ENROLMENTS, args, 1, &out->enrolments, &found, e) != RC_OK) {
        return e->rc;
    }
    return row_number(db, IMPORT_ROWS_OTHER_CARDS, args, 1, &out->others, &found, e);
}

static enum rc read_issuer(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(int64_t *)item = db_column_int(rows, 0);
    return RC_OK;
}

enum rc import_rows_issuers(struct db *db, struct arena *arena, int64_t import_id, struct import_issuers *out, struct err *e)
{
    const struct db_arg args[] = {db_int(import_id)};
    struct row_list rows = {0};
    if (row_list_read(db, IMPORT_ROWS_ISSUERS, args, COUNT_OF(args), arena, sizeof *out->ids, read_issuer, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct import_issuers){.ids = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc import_errors_insert(struct db *db, int64_t import_id, const struct import_bad *bad, struct err *e)
{
    const struct db_arg args[] = {
        db_int(import_id), db_int(bad->row), db_text(bad->person_key), db_text(bad->cells), db_text(bad->reasons), db_text(bad->said)};
    return db_run(db, IMPORT_ERRORS_INSERT, args, COUNT_OF(args), NULL, e);
}

static enum rc read_bad(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct import_bad *)item = (struct import_bad){
        .row = db_column_int(rows, 0),
        .cells = row_text(rows, 1, arena, &ok),
        .reasons = row_text(rows, 2, arena, &ok),
        .said = row_text(rows, 3, arena, &ok),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc import_errors_list(
    struct db *db, struct arena *arena, int64_t import_id, int64_t after_row, size_t limit, struct import_bads *out, struct err *e)
{
    const struct db_arg args[] = {db_int(import_id), db_int(after_row), db_int((int64_t)limit)};
    struct row_list rows = {0};
    if (row_list_read(db, IMPORT_ERRORS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_bad, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct import_bads){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc import_errors_clear(struct db *db, int64_t import_id, struct err *e)
{
    const struct db_arg args[] = {db_int(import_id)};
    return db_run(db, IMPORT_ERRORS_CLEAR, args, COUNT_OF(args), NULL, e);
}

enum rc imports_forget_person(struct db *db, int64_t person_id, int64_t organisation_id, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id), db_int(organisation_id)};
    if (db_run(db, IMPORT_ERRORS_FORGET, args, COUNT_OF(args), NULL, e) != RC_OK) {
        return e->rc;
    }
    return db_run(db, IMPORT_ROWS_FORGET, args, COUNT_OF(args), NULL, e);
}
