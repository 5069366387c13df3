/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/tally.h"

#include "base/day.h"
#include "registry/session.h"

#include <stdlib.h>
#include <string.h>

/* So many entries are made fewer by adding up equal ones, before there are more. */
#define ENTRIES_MANY 8192U

void tally_book_deinit(struct tally_book *book)
{
    free(book->entries);
    *book = (struct tally_book){0};
}

static int compare(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

/* By what is counted, all but the amount. */
static int compare_entries(const void *left, const void *right)
{
    const struct tally_entry *const a = left;
    const struct tally_entry *const b = right;
    const int by_what =
        a->is_write != b->is_write ? compare(a->is_write, b->is_write) : compare((int64_t)a->tally.measure, (int64_t)b->tally.measure);
    const int by_whom = by_what != 0 ? by_what : compare(a->tally.organisation_id, b->tally.organisation_id);
    const int by_day = by_whom != 0 ? by_whom : compare(a->tally.day, b->tally.day);
    return by_day != 0 ? by_day : compare(a->tally.kind, b->tally.kind);
}

/* Adds up equal entries from `from` on. */
static void compact(struct tally_book *book, size_t from)
{
    struct tally_entry *const entries = book->entries + from;
    const size_t count = book->count - from;
    size_t kept = 0;
    if (count < 2) {
        return;
    }
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 1; i < count; i++) {
        struct tally_entry *const last = &entries[kept];
        if (compare_entries(last, &entries[i]) != 0) {
            entries[++kept] = entries[i];
        } else if (last->is_write) {
            last->tally.amount = last->tally.amount > entries[i].tally.amount ? last->tally.amount : entries[i].tally.amount;
        } else {
            last->tally.amount += entries[i].tally.amount;
        }
    }
    book->count = from + kept + 1;
}

static enum rc make_room(struct tally_book *book, struct err *e)
{
    if (book->count < book->capacity) {
        return RC_OK;
    }
    if (book->capacity >= ENTRIES_MANY) {
        compact(book, book->base);
        if (book->count < book->capacity / 2) {
            return RC_OK;
        }
    }
    const size_t capacity = book->capacity == 0 ? 64 : book->capacity * 2;
    struct tally_entry *const entries = reallocarray(book->entries, capacity, sizeof *entries);
    if (entries == NULL) {
        return err_no_memory(e);
    }
    book->entries = entries;
    book->capacity = capacity;
    return RC_OK;
}

static enum rc add(struct session *session, const struct tally_entry *entry, struct err *e)
{
    struct tally_book *const book = &session->tallies;
    if (make_room(book, e) != RC_OK) {
        return e->rc;
    }
    book->entries[book->count++] = *entry;
    return RC_OK;
}

/* Counts in (+1) or out (-1) for one day. */
static enum rc count(
    struct session *session, enum tally_measure measure, int64_t organisation_id, int kind, int32_t day, int amount, struct err *e)
{
    const struct tally_entry entry = {
        .tally = {.organisation_id = organisation_id, .measure = measure, .kind = kind, .day = day, .amount = amount}};
    return add(session, &entry, e);
}

static bool is_there(const struct card *card)
{
    return card != NULL && card->deleted_at_us == 0;
}

static bool is_active(const struct card *card)
{
    return is_there(card) && card->status == CARD_ACTIVE;
}

static enum rc count_issued(struct session *session, const struct card *before, const struct card *after, struct err *e)
{
    if (before != NULL && before->issued_day == after->issued_day) {
        return RC_OK;
    }
    if (before != NULL && count(session, TALLY_ISSUED, before->issuer_id, 0, before->issued_day, -1, e) != RC_OK) {
        return e->rc;
    }
    return count(session, TALLY_ISSUED, after->issuer_id, 0, after->issued_day, 1, e);
}

/* What one card counts for, apart from its person. */
static enum rc count_card(struct session *session, const struct card *card, enum academic_level level, int amount, struct err *e)
{
    if (is_active(card)) {
        return count(session, TALLY_ACTIVE, card->issuer_id, (int)card->type, card->expires_day, amount, e) == RC_OK
            ? count(session, TALLY_LEVEL, card->issuer_id, (int)level, card->expires_day, amount, e)
            : e->rc;
    }
    return is_there(card) ? count(session, TALLY_INACTIVE, card->issuer_id, 0, card->expires_day, amount, e) : RC_OK;
}

