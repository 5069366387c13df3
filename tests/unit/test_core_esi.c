/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"
#include "esc/esi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define URN "urn:schac:personalUniqueCode:int:esi:"
#define DIGITS_50 "01234567890123456789012345678901234567890123456789"
#define LABEL_63 "abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuvwxy"

static const struct {
    const char *name, *text;
    enum esi_form form;
    const char *scope, *region, *pic, *code;
} accepted[] = {
    {"France", URN "fr:0123456789G", ESI_URN, "fr", "", "", "0123456789G"},
    {"Croatia", URN "hr:1234567890", ESI_URN, "hr", "", "", "1234567890"},
    {"Sweden", URN "ladok.se:externtstudentuid-7a1bfd3c-2ba4-11e8-b467-0ed5f89f718b", ESI_URN, "ladok.se", "", "",
        "externtstudentuid-7a1bfd3c-2ba4-11e8-b467-0ed5f89f718b"},
    {"Germany", URN "lmu.de:12345678", ESI_URN, "lmu.de", "", "", "12345678"},
    {"Italy", URN "polito.it:s123456", ESI_URN, "polito.it", "", "", "s123456"},
    {"a colon in the code", URN "MK:UKIM:12345", ESI_URN, "MK", "", "", "UKIM:12345"},
    {"the sandbox's scope", URN "eu:1234567", ESI_URN, "eu", "", "", "1234567"},
    {"a region", URN "es-ct:123", ESI_URN, "es-ct", "", "", "123"},
    {"a sub-unit of an institution", URN "medizin.uni-example.de:1", ESI_URN, "medizin.uni-example.de", "", "", "1"},
    {"the longest label", URN LABEL_63 ".de:1", ESI_URN, LABEL_63 ".de", "", "", "1"},
    {"a domain beyond ASCII in its encoding", URN "xn--bcher-kva.xn--p1ai:1", ESI_URN, "xn--bcher-kva.xn--p1ai", "", "", "1"},
    {"any letter case", "URN:SCHAC:PERSONALUNIQUECODE:INT:ESI:PoliTo.IT:S1", ESI_URN, "PoliTo.IT", "", "", "S1"},
    {"every character of a URN", URN "fr:aZ09()+,-.:=@;$_!*'%2F%c3%A9", ESI_URN, "fr", "", "", "aZ09()+,-.:=@;$_!*'%2F%c3%A9"},
    {"the old form", "FR-999859608-1234567890G", ESI_OLD, "FR", "", "999859608", "1234567890G"},
    {"the old form with a region", "ES-CT-999859608-1234", ESI_OLD, "ES", "CT", "999859608", "1234"},
    {"the old form in lower case", "fr-999859608-1234567890g", ESI_OLD, "fr", "", "999859608", "1234567890g"},
    {"the old form with dashes in its code", "DE-999859608-12-34-", ESI_OLD, "DE", "", "999859608", "12-34-"},
};

static void assert_part(const char *name, const char *found, size_t length, const char *expected)
{
    if (length != strlen(expected) || memcmp(found, expected, length) != 0) {
        fail_msg("%s: found \"%.*s\", expected \"%s\"", name, (int)length, found, expected);
    }
}

static void test_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(accepted); i++) {
        struct esi esi;
        struct err e = {0};
        if (esi_parse(accepted[i].text, strlen(accepted[i].text), &esi, &e) != RC_OK) {
            fail_msg("%s: %s", accepted[i].name, e.msg);
        }
        assert_int_equal(esi.form, accepted[i].form);
        assert_part(accepted[i].name, esi.scope, esi.scope_length, accepted[i].scope);
        assert_part(accepted[i].name, esi.region, esi.region_length, accepted[i].region);
        assert_part(accepted[i].name, esi.pic, esi.pic_length, accepted[i].pic);
        assert_part(accepted[i].name, esi.code, esi.code_length, accepted[i].code);
    }
}

#define NOT_ONE "the identifier doesn't begin as one; " URN "<scope>:<code> was expected"
#define BAD_SCOPE(scope) \
    "the scope is \"" scope "\"; a country (fr), a country with region (es-ct) or an institution's domain (polito.it) was expected"
#define BAD_CHARACTER(found, at) \
    "the student code has \"" found "\" at character " at "; letters, digits, ()+,-.:=@;$_!*' and %HH were expected"
#define NO_CODE "the identifier ends without a student code; one or more characters were expected after the scope"
#define NO_PIC "an identifier of the old form is CC-[region-]PIC-code with a PIC of nine digits; none was found"

