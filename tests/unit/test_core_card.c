/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/card.h"

#include "base/attr.h"
#include "base/day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_types_have_stable_numbers_and_keys(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "UNKNOWN", "PASSIVE", "SMART_NO_CDZ", "SMART_CDZ", "SMART_MAY_SP", "SMART_PASSIVE", "SMART_PASSIVE_EMULATION"};
    assert_int_equal(COUNT_OF(keys), CARD_TYPE_COUNT);
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        assert_string_equal(card_type_code((enum card_type)i)->key, keys[i]);
        assert_true(strlen(card_type_code((enum card_type)i)->label) > 0);
    }
}

static void test_statuses_have_stable_numbers_and_keys(void **state)
{
    (void)state;
    static const char *const keys[] = {"ACTIVE", "INACTIVE", "EXPIRED"};
    assert_int_equal(COUNT_OF(keys), CARD_STATUS_COUNT);
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        assert_string_equal(card_status_code((enum card_status)i)->key, keys[i]);
    }
}

#define BAD_TYPE(found)                                           \
    "cardType is \"" found "\"; UNKNOWN, PASSIVE, SMART_NO_CDZ, " \
    "SMART_CDZ, SMART_MAY_SP, SMART_PASSIVE or SMART_PASSIVE_EMULATION was expected"

static const struct {
    const char *name, *text;
    int type; /* -1: refused with `msg` */
    const char *msg;
} types[] = {
    {"a key", "SMART_CDZ", CARD_SMART_CDZ, NULL},
    {"the first", "UNKNOWN", CARD_TYPE_UNKNOWN, NULL},
    {"the last", "SMART_PASSIVE_EMULATION", CARD_SMART_PASSIVE_EMULATION, NULL},
    {"lower case", "smart_passive", CARD_SMART_PASSIVE, NULL},
    {"mixed case", "Smart_May_Sp", CARD_SMART_MAY_SP, NULL},
    {"nothing", "", -1, BAD_TYPE("")},
    {"another word", "GOLDEN", -1, BAD_TYPE("GOLDEN")},
    {"the beginning of a key", "SMART", -1, BAD_TYPE("SMART")},
    {"a key and more", "PASSIVE ", -1, BAD_TYPE("PASSIVE ")},
    {"a number", "1", -1, BAD_TYPE("1")},
    {"a long word is cut", "0123456789012345678901234567890123456789X", -1, BAD_TYPE("0123456789012345678901234567890123456789")},
    {"a letter is not cut", "012345678901234567890123456789012345678\xc3\xa9", -1, BAD_TYPE("012345678901234567890123456789012345678")},
};

static void test_type_parse(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        struct err e = {0};
        enum card_type type = CARD_TYPE_UNKNOWN;
        const enum rc rc = card_type_parse(str_of(types[i].text), &type, &e);
        if ((rc == RC_INVALID) != (types[i].type < 0) || (rc == RC_OK && (int)type != types[i].type)) {
            fail_msg("%s: rc %d, type %d, %s", types[i].name, rc, type, e.msg);
        }
        if (rc != RC_OK) {
            assert_string_equal(e.msg, types[i].msg);
            assert_string_equal(e.code, "ER-1012");
            assert_string_equal(e.field, "cardType");
        }
    }
}

static const struct {
    const char *name, *text;
    int status; /* -1: refused */
} statuses[] = {
    {"active", "ACTIVE", CARD_ACTIVE},
    {"inactive", "INACTIVE", CARD_INACTIVE},
    {"lower case", "inactive", CARD_INACTIVE},
    {"mixed case", "Active", CARD_ACTIVE},
    {"expired is shown, never set", "EXPIRED", -1},
    {"nothing", "", -1},
    {"another word", "DELETED", -1},
};

static void test_status_parse(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        char msg[120];
        struct err e = {0};
        enum card_status status = CARD_EXPIRED;
        const enum rc rc = card_status_parse(str_of(statuses[i].text), &status, &e);
        if ((rc == RC_INVALID) != (statuses[i].status < 0) || (rc == RC_OK && (int)status != statuses[i].status)) {
            fail_msg("%s: rc %d, status %d, %s", statuses[i].name, rc, status, e.msg);
        }
        if (rc != RC_OK) {
            (void)snprintf(msg, sizeof msg, "cardStatusType is \"%s\"; ACTIVE or INACTIVE was expected", statuses[i].text);
            assert_string_equal(e.msg, msg);
            assert_string_equal(e.code, "ER-1012");
            assert_string_equal(e.field, "cardStatusType");
        }
    }
}

