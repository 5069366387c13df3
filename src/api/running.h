/* SPDX-License-Identifier: EUPL-1.2 */
/* Which kept answers are growing at the moment in this process. One that is marked as running in the database and is not among them was
 * broken off, and can be gone on with. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct running;

/* NULL when there is no memory. */
struct running *running_new(void);
void running_free(struct running *running);

/* Any thread. False when it is among them, or when there are too many. */
bool running_add(struct running *running, int64_t answer_id);
void running_remove(struct running *running, int64_t answer_id);
