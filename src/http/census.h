/* SPDX-License-Identifier: EUPL-1.2 */
/* How many connections are open, in all and for each client, so that nobody takes them all. */
#pragma once

#include "base/ip.h"

#include <stdbool.h>

/* Any thread may use it. */
struct census;

enum census_answer { CENSUS_ADMITTED, CENSUS_FULL, CENSUS_ADDRESS_FULL, CENSUS_NO_MEMORY };

/* `per_address` 0: no limit for one client. NULL when there is no memory. */
struct census *census_new(unsigned total, unsigned per_address);
void census_free(struct census *census);

/* Counts one connection more of a client; NULL for one that is counted in all only. Each admission needs its census_leave. */
enum census_answer census_enter(struct census *census, const struct ip *client);
void census_leave(struct census *census, const struct ip *client);

unsigned census_open(const struct census *census);
