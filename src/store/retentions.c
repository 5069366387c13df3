/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/retentions.h"

#include "store/row.h"
#include "store/statements.h"

static enum rc read_ids(struct db *db, unsigned statement, const struct db_arg *args, size_t arg_count, int64_t *ids, size_t limit,
    size_t *count, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    bool has = false;
    *count = 0;
    if (db_query(db, statement, args, arg_count, &rows, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    while (has && *count < limit) {
        ids[(*count)++] = db_column_int(&rows, 0);
        if (db_next(&rows, &has, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc due_cards(
    struct db *db, const struct due *due, int64_t after_id, int64_t last_id, size_t limit, int64_t *ids, size_t *count, struct err *e)
{
    const struct db_arg args[] = {db_int(after_id), db_int(last_id), db_int(due->expired_before), db_int((int64_t)limit)};
    return read_ids(db, DUE_CARDS, args, COUNT_OF(args), ids, limit, count, e);
}

enum rc due_enrolments(
    struct db *db, const struct due *due, int64_t after_id, int64_t last_id, size_t limit, int64_t *ids, size_t *count, struct err *e)
{
    const struct db_arg args[] = {db_int(after_id), db_int(last_id), db_int(due->forgotten_before), db_int((int64_t)limit)};
    return read_ids(db, DUE_ENROLMENTS, args, COUNT_OF(args), ids, limit, count, e);
}

enum rc due_last_ids(struct db *db, int64_t *card_id, int64_t *enrolment_id, struct err *e)
{
    bool found = false;
    if (row_number(db, DUE_LAST_CARD, NULL, 0, card_id, &found, e) != RC_OK) {
        return e->rc;
    }
    return row_number(db, DUE_LAST_ENROLMENT, NULL, 0, enrolment_id, &found, e);
}

enum rc due_enrolment_of(struct db *db, int64_t person_id, int64_t organisation_id, int64_t changed_before, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id), db_int(organisation_id), db_int(changed_before)};
    bool found = false;
    return row_number(db, DUE_ENROLMENT_OF, args, COUNT_OF(args), out, &found, e);
}

enum rc due_is_forgotten(struct db *db, int64_t enrolment_id, int64_t changed_before, bool *out, struct err *e)
{
    const struct db_arg args[] = {db_int(enrolment_id), db_int(changed_before)};
    int64_t id = 0;
    return row_number(db, DUE_IS_FORGOTTEN, args, COUNT_OF(args), &id, out, e);
}

enum rc due_cut_card(struct db *db, int64_t card_id, struct err *e)
{
    const struct db_arg args[] = {db_int(card_id)};
    return db_run(db, DUE_CUT_CARD, args, COUNT_OF(args), NULL, e);
}

static enum rc read_count(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(struct due_count *)item = (struct due_count){.organisation_id = db_column_int(rows, 0), .count = db_column_int(rows, 1)};
    return RC_OK;
}

static enum rc read_counts(
    struct db *db, unsigned statement, const struct db_arg *args, size_t count, struct arena *arena, struct due_counts *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, statement, args, count, arena, sizeof *out->items, read_count, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct due_counts){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc due_count_cards(struct db *db, struct arena *arena, const struct due *due, struct due_counts *out, struct err *e)
{
    const struct db_arg args[] = {db_int(due->expired_before)};
    return read_counts(db, DUE_COUNT_CARDS, args, COUNT_OF(args), arena, out, e);
}

enum rc due_count_enrolments(struct db *db, struct arena *arena, const struct due *due, struct due_counts *out, struct err *e)
{
    const struct db_arg args[] = {db_int(due->expired_before), db_int(due->changed_before), db_int(due->forgotten_before)};
    return read_counts(db, DUE_COUNT_ENROLMENTS, args, COUNT_OF(args), arena, out, e);
}
