/* SPDX-License-Identifier: EUPL-1.2 */
/* The router's schema: its migrations, and opening a database with the router's statements. */
#pragma once

#include "db/db.h"

struct db_migrations store_migrations(void);

/* db_open with the statement table; the schema must be up to date (RC_UNAVAILABLE tells to migrate) unless `options->create`, which brings
 * it up. A connection that writes prepares all statements, which proves that they fit; one that reads prepares each at its first use. */
MUST_CHECK enum rc store_open(const struct db_options *options, struct db **out, struct err *e);
