/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/mandate.h"

#include "base/day.h"
#include "base/err.h"

bool mandate_is_on(const struct mandate *mandate, int32_t today)
{
    return mandate->from_day <= today && (mandate->until_day == DAY_NONE || today <= mandate->until_day);
}

static int32_t last_day(const struct mandate *mandate)
{
    return mandate->until_day == DAY_NONE ? DAY_MAX : mandate->until_day;
}

bool mandate_overlaps(const struct mandate *a, const struct mandate *b)
{
    return a->from_day <= last_day(b) && b->from_day <= last_day(a);
}

enum rc mandate_check_days(const struct mandate *mandate, struct err *e)
{
    char from[DAY_TEXT_SIZE];
    char until[DAY_TEXT_SIZE];
    if (mandate->from_day <= last_day(mandate)) {
        return RC_OK;
    }
    day_format(mandate->from_day, from);
    day_format(mandate->until_day, until);
    return err_set(e, RC_INVALID, "ER-2108", "until", T_("the mandate would end on %s, before its first day %s"), until, from);
}
