/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/token.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_rights_are_read_and_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned scopes; /* 0: refused */
        const char *written;
    } cases[] = {
        {"read", TOKEN_READ, "read"},
        {"cards,read", TOKEN_READ | TOKEN_CARDS, "read,cards"},
        {" Persons , PICTURES ", TOKEN_PERSONS | TOKEN_PICTURES, "persons,pictures"},
        {"all", TOKEN_ALL, "read,persons,cards,pictures,import"},
        {"read,read", TOKEN_READ, "read"},
        {"", 0, ""},
        {"read,", 0, ""},
        {"write", 0, ""},
        {"read cards", 0, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char written[TOKEN_SCOPES_TEXT_SIZE];
        unsigned scopes = 0;
        struct err e = {0};
        const enum rc rc = token_scopes_parse(str_of(cases[i].text), &scopes, &e);
        assert_int_equal(rc, cases[i].scopes == 0 ? RC_INVALID : RC_OK);
        if (rc == RC_OK) {
            assert_int_equal(scopes, cases[i].scopes);
            token_scopes_format(scopes, written);
            assert_string_equal(written, cases[i].written);
        } else {
            assert_string_equal(e.code, "ER-1012");
            assert_string_equal(e.field, "scopes");
        }
    }
}

static void test_what_became_of_a_token(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t expires, revoked;
        bool was_revoked, good_at_50;
    } cases[] = {
        {"neither", 0, 0, false, true},
        {"not yet expired", 60, 0, false, true},
        {"expired", 50, 0, false, false},
        {"revoked", 0, 40, true, false},
        {"revoked before its expiry", 60, 40, true, false},
        {"marked as expired", 60, 60, false, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct token token = {.expires_at_us = cases[i].expires, .revoked_at_us = cases[i].revoked};
        if (token_was_revoked(&token) != cases[i].was_revoked || token_is_good(&token, 50) != cases[i].good_at_50) {
            fail_msg("%s", cases[i].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rights_are_read_and_written),
        cmocka_unit_test(test_what_became_of_a_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
