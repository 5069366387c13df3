/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/country.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_the_list_is_whole_and_in_order(void **state)
{
    (void)state;
    assert_true(country_count >= 249);
    for (size_t i = 0; i < country_count; i++) {
        assert_int_equal(strlen(countries[i].code), 2);
        assert_int_equal(strlen(countries[i].alpha3), 3);
        assert_true(strlen(countries[i].name) > 3);
        assert_true(i == 0 || strcmp(countries[i - 1].code, countries[i].code) < 0);
        assert_ptr_equal(country_find(str_of(countries[i].code)), &countries[i]);
    }
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *code, *alpha3, *name;
    } cases[] = {
        {"fr", "FRA", "France"},
        {"CZ", "CZE", "Czechia"},
        {"TR", "TUR", "T\xc3\xbcrkiye"},
        {"MK", "MKD", "North Macedonia"},
        {"XK", "XKX", "Kosovo"},
        {"MD", "MDA", "Moldova"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct country *const country = country_find(str_of(cases[i].code));
        assert_non_null(country);
        assert_string_equal(country->alpha3, cases[i].alpha3);
        assert_string_equal(country->name, cases[i].name);
        assert_string_equal(country_name(cases[i].code), cases[i].name);
    }
    assert_null(country_find(STR("ZZ")));
    assert_null(country_find(STR("")));
    assert_string_equal(country_name("ZZ"), "ZZ");
}

static void test_who_may_join(void **state)
{
    (void)state;
    size_t eligible = 0;
    for (size_t i = 0; i < country_count; i++) {
        eligible += country_is_eligible(str_of(countries[i].code));
    }
    assert_int_equal(eligible, 27 + 3 + 4 + 3 + 4);
    struct err e = {0};
    assert_int_equal(country_check_eligible(STR("se"), &e), RC_OK);
    assert_int_equal(country_check_eligible(STR("ZZ"), &e), RC_INVALID);
    assert_string_equal(e.code, "ER-1006");
    assert_int_equal(country_check_eligible(STR("CH"), &e), RC_INVALID);
    assert_string_equal(e.code, "ER-2101");
    assert_string_equal(e.field, "country");
    assert_string_equal(e.msg,
        "organisations of Switzerland can't join; those of the European Union and Economic Area, European microstates, North Macedonia, "
        "Serbia, T\xc3\xbcrkiye and the Western Balkans can");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_list_is_whole_and_in_order),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_who_may_join),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
