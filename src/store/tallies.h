/* SPDX-License-Identifier: EUPL-1.2 */
/* Counts that statistics are made of: what is active on any day, what was issued when, who wrote last, verifications by day. */
#pragma once

#include "core/card.h"
#include "core/person.h"
#include "db/db.h"

/* The numbers are stored. Each is counted by the day on which it ends: a card's last day, a person's longest active card's. */
enum tally_measure {
    TALLY_ISSUED,  /* cards by the day of issue; stored by month, see issued_add */
    TALLY_ACTIVE,  /* cards stored as active that are there; kind: their type */
    TALLY_LEVEL,   /* the same by the holder's academic level at the issuer */
    TALLY_PERSONS, /* persons with such a card; under organisation 0 over all organisations */
    TALLY_INACTIVE /* cards stored as inactive that are there */
};

struct tally {
    int64_t organisation_id;
    enum tally_measure measure;
    int kind;
    int32_t day; /* the last one on which it counts */
    int64_t amount;
};

struct tallies {
    struct tally *items;
    size_t count;
};

/* Adds to the count of a day, and to the sums over its neighbours and all days. */
MUST_CHECK enum rc tallies_add(struct db *db, const struct tally *tally, struct err *e);

/* What counts on this day (each item's `day`) of an organisation, by measure and kind; passes over the sums of the days before only. */
MUST_CHECK enum rc tallies_list(
    struct db *db, struct arena *arena, int64_t organisation_id, int32_t day, struct tallies *out, struct err *e);

/* How much of a measure ends within these days, both included. */
MUST_CHECK enum rc tallies_sum(
    struct db *db, int64_t organisation_id, enum tally_measure measure, int32_t first_day, int32_t last_day, int64_t *out, struct err *e);

/* Cards issued in the months of a calendar year before September, or from then on. */
struct issued_half {
    int64_t organisation_id;
    int year;
    bool autumn;
    int64_t cards;
};

struct issued_halves {
    struct issued_half *items;
    size_t count;
};

MUST_CHECK enum rc issued_add(struct db *db, int64_t organisation_id, int32_t issued_day, int64_t cards, struct err *e);

/* Of one organisation, or of all for 0; oldest first. */
MUST_CHECK enum rc issued_list(struct db *db, struct arena *arena, int64_t organisation_id, struct issued_halves *out, struct err *e);

/* Cards issued in a month, 1 to 12. */
MUST_CHECK enum rc issued_month(struct db *db, int64_t organisation_id, int year, int month, int64_t *out, struct err *e);

/* What a card of this person and issuer stands in: the holder's level there, and the last day of the longest active card besides `card_id`,
 * at this issuer and at all (DAY_NONE without one). */
struct card_context {
    enum academic_level level;
    int32_t other_day;
    int32_t other_day_anywhere;
};

MUST_CHECK enum rc tallies_card_context(
    struct db *db, int64_t person_id, int64_t issuer_id, int64_t card_id, struct card_context *out, struct err *e);

/* The last days of a person's active cards of one issuer. */
struct card_days {
    int32_t *items;
    size_t count;
};

MUST_CHECK enum rc tallies_card_days(
    struct db *db, struct arena *arena, int64_t person_id, int64_t issuer_id, struct card_days *out, struct err *e);

/* Counts everything anew from the cards; deleted ones count as issued. */
MUST_CHECK enum rc tallies_rebuild(struct db *db, struct err *e);

/* How many counts differ from the cards; reads whole tables. */
MUST_CHECK enum rc tallies_check(struct db *db, int64_t *wrong_tallies, int64_t *wrong_issued, struct err *e);

/* When an organisation's data were last written by a token: keeps the later of two. */
struct synchronisation {
    int64_t organisation_id;
    int64_t last_at_us;
};

struct synchronisations {
    struct synchronisation *items;
    size_t count;
};

MUST_CHECK enum rc synchronisations_put(struct db *db, int64_t organisation_id, int64_t at_us, struct err *e);

/* Of one organisation, or of all for 0. */
MUST_CHECK enum rc synchronisations_list(
    struct db *db, struct arena *arena, int64_t organisation_id, struct synchronisations *out, struct err *e);

struct verification_day {
    int64_t organisation_id;
    int32_t day;
    int64_t verifications;
};

struct verification_days {
    struct verification_day *items;
    size_t count;
};

MUST_CHECK enum rc verifications_add(struct db *db, const struct verification_day *more, struct err *e);

/* Of one organisation, or of all for 0, from this day on; oldest first. */
MUST_CHECK enum rc verifications_list(
    struct db *db, struct arena *arena, int64_t organisation_id, int32_t from_day, struct verification_days *out, struct err *e);