/* The last day on which a person has an active card, by one card and the others. */
static int32_t last_day(const struct card *card, int32_t other_day)
{
    return is_active(card) && card->expires_day > other_day ? card->expires_day : other_day;
}

static enum rc move_person(struct session *session, int64_t organisation_id, int32_t before, int32_t after, struct err *e)
{
    if (before == after) {
        return RC_OK;
    }
    if (before != DAY_NONE && count(session, TALLY_PERSONS, organisation_id, 0, before, -1, e) != RC_OK) {
        return e->rc;
    }
    return after == DAY_NONE ? RC_OK : count(session, TALLY_PERSONS, organisation_id, 0, after, 1, e);
}

static bool counts_the_same(const struct card *before, const struct card *after)
{
    return is_there(before) == is_there(after) && is_active(before) == is_active(after) &&
        (!is_there(before) || (before->expires_day == after->expires_day && before->type == after->type));
}

enum rc tally_card(struct session *session, const struct card *before, const struct card *after, struct err *e)
{
    struct card_context context = {.other_day = DAY_NONE, .other_day_anywhere = DAY_NONE};
    const bool by_person = is_active(before) || is_active(after);
    if (count_issued(session, before, after, e) != RC_OK || counts_the_same(before, after)) {
        return e->rc;
    }
    if (by_person && tallies_card_context(session->db, after->person_id, after->issuer_id, after->id, &context, e) != RC_OK) {
        return e->rc;
    }
    if (count_card(session, before, context.level, -1, e) != RC_OK || count_card(session, after, context.level, 1, e) != RC_OK ||
        move_person(session, after->issuer_id, last_day(before, context.other_day), last_day(after, context.other_day), e) != RC_OK) {
        return e->rc;
    }
    return move_person(session, 0, last_day(before, context.other_day_anywhere), last_day(after, context.other_day_anywhere), e);
}

enum rc tally_level(struct session *session, const struct enrolment *before, const struct enrolment *after, struct err *e)
{
    struct card_days days = {0};
    if (before->academic_level == after->academic_level) {
        return RC_OK;
    }
    if (tallies_card_days(session->db, session->arena, after->person_id, after->organisation_id, &days, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < days.count; i++) {
        if (count(session, TALLY_LEVEL, after->organisation_id, (int)before->academic_level, days.items[i], -1, e) != RC_OK ||
            count(session, TALLY_LEVEL, after->organisation_id, (int)after->academic_level, days.items[i], 1, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc tally_write(struct session *session, int64_t organisation_id, struct err *e)
{
    const struct tally_entry entry = {.tally = {.organisation_id = organisation_id, .amount = session->now_us}, .is_write = true};
    return add(session, &entry, e);
}

void tally_part(struct session *session)
{
    session->tallies.base = session->tallies.count;
}

void tally_undo(struct session *session)
{
    session->tallies.count = session->tallies.base;
}

static enum rc write_entry(struct session *session, const struct tally_entry *entry, struct err *e)
{
    const struct tally *const tally = &entry->tally;
    if (entry->is_write) {
        return synchronisations_put(session->db, tally->organisation_id, tally->amount, e);
    }
    if (tally->amount == 0) {
        return RC_OK;
    }
    if (tally->measure == TALLY_ISSUED) {
        return issued_add(session->db, tally->organisation_id, tally->day, tally->amount, e);
    }
    return tallies_add(session->db, tally, e);
}

enum rc tally_settle(struct session *session, struct err *e)
{
    struct tally_book *const book = &session->tallies;
    compact(book, 0);
    for (size_t i = 0; i < book->count; i++) {
        if (write_entry(session, &book->entries[i], e) != RC_OK) {
            return e->rc;
        }
    }
    tally_forget(session);
    return RC_OK;
}

void tally_forget(struct session *session)
{
    session->tallies.count = 0;
    session->tallies.base = 0;
}
