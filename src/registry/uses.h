/* SPDX-License-Identifier: EUPL-1.2 */
/* When tokens and sessions were used last: noted in memory by whoever reads, and written by the writer now and then. */
#pragma once

#include "base/attr.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define USES_SLOTS 4096U
#define USES_FLUSH_US INT64_C(60000000) /* how long a use may go unwritten */

/* Each slot holds an id and a second, in one word, so that any thread may note without a lock. Zeroed at its beginning. */
struct uses {
    atomic_uint_least64_t slots[USES_SLOTS];
};

/* An id too many, or beyond 32 bits, is not noted: the next time, perhaps. */
void uses_note(struct uses *uses, int64_t id, int64_t now_us);

/* The latest use noted and not yet taken, to the second; 0: none. */
int64_t uses_latest(struct uses *uses, int64_t id);

struct use {
    int64_t id;
    int64_t at_us;
};

/* Takes what a slot holds, leaving it empty. False when it holds nothing. */
bool uses_take(struct uses *uses, unsigned slot, struct use *out);
