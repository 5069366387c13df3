/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/day.h"

#include <stddef.h>
#include <string.h>

#define US_PER_DAY INT64_C(86400000000)

/* Years counted from March make the leap day the last of its year (Hinnant, "chrono-compatible low-level date algorithms"). */
int32_t day_of_date(struct civil_date date)
{
    const int year = date.month <= 2 ? date.year - 1 : date.year;
    const int era = (year >= 0 ? year : year - 399) / 400;
    const int year_of_era = year - era * 400;
    const int month_from_march = date.month > 2 ? date.month - 3 : date.month + 9;
    const int day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil_date day_to_date(int32_t day)
{
    const int32_t shifted = day + 719468;
    const int32_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int32_t day_of_era = shifted - era * 146097;
    const int32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int32_t month_from_march = (5 * day_of_year + 2) / 153;
    const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (struct civil_date){
        .year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
        .month = month,
        .day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
    };
}

int32_t day_of_us(int64_t us)
{
    const int64_t day = us / US_PER_DAY;
    return (int32_t)(us % US_PER_DAY < 0 ? day - 1 : day);
}

/* Reads exactly `count` digits; -1 when there are fewer. */
static int digits(const char *text, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/* "THH:mm", with whatever an ISO date-time has after it. */
static bool is_time_part(struct str text)
{
    if (text.length < 6 || (text.data[0] != 'T' && text.data[0] != ' ') || text.data[3] != ':') {
        return false;
    }
    const int hour = digits(text.data + 1, 2);
    const int minute = digits(text.data + 4, 2);
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59) {
        return false;
    }
    for (size_t i = 6; i < text.length; i++) {
        if (strchr("0123456789:.,+-Z", text.data[i]) == NULL || text.data[i] == '\0') {
            return false;
        }
    }
    return true;
}

bool day_parse(struct str text, int32_t *out)
{
    if (text.length < 10 || text.data[4] != '-' || text.data[7] != '-') {
        return false;
    }
    const struct civil_date date = {digits(text.data, 4), digits(text.data + 5, 2), digits(text.data + 8, 2)};
    if (date.year < 1 || date.month < 1 || date.month > 12 || date.day < 1) {
        return false;
    }
    const int32_t day = day_of_date(date);
    const struct civil_date back = day_to_date(day);
    if (back.month != date.month || back.day != date.day) {
        return false;
    }
    if (text.length > 10 && !is_time_part((struct str){text.data + 10, text.length - 10})) {
        return false;
    }
    *out = day;
    return true;
}

static char *put_digits(char *at, int value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        at[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return at + count;
}

void day_format(int32_t day, char out[DAY_TEXT_SIZE])
{
    if (day < DAY_MIN || day > DAY_MAX) {
        out[0] = '\0';
        return;
    }
    const struct civil_date date = day_to_date(day);
    char *at = put_digits(out, date.year, 4);
    *at++ = '-';
    at = put_digits(at, date.month, 2);
    *at++ = '-';
    at = put_digits(at, date.day, 2);
    *at = '\0';
}

void instant_format(int64_t us, bool milliseconds, char out[INSTANT_TEXT_SIZE])
{
    const int32_t day = day_of_us(us);
    const int64_t in_day = us - (int64_t)day * US_PER_DAY;
    if (day < DAY_MIN || day > DAY_MAX) {
        out[0] = '\0';
        return;
    }
    day_format(day, out);
    char *at = out + 10;
    *at++ = 'T';
    at = put_digits(at, (int)(in_day / 3600000000), 2);
    *at++ = ':';
    at = put_digits(at, (int)(in_day / 60000000 % 60), 2);
    *at++ = ':';
    at = put_digits(at, (int)(in_day / 1000000 % 60), 2);
    *at++ = '.';
    at = milliseconds ? put_digits(at, (int)(in_day / 1000 % 1000), 3) : put_digits(at, (int)(in_day % 1000000), 6);
    *at++ = 'Z';
    *at = '\0';
}
