/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *name, *text;
    bool accepted;
    const char *canonical;
} cases[] = {
    {"a plain date", "2026-11-22", true, "2026-11-22"},
    {"the epoch", "1970-01-01", true, "1970-01-01"},
    {"a leap day", "2024-02-29", true, "2024-02-29"},
    {"a leap day of a year divisible by 400", "2000-02-29", true, "2000-02-29"},
    {"the first day there is", "0001-01-01", true, "0001-01-01"},
    {"the last day there is", "9999-12-31", true, "9999-12-31"},
    {"a date-time gives its date as written", "2027-09-30T23:30:00.000+02:00", true, "2027-09-30"},
    {"a date-time with Z", "2027-09-30T00:00:00.000Z", true, "2027-09-30"},
    {"a date-time of old clients", "2027-09-30T00:00:00.000+02", true, "2027-09-30"},
    {"a zone without colon", "2027-09-30T00:00:00.000+0200", true, "2027-09-30"},
    {"a zone west", "2027-09-30T20:00:00-04:00", true, "2027-09-30"},
    {"no zone", "2027-09-30T00:00:00", true, "2027-09-30"},
    {"no seconds", "2027-09-30T00:00Z", true, "2027-09-30"},
    {"a blank before the time", "2027-09-30 23:59:59", true, "2027-09-30"},
    {"a comma before the fraction", "2027-09-30T00:00:00,5Z", true, "2027-09-30"},
    {"nine digits of the second", "2027-09-30T00:00:00.123456789Z", true, "2027-09-30"},
    {"midnight as 24 o'clock", "2027-09-30T24:00:00Z", true, "2027-09-30"},
    {"a leap second", "2016-12-31T23:59:60Z", true, "2016-12-31"},
    {"no leap day in 1900", "1900-02-29", false, NULL},
    {"no 31st of April", "2026-04-31", false, NULL},
    {"no month 13", "2026-13-01", false, NULL},
    {"no day 0", "2026-01-00", false, NULL},
    {"no year 0", "0000-01-01", false, NULL},
    {"day first", "22/11/2026", false, NULL},
    {"no zero before the month", "2026-1-01", false, NULL},
    {"something after the date", "2026-11-22x", false, NULL},
    {"a time of words", "2026-11-22Tnoon", false, NULL},
    {"an hour past 24", "2026-11-22T25:00", false, NULL},
    {"no time behind the T", "2026-11-22T", false, NULL},
    {"an hour alone", "2026-11-22T10", false, NULL},
    {"a minute past 59", "2026-11-22T10:60", false, NULL},
    {"a second past 60", "2026-11-22T10:00:61", false, NULL},
    {"a point without digits", "2026-11-22T10:00:00.Z", false, NULL},
    {"a second without digits", "2026-11-22T10:00:", false, NULL},
    {"half a zone", "2026-11-22T10:00+1", false, NULL},
    {"a zone of no minutes", "2026-11-22T10:00+01:", false, NULL},
    {"a zone past 23 hours", "2026-11-22T10:00+24:00", false, NULL},
    {"two zones", "2026-11-22T10:00ZZ", false, NULL},
    {"separators alone", "2026-11-22T10:00::::", false, NULL},
    {"something after the zone", "2026-11-22T10:00Z[Europe/Paris]", false, NULL},
    {"empty", "", false, NULL},
};

static void test_parse(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int32_t day = 0;
        char text[DAY_TEXT_SIZE] = "";
        const bool accepted = day_parse(str_of(cases[i].text), &day);
        if (accepted != cases[i].accepted) {
            fail_msg("%s: \"%s\" was %s", cases[i].name, cases[i].text, accepted ? "accepted" : "refused");
        }
        if (accepted) {
            day_format(day, text);
            assert_string_equal(text, cases[i].canonical);
        }
    }
}

static void test_every_day_round_trips(void **state)
{
    (void)state;
    for (int32_t day = DAY_MIN; day <= DAY_MAX; day++) {
        assert_int_equal(day_of_date(day_to_date(day)), day);
    }
}

static void test_instants(void **state)
{
    (void)state;
    char text[INSTANT_TEXT_SIZE];
    instant_format(INT64_C(1512980994684000), true, text);
    assert_string_equal(text, "2017-12-11T08:29:54.684Z");
    instant_format(-1, false, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999999Z");
    day_noon_format(0, text);
    assert_string_equal(text, "1970-01-01T12:00:00.000Z");
    day_noon_format(DAY_MAX, text);
    assert_string_equal(text, "9999-12-31T12:00:00.000Z");
    day_noon_format(DAY_NONE, text);
    assert_string_equal(text, "");
    assert_int_equal(day_of_us(-1), -1);
    assert_int_equal(day_of_us(INT64_C(86400000000)), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_every_day_round_trips),
        cmocka_unit_test(test_instants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
