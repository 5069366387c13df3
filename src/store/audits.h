/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of acts. */
#pragma once

#include "core/audit.h"
#include "db/db.h"

MUST_CHECK enum rc audits_insert(struct db *db, const struct audit *audit, struct err *e);

/* Which acts to read; 0 leaves a member open. */
struct audit_query {
    int64_t organisation_id; /* whose data */
    int64_t before;          /* an id: only older ones */
    int64_t since_us;
    int64_t until_us; /* the first instant that is too late */
    int64_t actor_id;
    int64_t object_id;
    int action;
    int64_t limit;
};

struct audits {
    struct audit *items; /* newest first */
    size_t count;
};

MUST_CHECK enum rc audits_list(struct db *db, struct arena *arena, const struct audit_query *query, struct audits *out, struct err *e);

/* What was done with a person's data at an organisation, newest first; acts on whole lists from an instant on. Reads all acts at the
 * organisation. */
MUST_CHECK enum rc audits_list_of_person(struct db *db, struct arena *arena, int64_t organisation_id, int64_t person_id,
    int64_t lists_from_us, size_t limit, struct audits *out, struct err *e);

/* What was done with a person's data, cards and links at an organisation, newest first; not with whole lists. Goes by an index. */
MUST_CHECK enum rc audits_list_of_holder(
    struct db *db, struct arena *arena, int64_t organisation_id, int64_t person_id, int64_t limit, struct audits *out, struct err *e);

/* The same for one card. */
MUST_CHECK enum rc audits_list_of_card(
    struct db *db, struct arena *arena, int64_t organisation_id, int64_t card_id, int64_t limit, struct audits *out, struct err *e);
