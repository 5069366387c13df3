/* SPDX-License-Identifier: EUPL-1.2 */
/* Languages of texts, and how consent is given. */
#include "core/consent.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name, *text, *expected;
} languages[] = {
    {"two letters", "en", "en"},
    {"three letters", "gsw", "gsw"},
    {"letter case is folded", "PT-BR", "pt-br"},
    {"a script", "sr-Latn", "sr-latn"},
    {"one letter", "e", NULL},
    {"a word", "english", NULL},
    {"a dash at the end", "en-", NULL},
    {"digits", "e1", NULL},
    {"three parts", "en-gb-x", NULL},
    {"nothing", "", NULL},
    {"too long", "en-gbgbgbgbgb", NULL},
    {"no ASCII", "f\xc3\xa9", NULL},
};

static void test_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        char out[LANGUAGE_SIZE] = "";
        struct err e = {0};
        const enum rc rc = language_parse(str_of(languages[i].text), out, &e);
        if (languages[i].expected == NULL ? rc != RC_INVALID || strstr(e.msg, "a tag such as en or pt-br was expected") == NULL
                                          : rc != RC_OK || strcmp(out, languages[i].expected) != 0) {
            fail_msg("%s: \"%s\", %s", languages[i].name, out, e.msg);
        }
    }
}

static void test_how(void **state)
{
    (void)state;
    enum consent_how how = CONSENT_BY_INSTITUTION;
    struct err e = {0};
    assert_int_equal(consent_how_parse(STR("portal"), &how, &e), RC_OK);
    assert_int_equal(how, CONSENT_BY_PORTAL);
    assert_string_equal(consent_how_code(how)->key, "PORTAL");
    assert_int_equal(consent_how_parse(STR("Link"), &how, &e), RC_OK);
    assert_int_equal(how, CONSENT_BY_LINK);
    assert_int_equal(consent_how_parse(STR("guess"), &how, &e), RC_INVALID);
    assert_string_equal(e.msg, "how is \"guess\"; INSTITUTION, LINK or PORTAL was expected");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_languages), cmocka_unit_test(test_how)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
