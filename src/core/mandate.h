/* SPDX-License-Identifier: EUPL-1.2 */
/* The right of a processor to act for an issuer, from a day until a day. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct mandate {
    int64_t id;
    int64_t issuer_id;
    int64_t processor_id;
    int32_t from_day;
    int32_t until_day; /* last day; DAY_NONE: without end */
};

bool mandate_is_on(const struct mandate *mandate, int32_t today);
