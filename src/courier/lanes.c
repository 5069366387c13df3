/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/lanes.h"

#include "courier/parcel.h"

#include <stdlib.h>

#define LANE_WIDTH 8U

static struct courier_lane *add_lane(struct courier_lanes *lanes, int64_t service_id)
{
    if (lanes->count == lanes->capacity) {
        const size_t wanted = lanes->capacity == 0 ? 8 : lanes->capacity * 2;
        struct courier_lane **const items = realloc(lanes->items, wanted * sizeof *items);
        if (items == NULL) {
            return NULL;
        }
        lanes->items = items;
        lanes->capacity = wanted;
    }
    struct courier_lane *const lane = calloc(1, sizeof *lane);
    if (lane != NULL) {
        lane->service_id = service_id;
        lanes->items[lanes->count++] = lane;
    }
    return lane;
}

struct courier_lane *courier_lanes_find(struct courier_lanes *lanes, int64_t service_id)
{
    for (size_t i = 0; i < lanes->count; i++) {
        if (lanes->items[i]->service_id == service_id) {
            return lanes->items[i];
        }
    }
    return add_lane(lanes, service_id);
}

void courier_lanes_deinit(struct courier_lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++) {
        free(lanes->items[i]);
    }
    free(lanes->items);
    *lanes = (struct courier_lanes){0};
}

void courier_lanes_refill(struct courier_lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++) {
        lanes->items[i]->is_empty = false;
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