static void test_validity(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct civil_date issued, expires;
        const char *msg; /* NULL: taken */
    } cases[] = {
        {"years", {2026, 9, 1}, {2029, 9, 30}, NULL},
        {"one day", {2026, 9, 1}, {2026, 9, 1}, NULL},
        {"long ago", {1, 1, 1}, {9999, 12, 31}, NULL},
        {"the day before", {2026, 9, 1}, {2026, 8, 31},
            "expiresAt is 2026-08-31, before issuedAt 2026-09-01; a card can't expire before it is issued"},
        {"the far end first", {9999, 12, 31}, {1, 1, 1},
            "expiresAt is 0001-01-01, before issuedAt 9999-12-31; a card can't expire before it is issued"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {0};
        const enum rc rc = card_check_validity(day_of_date(cases[i].issued), day_of_date(cases[i].expires), &e);
        if (rc != (cases[i].msg == NULL ? RC_OK : RC_INVALID)) {
            fail_msg("%s: rc %d, %s", cases[i].name, rc, e.msg);
        }
        if (cases[i].msg != NULL) {
            assert_string_equal(e.msg, cases[i].msg);
            assert_string_equal(e.code, "ER-1014");
            assert_string_equal(e.field, "expiresAt");
        }
    }
}

#define EXPIRY 21000 /* last day of validity in what follows */

static void test_status_around_the_day_of_expiry(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum card_status stored;
        int32_t today;
        enum card_status shown;
    } cases[] = {
        {"active the day before", CARD_ACTIVE, EXPIRY - 1, CARD_ACTIVE},
        {"active on the last day", CARD_ACTIVE, EXPIRY, CARD_ACTIVE},
        {"active the day after", CARD_ACTIVE, EXPIRY + 1, CARD_EXPIRED},
        {"inactive on the last day", CARD_INACTIVE, EXPIRY, CARD_INACTIVE},
        {"inactive the day after", CARD_INACTIVE, EXPIRY + 1, CARD_EXPIRED},
        {"years before", CARD_ACTIVE, 0, CARD_ACTIVE},
        {"years after", CARD_ACTIVE, DAY_MAX, CARD_EXPIRED},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct card card = {.status = cases[i].stored, .issued_day = EXPIRY - 365, .expires_day = EXPIRY};
        const enum card_status shown = card_status_on(&card, cases[i].today);
        if (shown != cases[i].shown) {
            fail_msg("%s: %s, expected %s", cases[i].name, card_status_code(shown)->key, card_status_code(cases[i].shown)->key);
        }
    }
}

#define RULE 20500 /* from this day on the new logo is asked for */

static const struct {
    const char *name;
    enum card_status stored;
    int32_t switched; /* to the new logo */
    int32_t today;
    enum card_status shown;
} logo_cases[] = {
    {"old logo, the day before the rule", CARD_ACTIVE, DAY_NONE, RULE - 1, CARD_ACTIVE},
    {"old logo, on the rule's first day", CARD_ACTIVE, DAY_NONE, RULE, CARD_INACTIVE},
    {"old logo, on the card's last day", CARD_ACTIVE, DAY_NONE, EXPIRY, CARD_INACTIVE},
    {"old logo, after the card's expiry", CARD_ACTIVE, DAY_NONE, EXPIRY + 1, CARD_EXPIRED},
    {"old logo, inactive anyway", CARD_INACTIVE, DAY_NONE, RULE, CARD_INACTIVE},
    {"new logo long before the rule", CARD_ACTIVE, RULE - 400, RULE, CARD_ACTIVE},
    {"new logo the day before the rule", CARD_ACTIVE, RULE - 1, RULE, CARD_ACTIVE},
    {"new logo on the rule's first day", CARD_ACTIVE, RULE, RULE, CARD_ACTIVE},
    {"new logo announced for later, before the rule", CARD_ACTIVE, RULE + 10, RULE - 1, CARD_ACTIVE},
    {"new logo announced for later, under the rule", CARD_ACTIVE, RULE + 10, RULE, CARD_INACTIVE},
    {"new logo later, the day before", CARD_ACTIVE, RULE + 10, RULE + 9, CARD_INACTIVE},
    {"new logo later, on that day", CARD_ACTIVE, RULE + 10, RULE + 10, CARD_ACTIVE},
    {"new logo, an inactive card", CARD_INACTIVE, RULE - 1, RULE, CARD_INACTIVE},
    {"new logo, an expired card", CARD_ACTIVE, RULE - 1, EXPIRY + 1, CARD_EXPIRED},
};

static void test_public_status_follows_the_rule_of_the_new_logo(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(logo_cases); i++) {
        const struct card card = {.status = logo_cases[i].stored, .expires_day = EXPIRY};
        const struct organisation issuer = {.new_logo_day = logo_cases[i].switched};
        const enum card_status shown = card_public_status(&card, &issuer, logo_cases[i].today, RULE);
        if (shown != logo_cases[i].shown) {
            fail_msg("%s: %s, expected %s", logo_cases[i].name, card_status_code(shown)->key, card_status_code(logo_cases[i].shown)->key);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types_have_stable_numbers_and_keys),
        cmocka_unit_test(test_statuses_have_stable_numbers_and_keys),
        cmocka_unit_test(test_type_parse),
        cmocka_unit_test(test_status_parse),
        cmocka_unit_test(test_validity),
        cmocka_unit_test(test_status_around_the_day_of_expiry),
        cmocka_unit_test(test_public_status_follows_the_rule_of_the_new_logo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
