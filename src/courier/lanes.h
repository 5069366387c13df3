/* SPDX-License-Identifier: EUPL-1.2 */
/* A lane for each target, so that no target waits for another: one for the mails, one for each service. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

struct courier_lane {
    struct courier_lane *next;
    int64_t service_id; /* 0: the mails */
    unsigned running;
    int64_t failures; /* that blame the target, since the last success */
    int64_t pause_until_us;
    int64_t look_for_old_us; /* not before */
    bool is_empty;           /* when last looked at, and nothing has been told since */
};

struct courier_lanes {
    struct courier_lane *first;
};

/* The lane of a target, made where it is new; NULL when there is no memory. */
struct courier_lane *courier_lanes_find(struct courier_lanes *lanes, int64_t service_id);
void courier_lanes_deinit(struct courier_lanes *lanes);

/* There may be something for everybody. */
void courier_lanes_refill(struct courier_lanes *lanes);

/* How many more may be sent there now. A target that has failed is tried with one at a time. */
unsigned courier_lane_room(const struct courier_lane *lane, int64_t steady_us);

/* One delivery has ended. */
void courier_lane_note(struct courier_lane *lane, bool has_arrived, bool blames_target, int64_t steady_us);
