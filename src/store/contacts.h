/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of persons to turn to at an organisation. */
#pragma once

#include "core/organisation.h"
#include "db/db.h"

struct contacts {
    struct contact *items; /* by role */
    size_t count;
};

MUST_CHECK enum rc contacts_list(struct db *db, struct arena *arena, int64_t organisation_id, struct contacts *out, struct err *e);
MUST_CHECK enum rc contacts_get(struct db *db, struct arena *arena, int64_t id, struct contact *out, bool *found, struct err *e);

/* Fills contact->id. */
MUST_CHECK enum rc contacts_insert(struct db *db, struct contact *contact, int64_t now_us, struct err *e);

/* Everything but the organisation. */
MUST_CHECK enum rc contacts_update(struct db *db, const struct contact *contact, struct err *e);
MUST_CHECK enum rc contacts_delete(struct db *db, int64_t id, struct err *e);
