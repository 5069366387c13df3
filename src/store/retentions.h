/* SPDX-License-Identifier: EUPL-1.2 */
/* What has been kept long enough, in cards and enrolments. */
#pragma once

#include "db/db.h"

/* Cards are due that expired before a day, while they are tied to a person; enrolments without tied cards that were last changed before an
 * instant. */
struct due {
    int32_t expired_before;   /* DAY_NONE: no card is */
    int64_t changed_before;   /* of enrolments whose cards are all due; INT64_MIN: none is */
    int64_t forgotten_before; /* of enrolments that have no card at all; INT64_MIN: none is */
};

/* Up to `limit` ids of cards after one, looking no further than `last_id`. */
MUST_CHECK enum rc due_cards(
    struct db *db, const struct due *due, int64_t after_id, int64_t last_id, size_t limit, int64_t *ids, size_t *count, struct err *e);
MUST_CHECK enum rc due_enrolments(
    struct db *db, const struct due *due, int64_t after_id, int64_t last_id, size_t limit, int64_t *ids, size_t *count, struct err *e);
MUST_CHECK enum rc due_last_ids(struct db *db, int64_t *card_id, int64_t *enrolment_id, struct err *e);

/* The enrolment of a person at an organisation, when it has no tied card left and was last changed before an instant; else 0. */
MUST_CHECK enum rc due_enrolment_of(
    struct db *db, int64_t person_id, int64_t organisation_id, int64_t changed_before, int64_t *out, struct err *e);

/* Whether an enrolment has no tied card and was last changed before an instant. */
MUST_CHECK enum rc due_is_forgotten(struct db *db, int64_t enrolment_id, int64_t changed_before, bool *out, struct err *e);

/* Cuts the tie of a card, which must be deleted, to its person and processor. */
MUST_CHECK enum rc due_cut_card(struct db *db, int64_t card_id, struct err *e);

struct due_count {
    int64_t organisation_id;
    int64_t count;
};

struct due_counts {
    struct due_count *items;
    size_t count;
};

MUST_CHECK enum rc due_count_cards(struct db *db, struct arena *arena, const struct due *due, struct due_counts *out, struct err *e);
MUST_CHECK enum rc due_count_enrolments(struct db *db, struct arena *arena, const struct due *due, struct due_counts *out, struct err *e);
