/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/tallies.h"

#include "store/row.h"
#include "store/statements.h"

#define SEPTEMBER 9

enum rc tallies_add(struct db *db, const struct tally *tally, struct err *e)
{
    const struct db_arg args[] = {
        db_int(tally->day), db_int(tally->organisation_id), db_int(tally->measure), db_int(tally->kind), db_int(tally->amount)};
    if (db_run(db, TALLIES_ADD, args, COUNT_OF(args), NULL, e) != RC_OK) {
        return e->rc;
    }
    /* Days on which nothing ends any more leave nothing behind. */
    return tally->amount < 0 ? db_run(db, TALLIES_DROP, args, COUNT_OF(args) - 1, NULL, e) : RC_OK;
}

static enum rc read_tally(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(struct tally *)item = (struct tally){
        .organisation_id = db_column_int(rows, 0),
        .measure = (enum tally_measure)db_column_int(rows, 1),
        .kind = (int)db_column_int(rows, 2),
        .amount = db_column_int(rows, 3),
    };
    return RC_OK;
}

enum rc tallies_list(struct db *db, struct arena *arena, int32_t day, struct tallies *out, struct err *e)
{
    const struct db_arg args[] = {db_int(day), db_int(TALLY_ALL)};
    struct row_list rows = {0};
    if (row_list_read(db, TALLIES_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_tally, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct tallies){.items = rows.items, .count = rows.count};
    for (size_t i = 0; i < out->count; i++) {
        out->items[i].day = day;
    }
    return RC_OK;
}

enum rc issued_add(struct db *db, int64_t organisation_id, int32_t issued_day, int64_t cards, struct err *e)
{
    const struct civil_date date = day_to_date(issued_day);
    const struct db_arg args[] = {db_int(organisation_id), db_int(date.year), db_int(date.month), db_int(cards)};
    return db_run(db, ISSUED_ADD, args, COUNT_OF(args), NULL, e);
}

static enum rc read_issued(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(struct issued_half *)item = (struct issued_half){
        .organisation_id = db_column_int(rows, 0),
        .year = (int)db_column_int(rows, 1),
        .autumn = db_column_int(rows, 2) != 0,
        .cards = db_column_int(rows, 3),
    };
    return RC_OK;
}

enum rc issued_list(struct db *db, struct arena *arena, struct issued_halves *out, struct err *e)
{
    const struct db_arg args[] = {db_int(SEPTEMBER)};
    struct row_list rows = {0};
    if (row_list_read(db, ISSUED_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_issued, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct issued_halves){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc tallies_card_context(struct db *db, int64_t person_id, int64_t issuer_id, int64_t card_id, struct card_context *out, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    const struct db_arg args[] = {db_int(person_id), db_int(issuer_id), db_int(card_id)};
    bool has = false;
    if (db_query(db, TALLIES_CARD_CONTEXT, args, COUNT_OF(args), &rows, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct card_context){
        .other_day = row_day(&rows, 0),
        .other_day_anywhere = row_day(&rows, 1),
        .level = (enum academic_level)db_column_int(&rows, 2),
    };
    return RC_OK;
}

static enum rc read_day(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(int32_t *)item = (int32_t)db_column_int(rows, 0);
    return RC_OK;
}

enum rc tallies_card_days(struct db *db, struct arena *arena, int64_t person_id, int64_t issuer_id, struct card_days *out, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id), db_int(issuer_id)};
    struct row_list rows = {0};
    if (row_list_read(db, TALLIES_CARD_DAYS, args, COUNT_OF(args), arena, sizeof *out->items, read_day, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct card_days){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc tallies_rebuild(struct db *db, struct err *e)
{
    static const enum store_statement steps[] = {TALLIES_CLEAR, TALLIES_FILL, TALLIES_FILL_ALL, ISSUED_CLEAR, ISSUED_FILL};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        if (db_run(db, steps[i], NULL, 0, NULL, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc tallies_check(struct db *db, int64_t *wrong_tallies, int64_t *wrong_issued, struct err *e)
{
    bool found = false;
    if (row_number(db, DOCTOR_TALLIES, NULL, 0, wrong_tallies, &found, e) != RC_OK) {
        return e->rc;
    }
    return row_number(db, DOCTOR_ISSUED, NULL, 0, wrong_issued, &found, e);
}

enum rc synchronisations_put(struct db *db, int64_t organisation_id, int64_t at_us, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(at_us)};
    return db_run(db, SYNCHRONISATIONS_PUT, args, COUNT_OF(args), NULL, e);
}

static enum rc read_synchronisation(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(struct synchronisation *)item =
        (struct synchronisation){.organisation_id = db_column_int(rows, 0), .last_at_us = db_column_int(rows, 1)};
    return RC_OK;
}

enum rc synchronisations_list(struct db *db, struct arena *arena, struct synchronisations *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, SYNCHRONISATIONS_LIST, NULL, 0, arena, sizeof *out->items, read_synchronisation, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct synchronisations){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc verifications_add(struct db *db, const struct verification_day *more, struct err *e)
{
    const struct db_arg args[] = {db_int(more->organisation_id), db_int(more->day), db_int(more->verifications)};
    return db_run(db, VERIFICATIONS_ADD, args, COUNT_OF(args), NULL, e);
}

static enum rc read_verifications(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(struct verification_day *)item = (struct verification_day){
        .organisation_id = db_column_int(rows, 0),
        .day = (int32_t)db_column_int(rows, 1),
        .verifications = db_column_int(rows, 2),
    };
    return RC_OK;
}

enum rc verifications_list(struct db *db, struct arena *arena, int32_t from_day, struct verification_days *out, struct err *e)
{
    const struct db_arg args[] = {db_int(from_day)};
    struct row_list rows = {0};
    if (row_list_read(db, VERIFICATIONS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_verifications, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct verification_days){.items = rows.items, .count = rows.count};
    return RC_OK;
}
