/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of pictures: one for an enrolment, finished. */
#pragma once

#include "db/db.h"

/* Puts a picture in the place of the one there may be. */
MUST_CHECK enum rc pictures_put(struct db *db, int64_t enrolment_id, struct str jpeg, int64_t now_us, struct err *e);

/* Copies the picture into the arena. */
MUST_CHECK enum rc pictures_get(struct db *db, struct arena *arena, int64_t enrolment_id, struct str *out, bool *found, struct err *e);

/* Does nothing where there is none. */
MUST_CHECK enum rc pictures_delete(struct db *db, int64_t enrolment_id, struct err *e);

/* Makes every enrolment say what the table of pictures has. */
MUST_CHECK enum rc pictures_recount(struct db *db, struct err *e);
