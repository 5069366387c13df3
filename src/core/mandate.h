/* SPDX-License-Identifier: EUPL-1.2 */
/* The right of a processor to act for an issuer, from a day until a day. */
#pragma once

#include "esc/err.h"

#include <stdbool.h>
#include <stdint.h>

struct mandate {
    int64_t id;
    int64_t issuer_id;
    int64_t processor_id;
    int32_t from_day;
    int32_t until_day; /* last day; DAY_NONE: without end */
    int64_t created_at_us;
    int64_t withdrawn_at_us; /* 0: not withdrawn */
};

/* Of one that was not withdrawn. */
bool mandate_is_on(const struct mandate *mandate, int32_t today);

/* Whether two mandates have a day in common. */
bool mandate_overlaps(const struct mandate *a, const struct mandate *b);

/* RC_OK when the first day is not behind the last. */
ESC_MUST_CHECK enum rc mandate_check_days(const struct mandate *mandate, struct err *e);
