/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/json_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) literal, sizeof(literal) - 1

static const struct {
    const char *name, *json;
    size_t length;
} accepted[] = {
    {"the empty object", TEXT("{}")},
    {"white space everywhere", TEXT(" \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : { } } \n")},
    {"all kinds of values", TEXT("{\"a\":null,\"b\":true,\"c\":false,\"d\":\"\",\"e\":[],\"f\":{},\"g\":0}")},
    {"the smallest and largest whole numbers", TEXT("{\"a\":-9223372036854775808,\"b\":9223372036854775807}")},
    {"all forms of numbers", TEXT("{\"a\":[0,-0,0.5,-1.25e-7,1E+2,1e308,1e-999]}")},
    {"all escapes", TEXT("{\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83C\\uDF93\":1}")},
    {"text in several scripts", TEXT("{\"\xC5\x81\xC3\xB3\xC4\x91\xC5\xBA\":\"\xE5\xAD\xA6\xF0\x9F\x8E\x93\x7F\"}")},
    {"a member twice, which only a reader can judge", TEXT("{\"a\":1,\"a\":2}")},
    {"brackets and quotes inside texts", TEXT("{\"}\":\"]\\\"{\"}")},
};

static void test_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
        struct err e = {0};
        if (json_check((struct str){accepted[i].json, accepted[i].length}, &e) != RC_OK) {
            fail_msg("%s: %s", accepted[i].name, e.msg);
        }
    }
}

#define PLACE(line, column, found, expected) \
    "the body is no JSON object: line " line ", column " column " has " found "; expected " expected

