/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/attr.h"
#include "base/str.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_str(struct str found, const char *expected)
{
    if (!str_equal(found, str_of(expected))) {
        fail_msg("found \"%.*s\", expected \"%s\"", (int)found.length, found.data, expected);
    }
}

static void test_comparing(void **state)
{
    (void)state;
    assert_true(str_equal(STR(""), str_of(NULL)));
    assert_true(str_equal(STR("card"), str_of("card")));
    assert_false(str_equal(STR("card"), STR("Card")));
    assert_false(str_equal(STR("card"), STR("cards")));
    assert_true(str_equal_fold(STR("cArD"), STR("CaRd")));
    assert_false(str_equal_fold(STR("\xc3\x89"), STR("\xc3\xa9"))); /* ASCII only */
    assert_false(str_equal_fold(STR("@"), STR("`")));
    assert_true(str_starts_with(STR("card"), STR("")));
    assert_true(str_starts_with(STR("card"), STR("ca")));
    assert_false(str_starts_with(STR("card"), STR("cards")));
}

static void test_trim(void **state)
{
    (void)state;
    assert_str(str_trim(STR(" \t\r\na b\n ")), "a b");
    assert_str(str_trim(STR(" \n")), "");
    assert_str(str_trim(STR("")), "");
    assert_str(str_trim(STR("\va\v")), "\va\v");
}

static void test_cut(void **state)
{
    (void)state;
    struct str rest = STR("a:bc::");
    assert_str(str_cut(&rest, ':'), "a");
    assert_str(str_cut(&rest, ':'), "bc");
    assert_str(str_cut(&rest, ':'), "");
    assert_non_null(rest.data);
    assert_str(str_cut(&rest, ':'), "");
    assert_null(rest.data);
    assert_str(str_cut(&rest, ':'), "");
    assert_null(rest.data);
}

static const struct {
    const char *name, *text;
    bool accepted;
    long long value;
} numbers[] = {
    {"zero", "0", true, 0},
    {"a number", "42", true, 42},
    {"a minus", "-42", true, -42},
    {"a plus", "+42", true, 42},
    {"zeros in front", "0042", true, 42},
    {"the largest", "9223372036854775807", true, LLONG_MAX},
    {"the smallest", "-9223372036854775808", true, LLONG_MIN},
    {"one too large", "9223372036854775808", false, 0},
    {"one too small", "-9223372036854775809", false, 0},
    {"far too large", "99999999999999999999999999", false, 0},
    {"nothing", "", false, 0},
    {"a sign alone", "-", false, 0},
    {"two signs", "+-1", false, 0},
    {"a blank", " 1", false, 0},
    {"a letter behind", "1a", false, 0},
    {"a point", "1.0", false, 0},
    {"hexadecimal", "0x10", false, 0},
};

static void test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        long long value = 0;
        if (str_to_int64(str_of(numbers[i].text), &value) != numbers[i].accepted || value != numbers[i].value) {
            fail_msg("%s: \"%s\" gave %lld", numbers[i].name, numbers[i].text, value);
        }
    }
}

static void test_lower(void **state)
{
    (void)state;
    char text[] = "AZaz09@[`{\xc3\x89";
    ascii_lower(text, strlen(text));
    assert_string_equal(text, "azaz09@[`{\xc3\x89");
}

static void test_what_is_shown_ends_at_a_character(void **state)
{
    (void)state;
    const struct str text = STR("a\xc3\xa9\xe2\x82\xac"); /* 1, 2 and 3 bytes */
    static const int expected[] = {0, 1, 1, 3, 3, 3, 6, 6};
    for (int max = 0; max < (int)COUNT_OF(expected); max++) {
        assert_int_equal(str_shown(text, max), expected[max]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comparing),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_lower),
        cmocka_unit_test(test_what_is_shown_ends_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
