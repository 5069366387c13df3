/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of faults: every code that an answer can carry, with its status, cause and cure. */
#pragma once

#include "esc/err.h"
#include "manual/manual.h"

/* All faults, by code. */
const struct fault *fault_table(size_t *count);

/* The row of a code; NULL when there is none. */
const struct fault *fault_find(const char *code);

/* The HTTP status of a kind of failure. */
int fault_status(enum rc rc);
