/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/password.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ADDRESS "ada.lovelace@univ.example"
#define X64 "correct horse battery staple 0123456789 abcdefghijklmnopqrstuvwx"

static const struct {
    const char *name, *password;
    const char *msg; /* NULL: good */
} cases[] = {
    {"some words", "correct horse battery", NULL},
    {"twelve characters", "kYs8)wq-0Lmz", NULL},
    {"twelve characters of several bytes",
        "\xc3\xa9\xc3\xa8\xc3\xaa\xc3\xab\xc3\xa0\xc3\xa2\xc3\xa4\xc3\xb4\xc3\xb6\xc3\xbb\xc3\xbc\xc3\xa7", NULL},
    {"blanks count", "a b c d e f g", NULL},
    {"the longest", X64 X64 X64 X64, NULL},
    {"eleven characters", "kYs8)wq-0Lm", "is too short"},
    {"eleven characters of many bytes", "\xc3\xa9\xc3\xa8\xc3\xaa\xc3\xab\xc3\xa0\xc3\xa2\xc3\xa4\xc3\xb4\xc3\xb6\xc3\xbb\xc3\xbc",
        "is too short"},
    {"nothing", "", "is too short"},
    {"one character too many", X64 X64 X64 X64 "x", "is too long"},
    {"no text", "\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7\xf6\xf5\xf4", "is no text"},
    {"a common one", "password1234", "is one of the first that others would try"},
    {"a common one in capitals", "PassWord1234", "is one of the first that others would try"},
    {"a row of keys", "qwertyuiop12", "is one of the first that others would try"},
    {"one character again and again", "aaaaaaaaaaaa", "is one of the first that others would try"},
    {"a short piece again and again", "abc1abc1abc1abc", "is one of the first that others would try"},
    {"digits in a row", "123456789012", "is one of the first that others would try"},
    {"digits in a row downwards", "987654321098", "is one of the first that others would try"},
    {"letters in a row", "abcdefghijklm", "is one of the first that others would try"},
    {"the address", ADDRESS, "is your e-mail address"},
    {"the address in capitals", "ADA.LOVELACE@UNIV.EXAMPLE", "is your e-mail address"},
    {"what stands before the @", "Ada.Lovelace", "is your e-mail address"},
    {"the address and more", ADDRESS " and more", NULL},
};

static void test_what_passwords_must_be_like(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct err e = {0};
        arena_init(&arena, 1024);
        const enum rc rc = password_check(&arena, str_of(cases[i].password), STR(ADDRESS), &e);
        arena_deinit(&arena);
        if ((rc == RC_OK) != (cases[i].msg == NULL) || (cases[i].msg != NULL && strstr(e.msg, cases[i].msg) == NULL)) {
            fail_msg("%s: %s", cases[i].name, e.msg);
        }
        assert_string_equal(e.code, rc == RC_OK ? "" : "ER-2219");
        assert_true(strlen(cases[i].password) < 5 || strstr(e.msg, cases[i].password) == NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_passwords_must_be_like)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
