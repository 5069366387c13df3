/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of services where cards are accepted. */
#pragma once

#include "core/offer.h"
#include "db/db.h"

struct offers {
    struct offer *items; /* by country, city and name */
    size_t count;
};

/* Of an organisation; 0: of all that are active. */
MUST_CHECK enum rc offers_list(struct db *db, struct arena *arena, int64_t organisation_id, struct offers *out, struct err *e);
MUST_CHECK enum rc offers_get(struct db *db, struct arena *arena, int64_t id, struct offer *out, bool *found, struct err *e);

/* Fills offer->id and version. */
MUST_CHECK enum rc offers_insert(struct db *db, struct offer *offer, struct err *e);

/* Everything but the organisation; raises the version. RC_CONFLICT when somebody else did so first. */
MUST_CHECK enum rc offers_update(struct db *db, struct offer *offer, struct err *e);
MUST_CHECK enum rc offers_delete(struct db *db, int64_t id, struct err *e);
