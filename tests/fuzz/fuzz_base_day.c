/* SPDX-License-Identifier: EUPL-1.2 */
/* Days and date-times: what is taken is a day that there is, written at the front, and comes back the same from every form. */
#include "fuzz.h"

#include "base/day.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str text = {(const char *)data, size};
    char date[DAY_TEXT_SIZE];
    char instant[INSTANT_TEXT_SIZE];
    int32_t day = DAY_NONE;
    int32_t again = DAY_NONE;
    if (!day_parse(text, &day)) {
        PROMISE(day == DAY_NONE);
        return 0;
    }
    PROMISE(day >= DAY_MIN && day <= DAY_MAX);
    day_format(day, date);
    day_noon_format(day, instant);
    PROMISE(size >= 10 && memcmp(date, data, 10) == 0);
    PROMISE(day_parse(str_of(date), &again) && again == day);
    PROMISE(day_parse(str_of(instant), &again) && again == day);
    PROMISE(memchr(data, '\0', size) == NULL);
    return 0;
}
