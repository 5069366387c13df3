/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/mandate.h"

#include "base/day.h"

bool mandate_is_on(const struct mandate *mandate, int32_t today)
{
    return mandate->from_day <= today && (mandate->until_day == DAY_NONE || today <= mandate->until_day);
}
