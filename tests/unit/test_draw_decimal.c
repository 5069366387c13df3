/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/attr.h"
#include "draw/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_add(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        unsigned digits;
        const char *text;
    } cases[] = {
        {0, 0, "0"},
        {0, 1, "0"},
        {702, 1, "70.2"},
        {10, 1, "1"},
        {5, 1, "0.5"},
        {5, 3, "0.005"},
        {120, 0, "120"},
        {-45, 1, "-4.5"},
        {-5, 2, "-0.05"},
        {-300, 2, "-3"},
        {INT64_MIN, 0, "-9223372036854775808"},
        {INT64_MAX, 18, "9.223372036854775807"},
    };
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 256);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf buf;
        buf_init(&buf, &arena);
        decimal_add(&buf, cases[i].value, cases[i].digits);
        assert_string_equal(buf_text(&buf), cases[i].text);
    }
}

static void test_add_double(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0"}, {-0.0, "0"}, {12.5, "12.5"}, {1.0 / 3, "0.333333"}, {-2.0 / 3, "-0.666667"}, {1e-9, "0"}, {1e6, "1000000"}};
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 256);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf buf;
        buf_init(&buf, &arena);
        decimal_add_double(&buf, cases[i].value);
        assert_string_equal(buf_text(&buf), cases[i].text);
    }
}

static void test_parse(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool accepted;
        double value;
    } cases[] = {
        {"0", true, 0},
        {"24", true, 24},
        {"-12.5", true, -12.5},
        {"+.5", true, 0.5},
        {"7.", true, 7},
        {"4.1e1", true, 41},
        {"41E-1", true, 4.1},
        {"", false, 0},
        {"-", false, 0},
        {".", false, 0},
        {"e5", false, 0},
        {"1e", false, 0},
        {"1e999", false, 0},
        {"1,5", false, 0},
        {"1px", false, 0},
        {"0x10", false, 0},
        {"nan", false, 0},
        {"inf", false, 0},
        {"--1", false, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double value = 0;
        if (decimal_parse(str_of(cases[i].text), &value) != cases[i].accepted) {
            fail_msg("\"%s\" was %s", cases[i].text, cases[i].accepted ? "refused" : "accepted");
        }
        if (cases[i].accepted) {
            assert_true(value > cases[i].value - 1e-9 && value < cases[i].value + 1e-9);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_add_double),
        cmocka_unit_test(test_parse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
