/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/mandate.h"

#include "base/attr.h"
#include "base/day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define FROM 20000
#define UNTIL 20365

static void test_a_mandate_is_on_from_its_first_to_its_last_day(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int32_t until, today;
        bool on;
    } cases[] = {
        {"the day before", UNTIL, FROM - 1, false},
        {"the first day", UNTIL, FROM, true},
        {"in between", UNTIL, FROM + 100, true},
        {"the last day", UNTIL, UNTIL, true},
        {"the day after", UNTIL, UNTIL + 1, false},
        {"a single day", FROM, FROM, true},
        {"after a single day", FROM, FROM + 1, false},
        {"without end, before it", DAY_NONE, FROM - 1, false},
        {"without end, on the first day", DAY_NONE, FROM, true},
        {"without end, for ever", DAY_NONE, DAY_MAX, true},
        {"one that ends before it begins", FROM - 1, FROM, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct mandate mandate = {.from_day = FROM, .until_day = cases[i].until};
        if (mandate_is_on(&mandate, cases[i].today) != cases[i].on) {
            fail_msg("%s: %s expected", cases[i].name, cases[i].on ? "on" : "off");
        }
    }
}

static void test_days_in_common(void **state)
{
    (void)state;
    static const struct {
        int32_t from, until;
        bool overlaps;
    } cases[] = {
        {FROM - 10, FROM - 1, false},
        {FROM - 10, FROM, true},
        {FROM + 1, FROM + 2, true},
        {UNTIL, UNTIL + 10, true},
        {UNTIL + 1, UNTIL + 10, false},
        {UNTIL + 1, DAY_NONE, false},
        {UNTIL, DAY_NONE, true},
        {FROM - 10, DAY_NONE, true},
    };
    const struct mandate one = {.from_day = FROM, .until_day = UNTIL};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct mandate other = {.from_day = cases[i].from, .until_day = cases[i].until};
        if (mandate_overlaps(&one, &other) != cases[i].overlaps || mandate_overlaps(&other, &one) != cases[i].overlaps) {
            fail_msg("case %zu", i);
        }
    }
}

static void test_the_order_of_days(void **state)
{
    (void)state;
    struct err e = {0};
    struct mandate mandate = {.from_day = 20779, .until_day = DAY_NONE};
    assert_int_equal(mandate_check_days(&mandate, &e), RC_OK);
    mandate.until_day = 20779;
    assert_int_equal(mandate_check_days(&mandate, &e), RC_OK);
    mandate.until_day = 20778;
    assert_int_equal(mandate_check_days(&mandate, &e), RC_INVALID);
    assert_string_equal(e.code, "ER-2108");
    assert_string_equal(e.field, "until");
    assert_string_equal(e.msg, "the mandate would end on 2026-11-21, before its first day 2026-11-22");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_mandate_is_on_from_its_first_to_its_last_day),
        cmocka_unit_test(test_days_in_common),
        cmocka_unit_test(test_the_order_of_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
