/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"
#include "esc/escn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PLAIN "6a01dfc0-cb98-1035-a19b-001999859608"

static const struct {
    const char *name, *text;
    const char *msg; /* NULL: read as PLAIN */
} cases[] = {
    {"the number alone", PLAIN, NULL},
    {"upper case", "6A01DFC0-CB98-1035-A19B-001999859608", NULL},
    {"no dashes", "6a01dfc0cb981035a19b001999859608", NULL},
    {"groups of four with blanks", "6a01 dfc0 cb98 1035 a19b 0019 9985 9608", NULL},
    {"dashes and blanks mixed", " 6a01dfc0 - cb98-1035-a19b\t001999859608\r\n", NULL},
    {"today's link", "https://s.esc-r.eu/" PLAIN, NULL},
    {"a link in upper case", "HTTPS://S.ESC-R.EU/6A01DFC0-CB98-1035-A19B-001999859608", NULL},
    {"a link without encryption", "http://s.esc-r.eu/" PLAIN, NULL},
    {"the link before 2024", "http://esc.gg/" PLAIN, NULL},
    {"the old link with encryption", "https://esc.gg/" PLAIN, NULL},
    {"the old sandbox", "http://pp.esc.gg/" PLAIN, NULL},
    {"a final slash", "https://s.esc-r.eu/" PLAIN "/", NULL},
    {"a query", "https://s.esc-r.eu/" PLAIN "?lang=fr", NULL},
    {"a slash and a query", "https://s.esc-r.eu/" PLAIN "/?u=https://example.org/", NULL},
    {"a fragment", "https://s.esc-r.eu/" PLAIN "#top", NULL},
    {"a path before the number", "https://s.esc-r.eu/students/cards/" PLAIN, NULL},
    {"a link without dashes in its number", "http://esc.gg/6a01dfc0cb981035a19b001999859608", NULL},
    {"blanks around a link", " https://s.esc-r.eu/" PLAIN "\n", NULL},
    {"another host", "https://example.org/" PLAIN,
        "the link leads to \"example.org\"; a student card's link leads to s.esc-r.eu, esc.gg or pp.esc.gg"},
    {"a host that begins like ours", "https://s.esc-r.eu.example.org/" PLAIN,
        "the link leads to \"s.esc-r.eu.example.org\"; a student card's link leads to s.esc-r.eu, esc.gg or pp.esc.gg"},
    {"our host as a user name", "https://s.esc-r.eu@example.org/" PLAIN,
        "the link leads to \"s.esc-r.eu@example.org\"; a student card's link leads to s.esc-r.eu, esc.gg or pp.esc.gg"},
    {"a link to nothing", "https://s.esc-r.eu/", "the link has no card number; https://s.esc-r.eu/<card number> was expected"},
    {"a host alone", "https://s.esc-r.eu", "the link has no card number; https://s.esc-r.eu/<card number> was expected"},
    {"the number in the query", "https://s.esc-r.eu/?n=" PLAIN,
        "the link has no card number; https://s.esc-r.eu/<card number> was expected"},
    {"another scheme", "ftp://s.esc-r.eu/" PLAIN,
        "\"ftp://s.esc-r.eu/6a01dfc0-cb98-1035-a19b-001999859608\" is neither a card number nor a card's link; 32 hexadecimal digits were "
        "expected"},
    {"a word", "library", "\"library\" is neither a card number nor a card's link; 32 hexadecimal digits were expected"},
    {"nothing", "", "the card number \"\" has 0 hexadecimal digits; 32 were expected"},
    {"a digit short", "6a01dfc0-cb98-1035-a19b-00199985960",
        "the card number \"6a01dfc0-cb98-1035-a19b-00199985960\" has 31 hexadecimal digits; 32 were expected"},
    {"a digit more", PLAIN "0", "the card number \"" PLAIN "0\" has 33 hexadecimal digits; 32 were expected"},
};

static void test_scanned(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct escn escn;
        struct err e = {0};
        char text[ESCN_TEXT_SIZE] = "";
        const enum rc rc = escn_parse_scanned(cases[i].text, strlen(cases[i].text), &escn, &e);
        if (rc != (cases[i].msg == NULL ? RC_OK : RC_INVALID)) {
            fail_msg("%s: %s %s", cases[i].name, rc_name(rc), e.msg);
        }
        if (rc == RC_OK) {
            escn_format(&escn, text);
            assert_string_equal(text, PLAIN);
            continue;
        }
        assert_string_equal(e.msg, cases[i].msg);
        assert_string_equal(e.code, "ER-1001");
        assert_string_equal(e.field, "cardNumber");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scanned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
