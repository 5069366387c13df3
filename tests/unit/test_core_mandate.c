/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/mandate.h"

#include "base/attr.h"
#include "base/day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_mandate_is_on_from_its_first_to_its_last_day)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