static const struct {
    const char *name, *text, *msg;
} refused[] = {
    {"nothing", "", NOT_ONE},
    {"a number", "1234567890", NOT_ONE},
    {"the prefix alone", URN, NOT_ONE},
    {"another URN", "urn:schac:personalUniqueCode:int:studentID:fr:1", NOT_ONE},
    {"a blank in front", " " URN "fr:1", NOT_ONE},
    {"no code", URN "fr", NO_CODE},
    {"an empty code", URN "fr:", NO_CODE},
    {"an empty scope", URN ":1", BAD_SCOPE("")},
    {"a country of three letters", URN "fra:1", BAD_SCOPE("fra")},
    {"a country of digits", URN "f1:1", BAD_SCOPE("f1")},
    {"a region of four letters", URN "es-ctln:1", BAD_SCOPE("es-ctln")},
    {"an empty region", URN "es-:1", BAD_SCOPE("es-")},
    {"a region with a dot", URN "es-c.:1", BAD_SCOPE("es-c.")},
    {"a domain with an empty label", URN "polito..it:1", BAD_SCOPE("polito..it")},
    {"a domain with a final dot", URN "polito.it.:1", BAD_SCOPE("polito.it.")},
    {"a label that begins with a dash", URN "-polito.it:1", BAD_SCOPE("-polito.it")},
    {"a label that ends in a dash", URN "polito-.it:1", BAD_SCOPE("polito-.it")},
    {"a label of 64 characters", URN LABEL_63 "z.de:1", BAD_SCOPE(LABEL_63 "z...")},
    {"an address of numbers", URN "192.0.2.17:1", BAD_SCOPE("192.0.2.17")},
    {"a domain with a blank", URN "poli to.it:1", BAD_SCOPE("poli to.it")},
    {"an underscore in a domain", URN "poli_to.it:1", BAD_SCOPE("poli_to.it")},
    {"a blank in the code", URN "fr:12 34", BAD_CHARACTER(" ", "3")},
    {"a slash in the code", URN "fr:12/34", BAD_CHARACTER("/", "3")},
    {"a letter beyond ASCII in the code", URN "fr:\xc3\xa9", BAD_CHARACTER("?", "1")},
    {"a line feed in the code", URN "fr:1\n", BAD_CHARACTER("?", "2")},
    {"an unfinished escape", URN "fr:1%2", BAD_CHARACTER("%", "2")},
    {"an escape without digits", URN "fr:1%zz", BAD_CHARACTER("%", "2")},
    {"an escaped NUL", URN "fr:1%00", BAD_CHARACTER("%", "2")},
    {"256 characters", URN "fr:" DIGITS_50 DIGITS_50 DIGITS_50 DIGITS_50 "0123456789012345",
        "the identifier has 256 characters; 255 at most were expected"},
    {"the old form without a PIC", "FR-1234567890G", NO_PIC},
    {"the old form with a short PIC", "FR-99985960-1234567890G", NO_PIC},
    {"the old form with a region and no PIC", "ES-CT-1234", NO_PIC},
    {"the old form without a code", "FR-999859608", NO_CODE},
    {"the old form with an empty code", "FR-999859608-", NO_CODE},
    {"the old form with a blank in its code", "FR-999859608-1 2", BAD_CHARACTER(" ", "2")},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct esi esi;
        struct err e = {0};
        if (esi_parse(refused[i].text, strlen(refused[i].text), &esi, &e) != RC_INVALID) {
            fail_msg("%s was taken", refused[i].name);
        }
        assert_string_equal(e.msg, refused[i].msg);
        assert_string_equal(e.code, "ER-1002");
        assert_string_equal(e.field, "identifier");
    }
}

static void test_refuses_a_nul(void **state)
{
    (void)state;
    struct esi esi;
    struct err e;
    assert_int_equal(esi_parse(URN "fr:1\0002", sizeof URN "fr:1\0002" - 1, &esi, &e), RC_INVALID);
}

static void test_255_characters_are_taken(void **state)
{
    (void)state;
    struct esi esi;
    struct err e;
    const char text[] = URN "fr:" DIGITS_50 DIGITS_50 DIGITS_50 DIGITS_50 "012345678901234";
    assert_int_equal(strlen(text), ESI_MAX_LENGTH);
    assert_int_equal(esi_parse(text, strlen(text), &esi, &e), RC_OK);
}

static void test_build(void **state)
{
    (void)state;
    static const struct {
        const char *name, *scope, *code;
        const char *text; /* NULL: refused with `msg` */
        const char *msg;
    } cases[] = {
        {"an institution's", "polito.it", "s123456", URN "polito.it:s123456", NULL},
        {"a country's", "fr", "0123456789G", URN "fr:0123456789G", NULL},
        {"a scope with a colon", "fr:1", "1", NULL, BAD_SCOPE("fr:1")},
        {"an empty code", "fr", "", NULL, NO_CODE},
        {"a blank in the code", "fr", "1 2", NULL, BAD_CHARACTER(" ", "2")},
        {"a long code", "fr", DIGITS_50 DIGITS_50 DIGITS_50 DIGITS_50 "0123456789012345", NULL,
            "the identifier would have 256 characters; 255 at most were expected"},
        {"a long scope", LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63, "1", NULL, BAD_SCOPE(LABEL_63 "....")},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[ESI_TEXT_SIZE] = "";
        struct err e = {0};
        const enum rc rc = esi_build(cases[i].scope, cases[i].code, text, &e);
        if (rc != (cases[i].text == NULL ? RC_INVALID : RC_OK)) {
            fail_msg("%s: %s %s", cases[i].name, rc_name(rc), e.msg);
        }
        assert_string_equal(rc == RC_OK ? text : e.msg, rc == RC_OK ? cases[i].text : cases[i].msg);
    }
}

static void test_fold_and_compare(void **state)
{
    (void)state;
    char folded[ESI_TEXT_SIZE];
    const char given[] = "urn:schac:personalUniqueCode:int:esi:MK:UKIM:Ab\xc3\x89";
    const char other[] = "URN:SCHAC:personaluniquecode:INT:ESI:mk:ukim:aB\xc3\x89";
    esi_fold(given, strlen(given), folded);
    assert_string_equal(folded, "urn:schac:personaluniquecode:int:esi:mk:ukim:ab\xc3\x89");
    assert_true(esi_equal(given, strlen(given), other, strlen(other)));
    assert_false(esi_equal(given, strlen(given), other, strlen(other) - 1));
    assert_false(esi_equal("fr-1", 4, "fr-2", 4));
    esi_fold("", 0, folded);
    assert_string_equal(folded, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_refuses_a_nul),
        cmocka_unit_test(test_255_characters_are_taken),
        cmocka_unit_test(test_build),
        cmocka_unit_test(test_fold_and_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