static const struct {
    const char *name, *json;
    size_t length;
    const char *msg;
} refused[] = {
    {"nothing", TEXT(""), "the body is empty; expected a JSON object"},
    {"white space alone", TEXT(" \n\t "), "the body is empty; expected a JSON object"},
    {"a list", TEXT("[{}]"), PLACE("1", "1", "[", "a JSON object")},
    {"a text", TEXT("\"{}\""), PLACE("1", "1", "\"", "a JSON object")},
    {"null", TEXT("null"), PLACE("1", "1", "n", "a JSON object")},
    {"no JSON", TEXT("name=Jane"), PLACE("1", "1", "n", "a JSON object")},
    {"a mark of byte order", TEXT("\xEF\xBB\xBF{}"), PLACE("1", "1", "the byte 0xEF", "a JSON object")},
    {"an object that doesn't end", TEXT("{"), PLACE("1", "2", "the end", "the name of a member in quotes")},
    {"a second object", TEXT("{}{}"), PLACE("1", "3", "{", "nothing more after the object")},
    {"something on a later line", TEXT("{}\n\n  x"), PLACE("3", "3", "x", "nothing more after the object")},
    {"a name without quotes", TEXT("{a:1}"), PLACE("1", "2", "a", "the name of a member in quotes")},
    {"single quotes", TEXT("{'a':1}"), PLACE("1", "2", "'", "the name of a member in quotes")},
    {"a comma before the end", TEXT("{\"a\":1,}"), PLACE("1", "8", "}", "the name of a member in quotes")},
    {"a comma before the end of a list", TEXT("{\"a\":[1,]}"), PLACE("1", "9", "]", "a value")},
    {"two commas", TEXT("{\"a\":1,,\"b\":2}"), PLACE("1", "8", ",", "the name of a member in quotes")},
    {"no comma", TEXT("{\"a\":1 \"b\":2}"), PLACE("1", "8", "\"", "a comma or }")},
    {"no comma in a list", TEXT("{\"a\":[1 2]}"), PLACE("1", "9", "2", "a comma or ]")},
    {"no colon", TEXT("{\"a\" 1}"), PLACE("1", "6", "1", "a colon")},
    {"no value", TEXT("{\"a\":}"), PLACE("1", "6", "}", "a value")},
    {"brackets that don't fit", TEXT("{\"a\":[1}"), PLACE("1", "8", "}", "a comma or ]")},
    {"a comment", TEXT("{/* */}"), PLACE("1", "2", "/", "the name of a member in quotes")},
    {"a word", TEXT("{\"a\":undefined}"), PLACE("1", "6", "u", "a value")},
    {"a word in capitals", TEXT("{\"a\":True}"), PLACE("1", "6", "T", "a value")},
    {"half a word", TEXT("{\"a\":nul}"), PLACE("1", "9", "}", "true, false or null")},
    {"a word too long", TEXT("{\"a\":nullx}"), PLACE("1", "10", "x", "a comma or }")},
    {"no number", TEXT("{\"a\":NaN}"), PLACE("1", "6", "N", "a value")},
    {"a plus sign", TEXT("{\"a\":+1}"), PLACE("1", "6", "+", "a value")},
    {"a sign alone", TEXT("{\"a\":-}"), PLACE("1", "7", "}", "a digit")},
    {"a zero before a digit", TEXT("{\"a\":012}"), PLACE("1", "7", "1", "no digit after a leading 0")},
    {"hexadecimal digits", TEXT("{\"a\":0x1F}"), PLACE("1", "7", "x", "a comma or }")},
    {"no digit before the point", TEXT("{\"a\":.5}"), PLACE("1", "6", ".", "a value")},
    {"no digit after the point", TEXT("{\"a\":1.}"), PLACE("1", "8", "}", "a digit")},
    {"no digit in the exponent", TEXT("{\"a\":1e+}"), PLACE("1", "9", "}", "a digit")},
    {"one above 64 bits", TEXT("{\"a\":9223372036854775808}"), PLACE("1", "6", "9", "a number that fits 64 bits")},
    {"one below 64 bits", TEXT("{\"a\":-9223372036854775809}"), PLACE("1", "6", "-", "a number that fits 64 bits")},
    {"1e999", TEXT("{\"a\":1e999}"), PLACE("1", "6", "1", "a number that fits 64 bits")},
    {"-1e99999999999", TEXT("{\"a\":-1e99999999999}"), PLACE("1", "6", "-", "a number that fits 64 bits")},
    {"a number at the end", TEXT("{\"a\":1e5"), PLACE("1", "9", "the end", "a comma or }")},
    {"a text that doesn't end", TEXT("{\"a\":\"b"), PLACE("1", "8", "the end", "the closing quote of a text")},
    {"a line break in a text", TEXT("{\"a\":\"b\n\"}"), PLACE("1", "8", "the byte 0x0A", "a character of a text (controls as \\u00XX)")},
    {"a tab in a name", TEXT("{\"a\t\":1}"), PLACE("1", "4", "the byte 0x09", "a character of a text (controls as \\u00XX)")},
    {"an unknown escape", TEXT("{\"a\":\"\\x41\"}"), PLACE("1", "8", "x", "one of \"\\/bfnrtu after the backslash")},
    {"an escape at the end", TEXT("{\"a\":\"\\"), PLACE("1", "8", "the end", "one of \"\\/bfnrtu after the backslash")},
    {"three digits of an escape", TEXT("{\"a\":\"\\u12G4\"}"), PLACE("1", "11", "G", "a hexadecimal digit")},
    {"an escape cut off", TEXT("{\"a\":\"\\u12"), PLACE("1", "11", "the end", "a hexadecimal digit")},
    {"NUL as an escape", TEXT("{\"a\":\"\\u0000\"}"), PLACE("1", "9", "0", "a character other than NUL")},
    {"NUL as it is", TEXT("{\"a\":\"\0\"}"), PLACE("1", "7", "the byte 0x00", "text in UTF-8 without NUL")},
    {"NUL after the object", TEXT("{}\0"), PLACE("1", "3", "the byte 0x00", "text in UTF-8 without NUL")},
    {"a first surrogate alone", TEXT("{\"a\":\"\\uD83Cx\"}"), PLACE("1", "13", "x", "the second half of a surrogate pair")},
    {"two first surrogates", TEXT("{\"a\":\"\\uD83C\\uD83C\"}"), PLACE("1", "13", "\\", "the second half of a surrogate pair")},
    {"a second surrogate alone", TEXT("{\"a\":\"\\uDF93\"}"), PLACE("1", "9", "D", "the first half of a surrogate pair")},
    {"Latin 1", TEXT("{\"a\":\"caf\xE9\"}"), PLACE("1", "10", "the byte 0xE9", "text in UTF-8 without NUL")},
    {"an overlong form", TEXT("{\"a\":\"\xC0\xAF\"}"), PLACE("1", "7", "the byte 0xC0", "text in UTF-8 without NUL")},
    {"a surrogate in UTF-8", TEXT("{\"a\":\"\xED\xA0\x80\"}"), PLACE("1", "7", "the byte 0xED", "text in UTF-8 without NUL")},
    {"a character past the last", TEXT("{\"a\":\"\xF4\x90\x80\x80\"}"), PLACE("1", "7", "the byte 0xF4", "text in UTF-8 without NUL")},
    {"a character cut off at the end", TEXT("{\"a\":\"\xE5\xAD"), PLACE("1", "7", "the byte 0xE5", "text in UTF-8 without NUL")},
    {"columns count characters", TEXT("{\"\xC5\x81\xF0\x9F\x8E\x93\":x}"), PLACE("1", "7", "x", "a value")},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        /* In memory of just this size, so that a sanitizer sees any look past the end. */
        char *const exact = malloc(refused[i].length + (refused[i].length == 0));
        assert_non_null(exact);
        memcpy(exact, refused[i].json, refused[i].length);
        struct err e = {0};
        const enum rc rc = json_check((struct str){exact, refused[i].length}, &e);
        free(exact);
        if (rc != RC_INVALID || strcmp(e.msg, refused[i].msg) != 0) {
            fail_msg("%s: %s", refused[i].name, e.msg);
        }
        assert_string_equal(e.code, "ER-1010");
        assert_string_equal(e.field, "");
    }
}

