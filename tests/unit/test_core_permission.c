/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/permission.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* One letter a permission, in their order: what a role may, "-" what not. */
static const struct {
    enum role role;
    const char *may;
} expected[] = {
    {ROLE_NONE, "----------------"},
    {ROLE_SUPER, "------sltvuo--gp"},
    {ROLE_REPRESENTATIVE, "rcpiirsltvuoam--"},
    {ROLE_FUNCTIONAL, "rcpiirsl--------"},
    {ROLE_TECHNICAL, "------sltv------"},
    {ROLE_READER, "r-----s---------"},
};

static void test_the_table_of_rights(void **state)
{
    (void)state;
    assert_int_equal(COUNT_OF(expected), ROLE_COUNT);
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_int_equal(strlen(expected[i].may), PERMISSION_COUNT);
        for (int permission = 0; permission < PERMISSION_COUNT; permission++) {
            if (role_may(expected[i].role, (enum permission)permission) != (expected[i].may[permission] != '-')) {
                fail_msg("%s, %s", role_code(expected[i].role)->key, permission_words((enum permission)permission));
            }
        }
    }
}

static void test_roles_are_read_by_key_and_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum role role; /* ROLE_NONE: refused */
    } cases[] = {
        {"READER", ROLE_READER},
        {"reader", ROLE_READER},
        {"super", ROLE_SUPER},
        {"Authorised_Representative", ROLE_REPRESENTATIVE},
        {"technical", ROLE_TECHNICAL},
        {"functional", ROLE_FUNCTIONAL},
        {"", ROLE_NONE},
        {"root", ROLE_NONE},
        {"readers", ROLE_NONE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {0};
        enum role role = ROLE_NONE;
        const enum rc rc = role_parse(str_of(cases[i].text), &role, &e);
        assert_int_equal(role, cases[i].role);
        assert_int_equal(rc, cases[i].role == ROLE_NONE ? RC_INVALID : RC_OK);
        assert_string_equal(e.code, rc == RC_OK ? "" : "ER-1012");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_table_of_rights),
        cmocka_unit_test(test_roles_are_read_by_key_and_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
