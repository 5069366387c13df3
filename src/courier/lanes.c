/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/lanes.h"

#include "courier/parcel.h"

#include <stdlib.h>

#define LANE_WIDTH 8U

static struct courier_lane *add_lane(struct courier_lanes *lanes, int64_t service_id)
{
    struct courier_lane *const lane = calloc(1, sizeof *lane);
    if (lane != NULL) {
        lane->service_id = service_id;
        lane->next = lanes->first;
        lanes->first = lane;
    }
    return lane;
}

struct courier_lane *courier_lanes_find(struct courier_lanes *lanes, int64_t service_id)
{
    for (struct courier_lane *lane = lanes->first; lane != NULL; lane = lane->next) {
        if (lane->service_id == service_id) {
            return lane;
        }
    }
    return add_lane(lanes, service_id);
}

void courier_lanes_deinit(struct courier_lanes *lanes)
{
    while (lanes->first != NULL) {
        struct courier_lane *const lane = lanes->first;
        lanes->first = lane->next;
        free(lane);
    }
}

void courier_lanes_refill(struct courier_lanes *lanes)
{
    for (struct courier_lane *lane = lanes->first; lane != NULL; lane = lane->next) {
        lane->is_empty = false;
    }
}

unsigned courier_lane_room(const struct courier_lane *lane, int64_t steady_us)
{
    const unsigned width = lane->failures > 0 ? 1 : LANE_WIDTH;
    return lane->is_empty || steady_us < lane->pause_until_us || lane->running >= width ? 0 : width - lane->running;
}

void courier_lane_note(struct courier_lane *lane, bool has_arrived, bool blames_target, int64_t steady_us)
{
    if (has_arrived) {
        lane->failures = 0;
        lane->pause_until_us = 0;
    } else if (blames_target && steady_us >= lane->pause_until_us) {
        lane->failures++;
        lane->pause_until_us = steady_us + parcel_delay_us(lane->failures);
    }
}
