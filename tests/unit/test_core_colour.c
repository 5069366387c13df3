/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/colour.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_what_is_a_colour(void **state)
{
    (void)state;
    static const char *const good[] = {"#0b3d91", "#FFCC00", "#000000"};
    static const char *const bad[] = {"", "#fff", "0b3d91", "#0b3d9g", "#0b3d911", "red", "#0b3d9 ",
        ("\xef\xbc\x83"
         "0b3d91")};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct err e = {0};
        assert_int_equal(colour_check("mainColor", str_of(good[i]), &e), RC_OK);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct err e = {0};
        char expected[200];
        (void)snprintf(expected, sizeof expected, "mainColor is \"%s\"; a colour such as #0b3d91 was expected", bad[i]);
        assert_int_equal(colour_check("mainColor", str_of(bad[i]), &e), RC_INVALID);
        assert_string_equal(e.code, "ER-1012");
        assert_string_equal(e.field, "mainColor");
        assert_string_equal(e.msg, expected);
    }
}

/* The greys on both sides of equal contrast are #757575 (4.6 with white, 4.6 with black) and #777777. */
static void test_the_text_that_can_be_read(void **state)
{
    (void)state;
    static const struct {
        const char *colour, *text;
    } cases[] = {
        {"#000000", "#ffffff"},
        {"#ffffff", "#000000"},
        {"#0b3d91", "#ffffff"},
        {"#ffcc00", "#000000"},
        {"#FFCC00", "#000000"},
        {"#ff0000", "#000000"},
        {"#0000ff", "#ffffff"},
        {"#00ff00", "#000000"},
        {"#757575", "#ffffff"},
        {"#767676", "#000000"},
        {"#2c4390", "#ffffff"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (strcmp(colour_contrast(cases[i].colour), cases[i].text) != 0) {
            fail_msg("%s: %s", cases[i].colour, colour_contrast(cases[i].colour));
        }
    }
}

/* Reckoned by the formula of WCAG in floating point: 4.99, 7.55, 4.48, 4.54. */
static void test_how_far_colours_are_apart(void **state)
{
    (void)state;
    static const struct {
        const char *one, *other;
        unsigned least, most;
    } cases[] = {
        {"#ffffff", "#ffffff", 100, 100},
        {"#000000", "#ffffff", 2095, 2105},
        {"#0e47cb", "#ffcc00", 497, 501},
        {"#0e47cb", "#ffffff", 750, 760},
        {"#777777", "#ffffff", 446, 449},
        {"#767676", "#ffffff", 452, 456},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const unsigned ratio = colour_ratio(cases[i].one, cases[i].other);
        if (ratio < cases[i].least || ratio > cases[i].most || ratio != colour_ratio(cases[i].other, cases[i].one)) {
            fail_msg("%s on %s: %u", cases[i].one, cases[i].other, ratio);
        }
    }
}

static void test_a_wanted_colour_counts_when_it_can_be_read(void **state)
{
    (void)state;
    assert_string_equal(colour_text("#0e47cb", "#ffcc00"), "#ffcc00");
    assert_string_equal(colour_text("#0e47cb", "#112244"), "#ffffff");
    assert_string_equal(colour_text("#ffcc00", "#ffffff"), "#000000");
    assert_string_equal(colour_text("#0e47cb", NULL), "#ffffff");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_a_colour),
        cmocka_unit_test(test_the_text_that_can_be_read),
        cmocka_unit_test(test_how_far_colours_are_apart),
        cmocka_unit_test(test_a_wanted_colour_counts_when_it_can_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
