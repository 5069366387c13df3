/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of kept answers and of the parts of their bodies. */
#pragma once

#include "core/answer.h"
#include "db/db.h"

MUST_CHECK enum rc answers_find(struct db *db, struct arena *arena, int64_t organisation_id, const unsigned char key[ANSWER_HASH_BYTES],
    struct answer *out, bool *found, struct err *e);

/* Fills answer->id. */
MUST_CHECK enum rc answers_insert(struct db *db, struct answer *answer, struct err *e);

/* The answer of this id is complete. */
MUST_CHECK enum rc answers_finish(struct db *db, int64_t id, int status, const char *headers, struct err *e);

/* Parts count from 0. */
MUST_CHECK enum rc answers_add_part(struct db *db, int64_t id, int64_t part, struct str data, struct err *e);

/* A copy in the arena. */
MUST_CHECK enum rc answers_get_part(
    struct db *db, struct arena *arena, int64_t id, int64_t part, struct str *out, bool *found, struct err *e);

/* Deletes the parts of at most `count` answers from before, and then these answers. */
MUST_CHECK enum rc answers_expire_parts(struct db *db, int64_t before_us, int64_t count, struct err *e);
MUST_CHECK enum rc answers_expire(struct db *db, int64_t before_us, int64_t count, struct err *e);

/* Deletes the parts of answers that hold data of the person, and marks these answers as erased: those given to one organisation and to
 * processors, or all, 0. */
MUST_CHECK enum rc answers_erase_parts(struct db *db, int64_t person_id, int64_t organisation_id, struct err *e);
MUST_CHECK enum rc answers_erase(struct db *db, int64_t person_id, int64_t organisation_id, struct err *e);
