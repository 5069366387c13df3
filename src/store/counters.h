/* SPDX-License-Identifier: EUPL-1.2 */
/* Counts of cards by organisation, year of issue, type and stored status; and the findings of a check-up. */
#pragma once

#include "core/card.h"
#include "db/db.h"

/* Counts a card in (+1) or out (-1) as it stands. */
MUST_CHECK enum rc counters_add(struct db *db, const struct card *card, int delta, struct err *e);

struct counter {
    int64_t organisation_id;
    int year;
    enum card_type type;
    enum card_status status;
    int64_t cards;
};

struct counters {
    struct counter *items;
    size_t count;
};

MUST_CHECK enum rc counters_list(struct db *db, struct arena *arena, struct counters *out, struct err *e);

/* Counts all cards anew. */
MUST_CHECK enum rc counters_rebuild(struct db *db, struct err *e);

/* What can be wrong between the tables. */
enum doctor_check { CHECK_HEADS, CHECK_BUCKETS, CHECK_COUNTERS, CHECK_STRAY_CARDS, CHECK_STRAY_PERSONS, CHECK_PICTURES, CHECK_COUNT };

/* How many rows a check finds wrong; reads whole tables. */
MUST_CHECK enum rc counters_check(struct db *db, enum doctor_check check, int64_t *wrong, struct err *e);
