/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/tallies.h"

#include "store/row.h"
#include "store/statements.h"

#define SEPTEMBER 9

/* Slots that stand for 32 days, and for all of them. */
#define SLOT_DAYS INT64_C(1000000000)
#define SLOT_ALL INT64_C(2147483647)

/* Adds to a count of one slot. */
static enum rc add(struct db *db, int64_t slot, const struct tally *tally, struct err *e)
{
    const struct db_arg args[] = {
        db_int(slot), db_int(tally->organisation_id), db_int(tally->measure), db_int(tally->kind), db_int(tally->amount)};
    if (db_run(db, TALLIES_ADD, args, COUNT_OF(args), NULL, e) != RC_OK) {
        return e->rc;
    }
    /* Days on which nothing ends any more leave nothing behind. */
    return tally->amount < 0 ? db_run(db, TALLIES_DROP, args, COUNT_OF(args) - 1, NULL, e) : RC_OK;
}

enum rc tallies_add(struct db *db, const struct tally *tally, struct err *e)
{
    const int64_t slots[] = {tally->day, SLOT_DAYS + (tally->day >> 5), SLOT_ALL};
    for (size_t i = 0; i < COUNT_OF(slots); i++) {
        if (add(db, slots[i], tally, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
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

enum rc tallies_list(struct db *db, struct arena *arena, int64_t organisation_id, int32_t day, struct tallies *out, struct err *e)
{
    const int32_t block = day >> 5;
    const struct db_arg args[] = {db_int(organisation_id), db_int(day), db_int(block), db_int((int64_t)block * 32)};
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

enum rc tallies_sum(
    struct db *db, int64_t organisation_id, enum tally_measure measure, int32_t first_day, int32_t last_day, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(first_day), db_int(last_day), db_int(measure)};
    bool found = false;
    return row_number(db, TALLIES_SUM, args, COUNT_OF(args), out, &found, e);
}

enum rc issued_month(struct db *db, int64_t organisation_id, int year, int month, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_int(year), db_int(month)};
    bool found = false;
    return row_number(db, ISSUED_MONTH, args, COUNT_OF(args), out, &found, e);
}

enum rc issued_add(struct db *db, int64_t organisation_id, int32_t issued_day, int64_t cards, struct err *e)
{
    const struct civil_date date = day_to_date(issued_day);
    const struct db_arg args[] = {db_int(organisation_id), db_int(date.year), db_int(date.month), db_int(cards)};
    return db_run(db, ISSUED_ADD, args, COUNT_OF(args), NULL, e);
}

/* The ids of one organisation, or of all for 0. */
struct range {
    int64_t first, last;
};

static struct range range_of(int64_t organisation_id)
{
    return organisation_id == 0 ? (struct range){0, INT64_MAX} : (struct range){organisation_id, organisation_id};
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

enum rc issued_list(struct db *db, struct arena *arena, int64_t organisation_id, struct issued_halves *out, struct err *e)
{
    const struct range range = range_of(organisation_id);
    const struct db_arg args[] = {db_int(SEPTEMBER), db_int(range.first), db_int(range.last)};
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
    static const enum store_statement steps[] = {TALLIES_CLEAR, TALLIES_FILL, TALLIES_FILL_SUMS, ISSUED_CLEAR, ISSUED_FILL};
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

enum rc synchronisations_list(struct db *db, struct arena *arena, int64_t organisation_id, struct synchronisations *out, struct err *e)
{
    const struct range range = range_of(organisation_id);
    const struct db_arg args[] = {db_int(range.first), db_int(range.last)};
    struct row_list rows = {0};
    if (row_list_read(db, SYNCHRONISATIONS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_synchronisation, &rows, e) !=
        RC_OK) {
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

enum rc verifications_list(
    struct db *db, struct arena *arena, int64_t organisation_id, int32_t from_day, struct verification_days *out, struct err *e)
{
    const struct range range = range_of(organisation_id);
    const struct db_arg args[] = {db_int(from_day), db_int(range.first), db_int(range.last)};
    struct row_list rows = {0};
    if (row_list_read(db, VERIFICATIONS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_verifications, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct verification_days){.items = rows.items, .count = rows.count};
    return RC_OK;
}
