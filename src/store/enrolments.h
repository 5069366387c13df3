/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of enrolments: persons at organisations. */
#pragma once

#include "core/person.h"
#include "db/db.h"

struct enrolments {
    struct enrolment *items;
    size_t count;
};

MUST_CHECK enum rc enrolments_get(struct db *db, struct arena *arena, int64_t id, struct enrolment *out, bool *found, struct err *e);

/* Fills enrolment->id. RC_CONFLICT when the person is enrolled there already. */
MUST_CHECK enum rc enrolments_insert(struct db *db, struct enrolment *enrolment, int64_t now_us, struct err *e);

/* Writes name, e-mail and level where the version still is the same (raised then); else RC_CONFLICT. */
MUST_CHECK enum rc enrolments_update(struct db *db, struct enrolment *enrolment, int64_t now_us, struct err *e);

/* Writes expires_day alone, likewise. */
MUST_CHECK enum rc enrolments_set_expiry(struct db *db, struct enrolment *enrolment, int64_t now_us, struct err *e);
MUST_CHECK enum rc enrolments_set_picture(struct db *db, struct enrolment *enrolment, int64_t now_us, struct err *e);

/* Gives an enrolment back the version of an earlier state that it is in again. */
MUST_CHECK enum rc enrolments_set_version(struct db *db, int64_t id, int64_t version, struct err *e);
MUST_CHECK enum rc enrolments_delete(struct db *db, const struct enrolment *enrolment, struct err *e);

/* All enrolments of a person, oldest first. */
MUST_CHECK enum rc enrolments_list_by_person(struct db *db, struct arena *arena, int64_t person_id, struct enrolments *out, struct err *e);

/* The enrolments at an organisation, newest first, from the place `seq` on, passing over `skip`. */
MUST_CHECK enum rc enrolments_list_from(struct db *db, struct arena *arena, int64_t organisation_id, int64_t seq, size_t skip, size_t limit,
    struct enrolments *out, struct err *e);

/* Whether its consent is withdrawn. Leaves the version as it is: what the organisation says of the person does not change. */
MUST_CHECK enum rc enrolments_set_withdrawn(struct db *db, int64_t id, bool withdrawn, struct err *e);

/* When it was made and last changed; 0 when there is none. */
MUST_CHECK enum rc enrolments_instants(struct db *db, int64_t id, int64_t *created_at_us, int64_t *updated_at_us, struct err *e);
