/* SPDX-License-Identifier: EUPL-1.2 */
/* Calendar days as the number of days since 1970-01-01 (proleptic Gregorian calendar, UTC), and instants as text. */
#pragma once

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* Days are kept within the years 0001 to 9999, so that they always have a four-digit form. */
#define DAY_MIN (-719162)
#define DAY_MAX 2932896

/* Stands for "no day". */
#define DAY_NONE INT32_MIN

#define DAY_TEXT_SIZE 11     /* "2026-11-22" and NUL */
#define INSTANT_TEXT_SIZE 28 /* "2026-11-22T09:14:00.123456Z" and NUL */

struct civil_date {
    int year, month, day;
};

int32_t day_of_date(struct civil_date date);
struct civil_date day_to_date(int32_t day);

/* The UTC day of an instant in microseconds since 1970. */
int32_t day_of_us(int64_t us);

/* Reads "yyyy-MM-dd", or an ISO 8601 date-time of which the date is taken as written ("2026-11-22T10:00:00.000+01:00"); false when it is
 * neither or no real day. */
bool day_parse(struct str text, int32_t *out);

/* Reads "dd/MM/yyyy", as spreadsheets write days; false when it is not that or no real day. */
bool day_parse_slashed(struct str text, int32_t *out);

/* Writes "yyyy-MM-dd"; "" for DAY_NONE. */
void day_format(int32_t day, char out[DAY_TEXT_SIZE]);

/* Writes the day's noon, "yyyy-MM-ddT12:00:00.000Z": the same day in every time zone from 12 hours west of UTC to 11 east. "" for DAY_NONE.
 */
void day_noon_format(int32_t day, char out[INSTANT_TEXT_SIZE]);

/* Writes "yyyy-MM-ddTHH:mm:ss.SSSSSSZ", or with three digits of the second when `milliseconds`. */
void instant_format(int64_t us, bool milliseconds, char out[INSTANT_TEXT_SIZE]);
