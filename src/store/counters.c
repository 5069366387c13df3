/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/counters.h"

#include "store/row.h"
#include "store/statements.h"

enum rc counters_add(struct db *db, const struct card *card, int delta, struct err *e)
{
    const struct db_arg args[] = {
        db_int(card->issuer_id),
        db_int(day_to_date(card->issued_day).year),
        db_int(card->type),
        db_int(card->status),
        db_int(delta),
    };
    return db_run(db, COUNTERS_ADD, args, COUNT_OF(args), NULL, e);
}

static enum rc read_counter(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(struct counter *)item = (struct counter){
        .organisation_id = db_column_int(rows, 0),
        .year = (int)db_column_int(rows, 1),
        .type = (enum card_type)db_column_int(rows, 2),
        .status = (enum card_status)db_column_int(rows, 3),
        .cards = db_column_int(rows, 4),
    };
    return RC_OK;
}

enum rc counters_list(struct db *db, struct arena *arena, struct counters *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, COUNTERS_SUM, NULL, 0, arena, sizeof *out->items, read_counter, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct counters){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc counters_rebuild(struct db *db, struct err *e)
{
    if (db_run(db, COUNTERS_CLEAR, NULL, 0, NULL, e) != RC_OK) {
        return e->rc;
    }
    return db_run(db, COUNTERS_FILL, NULL, 0, NULL, e);
}

enum rc counters_check(struct db *db, enum doctor_check check, int64_t *wrong, struct err *e)
{
    static const enum store_statement statements[CHECK_COUNT] = {
        [CHECK_HEADS] = DOCTOR_HEADS,
        [CHECK_BUCKETS] = DOCTOR_BUCKETS,
        [CHECK_COUNTERS] = DOCTOR_COUNTERS,
        [CHECK_STRAY_CARDS] = DOCTOR_STRAY_CARDS,
        [CHECK_STRAY_PERSONS] = DOCTOR_STRAY_PERSONS,
        [CHECK_PICTURES] = DOCTOR_PICTURES,
    };
    bool found = false;
    return row_number(db, statements[check], NULL, 0, wrong, &found, e);
}
