/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/vat.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SLIP(found) "the check digits of the VAT number \"" found "\" don't agree with the others; one of them is mistyped"
#define FORM(found, country, pattern) \
    "\"" found "\" has not the form of a VAT number of " country ", which is " pattern " (9 a digit, A a letter, X either)"
#define FREE(found, prefix) "\"" found "\" is no VAT number: 4 to 14 letters and digits were expected, the letters " prefix " in front"

/* Each good number is one that its country publishes as an example, or that stands on a public invoice or imprint. */
static const struct {
    const char *country, *text;
    const char *stored; /* NULL: refused */
    const char *msg;
} cases[] = {
    {"AT", "ATU13585627", "ATU13585627", NULL},
    {"AT", "U13585627", "U13585627", NULL},
    {"AT", "ATU13585626", NULL, SLIP("ATU13585626")},
    {"AT", "AT13585627", NULL, FORM("AT13585627", "Austria", "ATU99999999")},
    {"BE", "BE 0428.759.497", "BE0428759497", NULL},
    {"BE", "0428759497", "BE0428759497", NULL},
    {"BE", "BE0428759498", NULL, SLIP("BE0428759498")},
    {"BG", "BG175074752", "BG175074752", NULL},
    {"CY", "CY10259033P", "CY10259033P", NULL},
    {"CZ", "CZ25123891", "CZ25123891", NULL},
    {"DE", "de 136 695 976", "DE136695976", NULL},
    {"DE", "136695976", "DE136695976", NULL},
    {"DE", "DE136695978", NULL, SLIP("DE136695978")},
    {"DE", "DE13669597", NULL, FORM("DE13669597", "Germany", "DE999999999")},
    {"DK", "DK13585628", "DK13585628", NULL},
    {"DK", "DK13585627", NULL, SLIP("DK13585627")},
    {"EE", "EE100931558", "EE100931558", NULL},
    {"EE", "EE100594102", "EE100594102", NULL},
    {"EE", "EE100594103", NULL, SLIP("EE100594103")},
    {"GR", "EL094259216", "EL094259216", NULL},
    {"GR", "094259216", "EL094259216", NULL},
    {"GR", "EL123456781", NULL, SLIP("EL123456781")},
    {"ES", "B58378431", "B58378431", NULL},
    {"ES", "ESB58378431", "ESB58378431", NULL},
    {"ES", "B12345674", "B12345674", NULL},
    {"ES", "B12345675", NULL, SLIP("B12345675")},
    {"ES", "B12345678", "B12345678", NULL},
    {"ES", "es-b12345678", "ESB12345678", NULL},
    {"FR", "B99999999", "B99999999", NULL},
    {"FR", "B99999998", NULL, FORM("B99999998", "France", "FRXX999999999")},
    {"ES", "X5253868R", "X5253868R", NULL},
    {"ES", "54362315K", "ES54362315K", NULL},
    {"FI", "FI 20774740", "FI20774740", NULL},
    {"FI", "FI 20774741", NULL, SLIP("FI 20774741")},
    {"FR", "FR 40 303 265 045", "FR40303265045", NULL},
    {"FR", "40303265045", "FR40303265045", NULL},
    {"FR", "K7399859412", "K7399859412", NULL},
    {"FR", "FR84 323 140 391", NULL, SLIP("FR84 323 140 391")},
    {"MC", "FR53000004605", "FR53000004605", NULL},
    {"HR", "HR33392005961", "HR33392005961", NULL},
    {"HR", "HR33392005962", NULL, SLIP("HR33392005962")},
    {"HU", "HU-12892312", "HU12892312", NULL},
    {"HU", "HU-12892313", NULL, SLIP("HU-12892313")},
    {"IE", "IE 6433435F", "IE6433435F", NULL},
    {"IE", "IE 6433435OA", "IE6433435OA", NULL},
    {"IE", "8D79739I", "IE8D79739I", NULL},
    {"IE", "IE6433435E", NULL, SLIP("IE6433435E")},
    {"IT", "IT 00743110157", "IT00743110157", NULL},
    {"IT", "00743110158", NULL, SLIP("00743110158")},
    {"LT", "LT119511515", "LT119511515", NULL},
    {"LT", "LT100001919017", "LT100001919017", NULL},
    {"LU", "LU 150 274 42", "LU15027442", NULL},
    {"LU", "LU15027443", NULL, SLIP("LU15027443")},
    {"LV", "LV 4000 3521 600", "LV40003521600", NULL},
    {"MT", "MT 1167-9112", "MT11679112", NULL},
    {"MT", "MT11679113", NULL, SLIP("MT11679113")},
    {"NL", "NL4495445B01", NULL, FORM("NL4495445B01", "Netherlands", "NL999999999B99")},
    {"NL", "NL004495445B01", "NL004495445B01", NULL},
    {"NL", "NL123456789B13", "NL123456789B13", NULL},
    {"NL", "NL123456789B90", NULL, SLIP("NL123456789B90")},
    {"PL", "PL 8567346215", "PL8567346215", NULL},
    {"PL", "PL 8567346216", NULL, SLIP("PL 8567346216")},
    {"PT", "PT 501 964 843", "PT501964843", NULL},
    {"PT", "PT 501 964 842", NULL, SLIP("PT 501 964 842")},
    {"RO", "RO 185 472 90", "RO18547290", NULL},
    {"RO", "18547291", NULL, SLIP("18547291")},
    {"SE", "SE 556188840401", "SE556188840401", NULL},
    {"SE", "SE 556188840501", NULL, SLIP("SE 556188840501")},
    {"SE", "SE5561888404", NULL, FORM("SE5561888404", "Sweden", "SE999999999901")},
    {"SI", "SI 5022 3054", "SI50223054", NULL},
    {"SI", "SI50223055", NULL, SLIP("SI50223055")},
    {"SK", "SK 202 274 96 19", "SK2022749619", NULL},
    {"SK", "SK2022749618", NULL, SLIP("SK2022749618")},
    {"NO", "995525828MVA", "NO995525828MVA", NULL},
    {"NO", "NO995525828", "NO995525828", NULL},
    {"TR", "4540536920", "TR4540536920", NULL},
    {"XK", "123456789012", "XK123456789012", NULL},
    {"XK", "1234567890123", NULL, FREE("1234567890123", "XK")},
    {"NO", "1", NULL, FREE("1", "NO")},
    {"NO", "", NULL, FREE("", "NO")},
    {"NO", " - ", NULL, FREE(" - ", "NO")},
    {"BE", "", NULL, FORM("", "Belgium", "BE9999999999")},
    {"BE", "BE0428759497; DROP", NULL, FORM("BE0428759497; DROP", "Belgium", "BE9999999999")},
    {"BE", "99999999999999999999", NULL, FORM("99999999999999999999", "Belgium", "BE9999999999")},
    {"BE", "\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4", NULL, FORM("\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4", "Belgium", "BE9999999999")},
};

