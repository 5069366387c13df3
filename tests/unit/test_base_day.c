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
