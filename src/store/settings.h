/* SPDX-License-Identifier: EUPL-1.2 */
/* Facts about the database itself: named settings, revisions, and the sequence of card numbers. */
#pragma once

#include "db/db.h"

/* *value is NULL when the setting is not there. */
MUST_CHECK enum rc settings_get(struct db *db, struct arena *arena, const char *name, const char **value, struct err *e);
MUST_CHECK enum rc settings_put(struct db *db, const char *name, const char *value, struct err *e);

/* The revision of organisations, mandates and legal documents. */
MUST_CHECK enum rc revisions_get(struct db *db, int64_t *value, struct err *e);
MUST_CHECK enum rc revisions_raise(struct db *db, struct err *e);

/* Claims `count` time ticks, at `now_ticks` or later, that were never given before: *first and the count - 1 after it. */
MUST_CHECK enum rc escn_sequence_claim(struct db *db, int64_t now_ticks, int64_t count, int64_t *first, struct err *e);
