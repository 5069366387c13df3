/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/day.h"
#include "base/err.h"
#include "base/str.h"
#include "esc/escn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Numbers in circulation, and what they tell. */
static const struct {
    const char *text;
    uint64_t ticks;
    const char *instant;
    unsigned extra_ticks, clock, prefix;
    const char *pic;
} vectors[] = {
    {"6a01dfc0-cb98-1035-a19b-001999859608", 15142029239640000, "2017-12-11T08:29:54.684Z", 0, 0xa19b, 1, "999859608"},
    {"e6480dc0-9fba-1035-a6bd-001932465463", 15093798841880000, "2017-10-16T12:45:54.908Z", 0, 0xa6bd, 1, "932465463"},
    {"d88b02c1-894e-1038-a711-001999465982", 15913570429240001, "2020-05-22T08:11:53.644Z", 1, 0xa711, 1, "999465982"},
    {"aec54890-72b1-1039-8e5f-001999893752", 16170181139450000, "2021-03-15T08:16:24.665Z", 0, 0x8e5f, 1, "999893752"},
    {"22d30120-cd32-1039-bbec-001999893752", 16269688888820000, "2021-07-08T12:22:39.602Z", 0, 0xbbec, 1, "999893752"},
    {"fc3a1f80-93fb-103a-9b31-000999893752", 16488259126960000, "2022-03-18T11:46:23.416Z", 0, 0x9b31, 0, "999893752"},
    {"3e506370-826a-103d-bf76-001000000001", 17313366402950000, "2024-10-28T11:25:11.015Z", 0, 0xbf76, 1, "000000001"},
    {"25539be8-6423-103e-add8-988999978433", 17561550668930024, "2025-08-11T17:25:37.613Z", 24, 0xadd8, 988, "999978433"},
};

static struct escn parsed(const char *text)
{
    struct escn escn;
    struct err e;
    if (escn_parse(text, strlen(text), &escn, &e) != RC_OK) {
        fail_msg("%s: %s", text, e.msg);
    }
    return escn;
}

static void test_inspect_tells_the_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        const struct escn escn = parsed(vectors[i].text);
        struct escn_parts parts;
        char instant[INSTANT_TEXT_SIZE];
        escn_inspect(&escn, &parts);
        instant_format(parts.esc_ms * 1000, true, instant);
        assert_int_equal(parts.version, 1);
        assert_int_equal(parts.variant, 2);
        assert_int_equal(parts.ticks, vectors[i].ticks);
        assert_string_equal(instant, vectors[i].instant);
        assert_int_equal(parts.esc_extra_ticks, vectors[i].extra_ticks);
        assert_int_equal(parts.clock, vectors[i].clock);
        assert_true(parts.has_pic);
        assert_int_equal(parts.prefix, vectors[i].prefix);
        assert_string_equal(parts.pic, vectors[i].pic);
    }
}

static void test_build_makes_the_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        struct escn escn;
        struct err e;
        char text[ESCN_TEXT_SIZE];
        assert_int_equal(escn_build(vectors[i].ticks, vectors[i].clock, vectors[i].prefix, vectors[i].pic, &escn, &e), RC_OK);
        escn_format(&escn, text);
        assert_string_equal(text, vectors[i].text);
        assert_int_equal(escn_check(&escn, &e), RC_OK);
        assert_int_equal(escn_check_issuer(&escn, vectors[i].pic, &e), RC_OK);
    }
}

static void test_ticks_of_an_instant(void **state)
{
    (void)state;
    assert_int_equal(escn_ticks(0), 12219292800000);
    assert_int_equal(escn_ticks(INT64_C(1512980994684)), 15142029239640000);
}

static void test_inspect_reads_the_time_both_ways(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t esc_ms;
        unsigned esc_extra_ticks;
        int64_t rfc_us;
    } cases[] = {
        /* The epoch under RFC 4122: 0x01b21dd213814000 ticks. */
        {"13814000-1dd2-11b2-8000-001999859608", INT64_C(12218070870720), 0, 0},
        /* The first tick there is lies before 1970 under both formulas. */
        {"00000000-0000-1000-8000-001999859608", -1221929280, 0, INT64_C(-12219292800000000)},
        {"00000001-0000-1000-8000-001999859608", -1221929280, 1, INT64_C(-12219292800000000)},
        {"ffffffff-ffff-1fff-8000-001999859608", INT64_C(115290928531404), 6975, INT64_C(103072857660684697)},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct escn escn = parsed(cases[i].text);
        struct escn_parts parts;
        escn_inspect(&escn, &parts);
        assert_int_equal(parts.esc_ms, cases[i].esc_ms);
        assert_int_equal(parts.esc_extra_ticks, cases[i].esc_extra_ticks);
        assert_int_equal(parts.rfc_us, cases[i].rfc_us);
    }
}

static void test_inspect_of_a_number_without_pic(void **state)
{
    (void)state;
    const struct escn escn = parsed("6a01dfc0-cb98-4035-e19b-00199985960f");
    struct escn_parts parts;
    escn_inspect(&escn, &parts);
    assert_int_equal(parts.version, 4);
    assert_int_equal(parts.variant, 3);
    assert_false(parts.has_pic);
    assert_int_equal(parts.prefix, 0);
    assert_string_equal(parts.pic, "");
}

