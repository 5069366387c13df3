/* SPDX-License-Identifier: EUPL-1.2 */
/* Verifications of cards, counted in memory by whoever answers them and written down by the writer now and then: by issuer and day, and of
 * nobody who asked. */
#pragma once

#include "base/err.h"
#include "store/tallies.h"

#include <stdint.h>

/* All counters of a registry. */
struct visits;

/* One thread's counters. */
struct visit_counter;

/* NULL without memory. */
struct visits *visits_new(void);
void visits_free(struct visits *visits);

/* A counter for one thread, kept by `visits` for as long as they are there; NULL without memory. */
struct visit_counter *visits_take(struct visits *visits);

/* Gives the counter back for another thread to take; what it has counted stays. */
void visits_give(struct visits *visits, struct visit_counter *counter);

/* By the counter's own thread. Costs no lock. Beyond VISITS_ORGANISATIONS organisations nothing is counted. */
#define VISITS_ORGANISATIONS 16384U
void visits_count(struct visit_counter *counter, int64_t organisation_id);

/* What was counted and not taken yet, by organisation; `take` takes it. Any thread, one at a time. */
MUST_CHECK enum rc visits_read(struct visits *visits, struct arena *arena, bool take, struct verification_days *out, struct err *e);

/* Puts back what was taken and could not be written. */
void visits_put_back(struct visits *visits, const struct verification_days *taken);
