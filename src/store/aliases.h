/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of former identifiers of persons, and of the identifiers that organisations want them to have. */
#pragma once

#include "db/db.h"

struct alias {
    const char *esi; /* as it was given */
    int64_t replaced_at_us;
};

struct aliases {
    struct alias *items;
    size_t count;
};

/* Keeps a former identifier; `organisation_id` 0: replaced by the operator. RC_CONFLICT when it is kept already. */
MUST_CHECK enum rc aliases_insert(
    struct db *db, const char *esi, const char *esi_key, int64_t person_id, int64_t organisation_id, int64_t now_us, struct err *e);
MUST_CHECK enum rc aliases_delete(struct db *db, const char *esi_key, struct err *e);
MUST_CHECK enum rc aliases_delete_by_person(struct db *db, int64_t person_id, struct err *e);

/* Oldest first. */
MUST_CHECK enum rc aliases_list_by_person(struct db *db, struct arena *arena, int64_t person_id, struct aliases *out, struct err *e);

/* Notes what an organisation wants; what it wanted before of this person is forgotten. */
MUST_CHECK enum rc wishes_put(
    struct db *db, int64_t person_id, int64_t organisation_id, const char *esi_key, int64_t now_us, struct err *e);
MUST_CHECK enum rc wishes_delete(struct db *db, int64_t person_id, int64_t organisation_id, struct err *e);
MUST_CHECK enum rc wishes_delete_by_person(struct db *db, int64_t person_id, struct err *e);

/* How many of the organisations that have enrolled the person want this identifier. */
MUST_CHECK enum rc wishes_count(struct db *db, int64_t person_id, const char *esi_key, int64_t *out, struct err *e);
