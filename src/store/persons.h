/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of persons. */
#pragma once

#include "core/person.h"
#include "db/db.h"

MUST_CHECK enum rc persons_get(struct db *db, struct arena *arena, int64_t id, struct person *out, bool *found, struct err *e);

/* `esi_key` is the folded identifier, the present one or a former one: `out` has the present one. */
MUST_CHECK enum rc persons_find_by_esi(
    struct db *db, struct arena *arena, const char *esi_key, struct person *out, bool *found, struct err *e);

/* Fills person->id. */
MUST_CHECK enum rc persons_insert(struct db *db, struct person *person, int64_t now_us, struct err *e);

/* Gives a person another identifier. RC_CONFLICT when somebody else has it. */
MUST_CHECK enum rc persons_rename(struct db *db, int64_t id, const char *esi, const char *esi_key, struct err *e);
MUST_CHECK enum rc persons_delete(struct db *db, int64_t id, struct err *e);
