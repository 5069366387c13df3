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

/* Takes two digits off the front; -1 when they are not there. */
static int take_pair(struct str *text)
{
    const int value = text->length < 2 ? -1 : digits(text->data, 2);
    if (value >= 0) {
        *text = (struct str){text->data + 2, text->length - 2};
    }
    return value;
}

static bool take_any_of(struct str *text, const char *characters)
{
    if (text->length == 0 || text->data[0] == '\0' || strchr(characters, text->data[0]) == NULL) {
        return false;
    }
    *text = (struct str){text->data + 1, text->length - 1};
    return true;
}

/* "HH:mm", "HH:mm:ss" or "HH:mm:ss.SSS" with any number of digits. */
static bool take_time(struct str *text)
{
    const int hour = take_pair(text);
    if (hour < 0 || hour > 24 || !take_any_of(text, ":")) {
        return false;
    }
    const int minute = take_pair(text);
    if (minute < 0 || minute > 59 || !take_any_of(text, ":")) {
        return minute >= 0 && minute <= 59;
    }
    const int second = take_pair(text);
    if (second < 0 || second > 60 || !take_any_of(text, ".,")) {
        return second >= 0 && second <= 60;
    }
    size_t count = 0;
    while (take_any_of(text, "0123456789")) {
        count++;
    }
    return count > 0;
}

/* "Z", "+HH", "+HHmm", "+HH:mm" or nothing. */
static bool take_zone(struct str *text)
{
    if (text->length == 0 || take_any_of(text, "Z")) {
        return true;
    }
    if (!take_any_of(text, "+-")) {
        return false;
    }
    const int hours = take_pair(text);
    if (hours < 0 || hours > 23 || text->length == 0) {
        return hours >= 0 && hours <= 23;
    }
    (void)take_any_of(text, ":");
    const int minutes = take_pair(text);
    return minutes >= 0 && minutes <= 59;
}

/* What stands behind the date of an ISO 8601 date-time. */
static bool is_time_part(struct str text)
{
    return take_any_of(&text, "T ") && take_time(&text) && take_zone(&text) && text.length == 0;
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

bool day_parse_slashed(struct str text, int32_t *out)
{
    if (text.length != 10 || text.data[2] != '/' || text.data[5] != '/') {
        return false;
    }
    const char *const at = text.data;
    const char iso[10] = {at[6], at[7], at[8], at[9], '-', at[3], at[4], '-', at[0], at[1]};
    return day_parse((struct str){iso, sizeof iso}, out);
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

void day_noon_format(int32_t day, char out[INSTANT_TEXT_SIZE])
{
    if (day < DAY_MIN || day > DAY_MAX) {
        out[0] = '\0';
        return;
    }
    instant_format((int64_t)day * US_PER_DAY + US_PER_DAY / 2, true, out);
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
