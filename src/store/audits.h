/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of acts. */
#pragma once

#include "core/audit.h"
#include "db/db.h"

MUST_CHECK enum rc audits_insert(struct db *db, const struct audit *audit, struct err *e);