#define PLAIN "6a01dfc0-cb98-1035-a19b-001999859608"

static const struct {
    const char *name, *text;
    const char *msg; /* NULL: accepted as PLAIN */
} parse_cases[] = {
    {"canonical", PLAIN, NULL},
    {"upper case is folded", "6A01DFC0-CB98-1035-A19B-001999859608", NULL},
    {"without dashes", "6a01dfc0cb981035a19b001999859608", NULL},
    {"empty", "", "the card number \"\" has 0 characters; a UUID was expected, 36 characters with dashes or 32 without"},
    {"one short", "6a01dfc0-cb98-1035-a19b-00199985960",
        "the card number \"6a01dfc0-cb98-1035-a19b-00199985960\" has 35 characters; a UUID was expected, 36 characters with dashes or 32 "
        "without"},
    {"one more", "6a01dfc0-cb98-1035-a19b-0019998596080",
        "the card number \"6a01dfc0-cb98-1035-a19b-0019998596080\" has 37 characters; a UUID was expected, 36 characters with dashes or 32 "
        "without"},
    {"a dash elsewhere", "6a01dfc-0cb98-1035-a19b-001999859608",
        "the card number \"6a01dfc-0cb98-1035-a19b-001999859608\" has \"-\" at character 8; a hexadecimal digit was expected"},
    {"a digit for a dash", "6a01dfc00cb98-1035-a19b-001999859608",
        "the card number \"6a01dfc00cb98-1035-a19b-001999859608\" has \"0\" at character 9; a dash was expected"},
    {"no hexadecimal digit", "6a01dfc0-cb98-1035-a19g-001999859608",
        "the card number \"6a01dfc0-cb98-1035-a19g-001999859608\" has \"g\" at character 23; a hexadecimal digit was expected"},
    {"a letter beyond ASCII", "6a01dfc0-cb98-1035-a1\xc3\xa9-001999859608",
        "the card number \"6a01dfc0-cb98-1035-a1?\?-001999859608\" has \"?\" at character 22; a hexadecimal digit was expected"},
    {"a text of any length", "0123456789012345678901234567890123456789012345678901234567890123456789",
        "the card number \"0123456789012345678901234567890123456789012345678901234567890123...\" has 70 characters; a UUID was expected, "
        "36 "
        "characters with dashes or 32 without"},
};

static void test_parse(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(parse_cases); i++) {
        struct escn escn;
        struct err e = {0};
        char text[ESCN_TEXT_SIZE] = "";
        const enum rc rc = escn_parse(parse_cases[i].text, strlen(parse_cases[i].text), &escn, &e);
        if (rc != (parse_cases[i].msg == NULL ? RC_OK : RC_INVALID)) {
            fail_msg("%s: %s %s", parse_cases[i].name, rc_name(rc), e.msg);
        }
        if (rc == RC_OK) {
            escn_format(&escn, text);
            assert_string_equal(text, PLAIN);
            continue;
        }
        assert_string_equal(e.msg, parse_cases[i].msg);
        assert_string_equal(e.code, "ER-1001");
        assert_string_equal(e.field, "cardNumber");
    }
}

static void test_parse_refuses_a_nul(void **state)
{
    (void)state;
    struct escn escn;
    struct err e;
    assert_int_equal(escn_parse("6a01dfc0cb981035\0a19b00199985960", 32, &escn, &e), RC_INVALID);
}

static const struct {
    const char *name, *text;
    const char *msg; /* NULL: conforming */
} check_cases[] = {
    {"conforming", PLAIN, NULL},
    {"a time field of the RFC's formula", "13814000-1dd2-11b2-8000-001999859608", NULL},
    {"prefix 988", "25539be8-6423-103e-add8-988999978433", NULL},
    {"version 4", "6a01dfc0-cb98-4035-a19b-001999859608",
        "card number 6a01dfc0-cb98-4035-a19b-001999859608 is a UUID of version 4; version 1 was expected, a 1 as its 15th character"},
    {"version 2", "6a01dfc0-cb98-2035-a19b-001999859608",
        "card number 6a01dfc0-cb98-2035-a19b-001999859608 is a UUID of version 2; version 1 was expected, a 1 as its 15th character"},
    {"another variant", "6a01dfc0-cb98-1035-c19b-001999859608",
        "card number 6a01dfc0-cb98-1035-c19b-001999859608 has the variant \"c\"; 8, 9, a or b was expected as its 20th character"},
    {"a PIC with a letter", "6a01dfc0-cb98-1035-a19b-00199985960f",
        "card number 6a01dfc0-cb98-1035-a19b-00199985960f: the last nine characters must be the issuer's PIC, nine digits; found "
        "\"99985960f\""},
    {"a PIC in binary", "6a01dfc0-cb98-1035-a19b-00003b98a6d8",
        "card number 6a01dfc0-cb98-1035-a19b-00003b98a6d8: the last nine characters must be the issuer's PIC, nine digits; found "
        "\"03b98a6d8\""},
    {"a prefix with a letter", "6a01dfc0-cb98-1035-a19b-0b1999859608",
        "card number 6a01dfc0-cb98-1035-a19b-0b1999859608: the last twelve characters must begin with a prefix of three digits; found "
        "\"0b1\""},
};

