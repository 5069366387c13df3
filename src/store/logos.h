/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of organisations' logos. */
#pragma once

#include "db/db.h"

/* Puts a logo in the place of the one there may be. The name holds a hash of the content: the same name, the same content. */
MUST_CHECK enum rc logos_put(struct db *db, int64_t organisation_id, const char *name, struct str content, struct err *e);

/* Copies the content into the arena. */
MUST_CHECK enum rc logos_get(struct db *db, struct arena *arena, struct str name, struct str *out, bool *found, struct err *e);

/* Does nothing where there is none. */
MUST_CHECK enum rc logos_delete(struct db *db, int64_t organisation_id, struct err *e);
