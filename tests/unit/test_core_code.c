/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/code.h"

#include "base/attr.h"
#include "core/excerpt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct code fruits[] = {{"APPLE", "Apple"}, {"PEAR", "Pear"}, {"PLUM_2", "Plum"}};

static void test_find(void **state)
{
    (void)state;
    static const struct {
        const char *name, *key;
        size_t at; /* COUNT_OF(fruits): not found */
    } cases[] = {
        {"the first", "APPLE", 0},
        {"the last", "PLUM_2", 2},
        {"lower case", "pear", 1},
        {"mixed case", "pEaR", 1},
        {"nothing", "", 3},
        {"the beginning of a key", "PEA", 3},
        {"a key and more", "PEARS", 3},
        {"a blank around it", " PEAR", 3},
        {"a label is no key", "Plum", 3},
        {"letter case beyond ASCII does not fold", "PE\xc3\x84R", 3},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t at = COUNT_OF(fruits);
        const bool found = code_find(fruits, COUNT_OF(fruits), str_of(cases[i].key), &at);
        if (at != cases[i].at || found != (at < COUNT_OF(fruits))) {
            fail_msg("%s: found %d at %zu", cases[i].name, found, at);
        }
    }
}

static void test_an_empty_table_has_nothing(void **state)
{
    (void)state;
    size_t at = 7;
    assert_false(code_find(fruits, 0, STR("APPLE"), &at));
    assert_int_equal(at, 7);
}

static void test_list(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t count, capacity;
        const char *text;
    } cases[] = {
        {"none", 0, 40, ""},
        {"one", 1, 40, "APPLE"},
        {"two", 2, 40, "APPLE or PEAR"},
        {"three", 3, 40, "APPLE, PEAR or PLUM_2"},
        {"as much room as needed", 3, sizeof "APPLE, PEAR or PLUM_2", "APPLE, PEAR or PLUM_2"},
        {"one character too little", 3, sizeof "APPLE, PEAR or PLUM_2" - 1, "APPLE, PEAR or PLUM_"},
        {"cut in a joint", 3, 7, "APPLE,"},
        {"room for the end alone", 3, 1, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char out[48];
        memset(out, '#', sizeof out);
        code_list(fruits, cases[i].count, out, cases[i].capacity);
        if (strcmp(out, cases[i].text) != 0) {
            fail_msg("%s: \"%s\", expected \"%s\"", cases[i].name, out, cases[i].text);
        }
        assert_int_equal(out[cases[i].capacity], '#');
    }
}

static void test_excerpt(void **state)
{
    (void)state;
    static const char digits[] = "0123456789012345678901234567890123456789012345678901234567890123456789";
    char out[EXCERPT_SIZE];
    assert_string_equal(excerpt("plain text", 10, out), "plain text");
    assert_string_equal(excerpt("", 0, out), "");
    assert_string_equal(excerpt("a\0b\x1f\x7f\n", 6, out), "a?b???");
    assert_string_equal(excerpt("\xc3\xa9t\xc3\xa9", 5, out), "??t??");
    assert_string_equal(excerpt(digits, 64, out), "0123456789012345678901234567890123456789012345678901234567890123");
    assert_string_equal(excerpt(digits, 65, out), "0123456789012345678901234567890123456789012345678901234567890123...");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_an_empty_table_has_nothing),
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_excerpt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