/* {"a":[[[...]]]} with `depth` brackets of either kind in all. */
static struct str nested(char *out, size_t depth)
{
    char *at = out;
    memcpy(at, "{\"a\":", 5);
    at += 5;
    memset(at, '[', depth - 1);
    memset(at + depth - 1, ']', depth - 1);
    at += 2 * (depth - 1);
    *at++ = '}';
    return (struct str){out, (size_t)(at - out)};
}

static void test_depth(void **state)
{
    (void)state;
    static char json[400010];
    struct err e = {0};
    assert_int_equal(json_check(nested(json, JSON_DEPTH_MAX), &e), RC_OK);
    static const size_t depths[] = {JSON_DEPTH_MAX + 1, 1000, 200000};
    for (size_t i = 0; i < sizeof depths / sizeof depths[0]; i++) {
        assert_int_equal(json_check(nested(json, depths[i]), &e), RC_INVALID);
        assert_string_equal(e.msg, PLACE("1", "37", "[", "no more than 32 objects and lists inside each other"));
    }
}

static void test_every_cut_is_refused(void **state)
{
    (void)state;
    static const char whole[] = "{\"a\":[1.5e3,{\"b\":\"\\uD83C\\uDF93\xC5\x81\"},null,true],\"c\":-12}";
    struct err e = {0};
    assert_int_equal(json_check(STR(whole), &e), RC_OK);
    for (size_t length = 0; length < sizeof whole - 1; length++) {
        char *const exact = malloc(length + 1);
        assert_non_null(exact);
        memcpy(exact, whole, length);
        assert_int_equal(json_check((struct str){exact, length}, &e), RC_INVALID);
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_every_cut_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
