/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/link.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MADE 1000000000000
#define MINUTE INT64_C(60000000)

static void test_which_links_can_be_used(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t used, revoked, now;
        enum rc rc;
        const char *code, *msg;
    } cases[] = {
        {"one that was just made", 0, 0, MADE, RC_OK, "", ""},
        {"in its last moment", 0, 0, MADE + 10 * MINUTE - 1, RC_OK, "", ""},
        {"at its expiry", 0, 0, MADE + 10 * MINUTE, RC_DENIED, "ER-2211", "this link has expired: ask for a new one"},
        {"on a node whose clock is a little behind", 0, 0, MADE - MINUTE, RC_OK, "", ""},
        {"after the clock was set back", 0, 0, MADE - 6 * MINUTE, RC_DENIED, "ER-2211", "has expired"},
        {"used", MADE + 1, 0, MADE + 2, RC_CONFLICT, "ER-2212", "was used before and works only once"},
        {"used, then expired", MADE + 1, 0, MADE + 11 * MINUTE, RC_CONFLICT, "ER-2212", "was used before"},
        {"revoked", 0, MADE + 1, MADE + 2, RC_DENIED, "ER-2213", "was withdrawn, or replaced by a newer one"},
        {"marked as expired", 0, MADE + 10 * MINUTE, MADE + 1, RC_DENIED, "ER-2211", "has expired"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct link link = {
            .created_at_us = MADE, .expires_at_us = MADE + 10 * MINUTE, .used_at_us = cases[i].used, .revoked_at_us = cases[i].revoked};
        struct err e = {0};
        if (link_check(&link, cases[i].now, &e) != cases[i].rc || strstr(e.msg, cases[i].msg) == NULL) {
            fail_msg("%s: %s", cases[i].name, e.msg);
        }
        assert_string_equal(e.code, cases[i].code);
    }
}

static void test_purposes_have_names_and_lifetimes(void **state)
{
    (void)state;
    /* One that a portal shows is used at once; one that comes by mail has to be found first. */
    static const int64_t shortest[LINK_PURPOSE_COUNT] = {
        [LINK_INVITATION] = 24 * 60 * MINUTE,
        [LINK_PASSWORD] = 60 * MINUTE,
        [LINK_STUDENT] = 60 * MINUTE,
        [LINK_EMAIL] = 60 * MINUTE,
        [LINK_PORTAL] = 5 * MINUTE,
        [LINK_STAY] = 15 * MINUTE,
        [LINK_PORTAL_STAY] = 15 * MINUTE,
    };
    for (int purpose = LINK_INVITATION; purpose < LINK_PURPOSE_COUNT; purpose++) {
        assert_true(strlen(link_purpose_name((enum link_purpose)purpose)) > 0);
        assert_true(link_lifetime_us((enum link_purpose)purpose) >= shortest[purpose]);
        assert_true(link_lifetime_us((enum link_purpose)purpose) <= 7 * 24 * 60 * MINUTE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which_links_can_be_used),
        cmocka_unit_test(test_purposes_have_names_and_lifetimes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
