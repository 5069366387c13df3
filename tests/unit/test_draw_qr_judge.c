/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/attr.h"
#include "draw/qr_judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define H QR_HORIZONTAL
#define V QR_VERTICAL

static const struct {
    const char *name;
    enum qr_orientation orientation;
    enum qr_colours colours;
    unsigned width; /* hundredths of a millimetre */
    const char *ground;
    unsigned faults;
} cases[] = {
    {"black on white, large", H, QR_NORMAL, 4000, "#ffffff", 0},
    {"as narrow as it may be", H, QR_NORMAL, 2317, "#ffffff", 0},
    {"a little narrower", H, QR_NORMAL, 2316, "#ffffff", QR_TOO_SMALL},
    {"the vertical one is narrower for the same module", V, QR_NORMAL, 1525, "#ffffff", 0},
    {"and too small below", V, QR_NORMAL, 1524, "#ffffff", QR_TOO_SMALL},
    {"black on a light colour", H, QR_NORMAL, 4000, "#ffcc00", 0},
    {"black on a dark blue", H, QR_NORMAL, 4000, "#0e47cb", QR_TOO_PALE},
    {"black on middle grey, which looks half light", H, QR_NORMAL, 4000, "#808080", QR_TOO_PALE},
    {"white on dark blue", H, QR_INVERTED, 4000, "#0e47cb", QR_REVERSED},
    {"white on yellow", H, QR_INVERTED, 4000, "#ffcc00", QR_REVERSED | QR_TOO_PALE},
    {"all at once", V, QR_INVERTED, 1000, "#ffffff", QR_REVERSED | QR_TOO_PALE | QR_TOO_SMALL},
};

static void test_what_prints_too_small_or_too_pale_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct qr_style style = {.orientation = cases[i].orientation, .colours = cases[i].colours};
        const struct qr_judgement found = qr_judge(style, cases[i].width, cases[i].ground);
        if (found.faults != cases[i].faults) {
            fail_msg("%s: faults %u, module %u um, contrast %u", cases[i].name, found.faults, found.module_um, found.contrast);
        }
    }
}

static void test_the_measures_are_told(void **state)
{
    (void)state;
    const struct qr_judgement found = qr_judge((struct qr_style){.orientation = H}, 7020, "#ffffff");
    assert_int_equal(found.module_um, 1000);
    assert_int_equal(found.contrast, 100);
    assert_int_equal(qr_width_min(H), 2317);
    assert_int_equal(qr_width_min(V), 1525);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_prints_too_small_or_too_pale_is_told),
        cmocka_unit_test(test_the_measures_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
