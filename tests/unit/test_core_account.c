/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/account.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BEGUN INT64_C(1000000000000)
#define MINUTE INT64_C(60000000)

static void test_how_long_a_session_lives(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t seen, now;
        bool good;
    } cases[] = {
        {"just begun", BEGUN, BEGUN, true},
        {"idle for nearly half an hour", BEGUN, BEGUN + 30 * MINUTE - 1, true},
        {"idle for half an hour", BEGUN, BEGUN + 30 * MINUTE, false},
        {"in use", BEGUN + 100 * MINUTE, BEGUN + 129 * MINUTE, true},
        {"in use until its last moment", BEGUN + LOGIN_LIFETIME_US - 2, BEGUN + LOGIN_LIFETIME_US - 1, true},
        {"in use for longer than it may", BEGUN + LOGIN_LIFETIME_US - 2, BEGUN + LOGIN_LIFETIME_US, false},
        {"on a node whose clock is a little behind", BEGUN, BEGUN - MINUTE, true},
        {"after the clock was set back before its beginning", BEGUN, BEGUN - 6 * MINUTE, false},
        {"after the clock was set back before its last use", BEGUN + 20 * MINUTE, BEGUN + 5 * MINUTE, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct login login = {.created_at_us = BEGUN, .expires_at_us = BEGUN + LOGIN_LIFETIME_US};
        if (login_is_good(&login, cases[i].seen, cases[i].now) != cases[i].good) {
            fail_msg("%s", cases[i].name);
        }
    }
}

static void test_addresses_are_compared_without_case(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 256);
    assert_string_equal(account_email_key(&arena, STR(" Ada@Univ.EXAMPLE ")), "ada@univ.example");
    assert_string_equal(account_email_key(&arena, STR("jos\xc3\xa9@univ.example")), "jos\xc3\xa9@univ.example");
    assert_string_equal(account_email_key(&arena, STR("")), "");
    arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_how_long_a_session_lives),
        cmocka_unit_test(test_addresses_are_compared_without_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
