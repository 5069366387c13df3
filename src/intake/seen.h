/* SPDX-License-Identifier: EUPL-1.2 */
/* The card numbers that have gone by in a file, to find those that stand in it twice, in a bounded amount of memory. */
#pragma once

#include "base/err.h"
#include "esc/escn.h"

#include <stdint.h>

/* Numbers remembered; of a file with more, the registry itself refuses what can't be. 24 MB. */
#define SEEN_MAX 1048576U

struct seen;

/* NULL when there is no memory. */
struct seen *seen_new(void);
void seen_free(struct seen *seen);

/* The earlier row with this number; 0 when there is none, which is remembered then. RC_NO_MEMORY. */
MUST_CHECK enum rc seen_add(struct seen *seen, const struct escn *escn, int64_t row, int64_t *earlier, struct err *e);
