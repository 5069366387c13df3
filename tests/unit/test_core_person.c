/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/person.h"

#include "base/attr.h"
#include "core/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_codes(void **state)
{
    (void)state;
    assert_null(academic_level_code(LEVEL_NONE));
    assert_string_equal(academic_level_code(LEVEL_BACHELOR)->key, "BACHELOR");
    assert_string_equal(academic_level_code(LEVEL_MASTER)->key, "MASTER");
    assert_string_equal(academic_level_code(LEVEL_DOCTORATE)->key, "DOCTORATE");
    assert_string_equal(person_identifier_code()->key, "ESI");
}

static void test_known_levels(void **state)
{
    (void)state;
    static const int64_t unknown[] = {-1, 0, 1, 5, 9, 60, INT64_MAX, INT64_MIN};
    for (int64_t number = LEVEL_BACHELOR; number <= LEVEL_DOCTORATE; number++) {
        assert_true(academic_level_is_known(number));
    }
    for (size_t i = 0; i < COUNT_OF(unknown); i++) {
        assert_false(academic_level_is_known(unknown[i]));
    }
}

static void test_level_parse(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        int level; /* -1: refused */
    } cases[] = {
        {"a key", "MASTER", LEVEL_MASTER},
        {"lower case", "bachelor", LEVEL_BACHELOR},
        {"mixed case", "Doctorate", LEVEL_DOCTORATE},
        {"six", "6", LEVEL_BACHELOR},
        {"seven", "7", LEVEL_MASTER},
        {"eight", "8", LEVEL_DOCTORATE},
        {"five", "5", -1},
        {"nine", "9", -1},
        {"two digits", "66", -1},
        {"zero, which is none", "0", -1},
        {"nothing", "", -1},
        {"the beginning of a key", "MASTERS", -1},
        {"a blank", "6 ", -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char msg[120];
        struct err e = {0};
        enum academic_level level = LEVEL_NONE;
        const enum rc rc = academic_level_parse(str_of(cases[i].text), &level, &e);
        if ((rc == RC_INVALID) != (cases[i].level < 0) || (rc == RC_OK && (int)level != cases[i].level)) {
            fail_msg("%s: rc %d, level %d, %s", cases[i].name, rc, level, e.msg);
        }
        if (rc != RC_OK) {
            (void)snprintf(msg, sizeof msg, "academicLevel is \"%s\"; BACHELOR, MASTER or DOCTORATE was expected", cases[i].text);
            assert_string_equal(e.msg, msg);
            assert_string_equal(e.code, "ER-1012");
            assert_string_equal(e.field, "academicLevel");
        }
    }
}

static const struct {
    const char *name, *text;
    bool good;
} emails[] = {
    {"an address", "ada@example.org", true},
    {"the shortest", "a@b.c", true},
    {"a name with dots and plus", "ada.l+esc@mail.univ-example.eu", true},
    {"letters beyond ASCII", "\xc5\x82ukasz@\xc3\xbcniv.example", true},
    {"quotes and slashes", "o'neil/x@example.org", true},
    {"nothing", "", false},
    {"no @", "ada.example.org", false},
    {"two @", "ada@lovelace@example.org", false},
    {"nothing before the @", "@example.org", false},
    {"nothing after the @", "ada@", false},
    {"no dot in the domain", "ada@example", false},
    {"a dot in the name alone", "a.b@example", false},
    {"a dot at the domain's beginning", "ada@.example", false},
    {"a dot at the domain's end", "ada@example.", false},
    {"a blank", "ada @example.org", false},
    {"a tab", "ada\t@example.org", false},
    {"a line feed, which could begin a header", "ada@example.org\nBcc: x@example.org", false},
    {"a delete character", "ada\x7f@example.org", false},
};

static void test_email(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(emails); i++) {
        struct err e = {0};
        const enum rc rc = email_check(str_of(emails[i].text), &e);
        if (rc != (emails[i].good ? RC_OK : RC_INVALID)) {
            fail_msg("%s: rc %d, %s", emails[i].name, rc, e.msg);
        }
        if (rc != RC_OK) {
            /* The address itself is personal and stays out of it. */
            assert_string_equal(e.msg, "the e-mail address has not the form name@example.org");
            assert_string_equal(e.code, "ER-1013");
            assert_string_equal(e.field, "email");
        }
    }
}

#define LONG_NAME "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" /* 100 */

static void test_what_mails_can_be_sent_to(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *msg;
    } cases[] = {
        {"an address", "ada.l+esc@mail.univ-example.eu", NULL},
        {"signs that names may have", "o'neil/x=#!$%&*?^`{|}~_@example.org", NULL},
        {"254 characters", LONG_NAME LONG_NAME "0123456789012345678901234567890123456789ab@example.org", NULL},
        {"255 characters", LONG_NAME LONG_NAME "0123456789012345678901234567890123456789abc@example.org", "no mail can be sent to"},
        {"letters beyond ASCII in the name", "\xc5\x82ukasz@univ.example", "no mail can be sent to"},
        {"letters beyond ASCII in the domain", "ada@\xc3\xbcniv.example", "no mail can be sent to"},
        {"a quoted name", "\"ada\"@example.org", "no mail can be sent to"},
        {"an address of a machine", "ada@[127.0.0.1]", "no mail can be sent to"},
        {"what a program could take for an option", "-ada@example.org", "no mail can be sent to"},
        {"no address at all", "ada.example.org", "has not the form name@example.org"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {0};
        const enum rc rc = email_check_mailable(str_of(cases[i].text), &e);
        if ((rc == RC_OK) != (cases[i].msg == NULL) || (rc != RC_OK && strstr(e.msg, cases[i].msg) == NULL)) {
            fail_msg("%s: rc %d, %s", cases[i].name, rc, e.msg);
        }
    }
}

static void test_no_address_holds_a_nul(void **state)
{
    (void)state;
    struct err e = {0};
    assert_int_equal(email_check(STR("ada\0@example.org"), &e), RC_INVALID);
}

static void test_good_tokens(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t expires, revoked;
        bool good;
    } cases[] = {
        {"without end", 0, 0, true},
        {"before its expiry", 1001, 0, true},
        {"at its expiry", 1000, 0, false},
        {"after its expiry", 999, 0, false},
        {"revoked", 0, 500, false},
        {"revoked at this moment", 0, 1000, false},
        {"revoked and expired", 999, 500, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct token token = {.expires_at_us = cases[i].expires, .revoked_at_us = cases[i].revoked};
        if (token_is_good(&token, 1000) != cases[i].good) {
            fail_msg("%s: %s expected", cases[i].name, cases[i].good ? "good" : "bad");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_known_levels),
        cmocka_unit_test(test_level_parse),
        cmocka_unit_test(test_email),
        cmocka_unit_test(test_what_mails_can_be_sent_to),
        cmocka_unit_test(test_no_address_holds_a_nul),
        cmocka_unit_test(test_good_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
