/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of requests to join. */
#pragma once

#include "core/registration.h"
#include "db/db.h"

struct registrations {
    struct registration *items; /* newest first */
    size_t count;
};

/* Those with an id below `before`, of one state or, below 0, of all. */
MUST_CHECK enum rc registrations_list(
    struct db *db, struct arena *arena, int64_t before, int state, int64_t limit, struct registrations *out, struct err *e);
MUST_CHECK enum rc registrations_get(struct db *db, struct arena *arena, int64_t id, struct registration *out, bool *found, struct err *e);

/* Fills registration->id. RC_CONFLICT when one for the identifier waits already. */
MUST_CHECK enum rc registrations_insert(struct db *db, struct registration *registration, struct err *e);

/* Records the decision in state, reason, organisation_id, decided_at_us, decided_by_id; *changed is false when there was one before. */
MUST_CHECK enum rc registrations_decide(struct db *db, const struct registration *registration, bool *changed, struct err *e);

/* Empties what is personal in those decided before an instant; tells how many. */
MUST_CHECK enum rc registrations_erase(struct db *db, int64_t decided_before_us, int64_t *count, struct err *e);