static void test_check(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(check_cases); i++) {
        const struct escn escn = parsed(check_cases[i].text);
        struct err e = {0};
        const enum rc rc = escn_check(&escn, &e);
        if (rc != (check_cases[i].msg == NULL ? RC_OK : RC_INVALID)) {
            fail_msg("%s: %s %s", check_cases[i].name, rc_name(rc), e.msg);
        }
        if (rc != RC_OK) {
            assert_string_equal(e.msg, check_cases[i].msg);
            assert_string_equal(e.code, "ER-1001");
            assert_string_equal(e.field, "cardNumber");
        }
    }
}

static void test_check_issuer(void **state)
{
    (void)state;
    const struct escn escn = parsed(PLAIN);
    const struct escn random = parsed("6a01dfc0-cb98-4035-a19b-001999859608");
    struct err e = {0};
    assert_int_equal(escn_check_issuer(&escn, "999859608", &e), RC_OK);
    assert_int_equal(escn_check_issuer(&escn, "999893752", &e), RC_INVALID);
    assert_string_equal(e.msg,
        "card number " PLAIN " carries the PIC 999859608; the issuer's PIC 999893752 was expected as its last nine "
        "characters");
    assert_string_equal(e.field, "cardNumber");
    assert_int_equal(escn_check_issuer(&random, "999859608", &e), RC_INVALID);
    assert_string_equal(e.code, "ER-1001");
    assert_int_equal(escn_check_issuer(&escn, "99989375", &e), RC_INVALID);
    assert_string_equal(e.code, "ER-1003");
}

static void test_build_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint64_t ticks;
        unsigned prefix;
        const char *pic, *field, *msg;
    } cases[] = {
        {"a prefix of four digits", 0, 1000, "999859608", "prefix", "the prefix is 1000; a number from 0 to 999 was expected"},
        {"a time field past 60 bits", UINT64_C(1) << 60U, 1, "999859608", "ticks",
            "the time field is 1152921504606846976 ticks; 60 bits at most were expected"},
        {"a short PIC", 0, 1, "99985960", "pic", "the PIC is \"99985960\"; nine decimal digits were expected, such as 999859608"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct escn escn;
        struct err e = {0};
        if (escn_build(cases[i].ticks, 0, cases[i].prefix, cases[i].pic, &escn, &e) != RC_INVALID) {
            fail_msg("%s was taken", cases[i].name);
        }
        assert_string_equal(e.msg, cases[i].msg);
        assert_string_equal(e.field, cases[i].field);
    }
}

static void test_build_keeps_the_variant(void **state)
{
    (void)state;
    for (unsigned clock = 0; clock <= 0xFFFF; clock += 0x0FFF) {
        struct escn escn;
        struct escn_parts parts;
        struct err e;
        assert_int_equal(escn_build(1, clock, 0, "000000000", &escn, &e), RC_OK);
        escn_inspect(&escn, &parts);
        assert_int_equal(parts.clock, 0x8000U | (clock & 0x3FFFU));
    }
}

static void test_pic(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum rc rc;
    } cases[] = {
        {"999859608", RC_OK},
        {"000000001", RC_OK},
        {"", RC_INVALID},
        {"99985960", RC_INVALID},
        {"9998596080", RC_INVALID},
        {"99985960f", RC_INVALID},
        {" 99985960", RC_INVALID},
        {"B12345678", RC_INVALID},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {0};
        if (pic_check(cases[i].text, strlen(cases[i].text), &e) != cases[i].rc) {
            fail_msg("\"%s\": %s", cases[i].text, e.msg);
        }
        assert_string_equal(e.code, cases[i].rc == RC_OK ? "" : "ER-1003");
        assert_string_equal(e.field, cases[i].rc == RC_OK ? "" : "pic");
    }
}

static void test_equal(void **state)
{
    (void)state;
    const struct escn a = parsed(PLAIN);
    const struct escn same = parsed("6A01DFC0CB981035A19B001999859608");
    const struct escn other = parsed("6a01dfc0-cb98-1035-a19b-001999859609");
    assert_true(escn_equal(&a, &same));
    assert_false(escn_equal(&a, &other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inspect_tells_the_vectors),
        cmocka_unit_test(test_build_makes_the_vectors),
        cmocka_unit_test(test_ticks_of_an_instant),
        cmocka_unit_test(test_inspect_reads_the_time_both_ways),
        cmocka_unit_test(test_inspect_of_a_number_without_pic),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_parse_refuses_a_nul),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_check_issuer),
        cmocka_unit_test(test_build_refuses),
        cmocka_unit_test(test_build_keeps_the_variant),
        cmocka_unit_test(test_pic),
        cmocka_unit_test(test_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