static void test_numbers_of_all_countries(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct country *const country = country_find(str_of(cases[i].country));
        struct err e = {0};
        char stored[VAT_TEXT_SIZE] = "";
        const enum rc rc = vat_parse(country, str_of(cases[i].text), stored, &e);
        if (cases[i].stored == NULL) {
            assert_int_equal(rc, RC_INVALID);
            assert_string_equal(e.code, "ER-1005");
            assert_string_equal(e.field, "identifier");
            assert_string_equal(e.msg, cases[i].msg);
        } else if (rc != RC_OK || strcmp(stored, cases[i].stored) != 0) {
            fail_msg("%s \"%s\": \"%s\" %s", cases[i].country, cases[i].text, stored, e.msg);
        }
    }
}

static void test_what_is_stored_is_read_again_as_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct country *const country = country_find(str_of(cases[i].country));
        struct err e = {0};
        char stored[VAT_TEXT_SIZE] = "";
        if (cases[i].stored != NULL) {
            assert_int_equal(vat_parse(country, str_of(cases[i].stored), stored, &e), RC_OK);
            assert_string_equal(stored, cases[i].stored);
            assert_true(vat_equal(country, str_of(cases[i].text), str_of(stored)));
        }
    }
}

static void test_equal_with_and_without_prefix(void **state)
{
    (void)state;
    const struct country *const spain = country_find(STR("ES"));
    const struct country *const norway = country_find(STR("no"));
    assert_true(vat_equal(spain, STR("B58378431"), STR("es b-58378431")));
    assert_false(vat_equal(spain, STR("B58378431"), STR("B58378432")));
    assert_false(vat_equal(spain, STR("B58378431"), STR("B5837843/")));
    assert_true(vat_equal(norway, STR("995525828"), STR("NO995525828")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_of_all_countries),
        cmocka_unit_test(test_what_is_stored_is_read_again_as_the_same),
        cmocka_unit_test(test_equal_with_and_without_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
