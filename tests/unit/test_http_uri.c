/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/uri.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define BLANK "the request's path holds a blank or a control character; such characters must be written as %XX"
#define NO_PATH "the request names no path; a path begins with \"/\""

static const struct {
    const char *name, *target;
    const char *path, *query; /* NULL: refused */
    const char *message;
} targets[] = {
    {"a plain path", "/api/v2/cards", "/api/v2/cards", "", NULL},
    {"a path and a query", "/cards?page=1&size=2", "/cards", "page=1&size=2", NULL},
    {"an empty query", "/cards?", "/cards", "", NULL},
    {"a question mark in the query stays", "/a?b?c", "/a", "b?c", NULL},
    {"the root", "/", "/", "", NULL},
    {"the whole server", "*", "*", "", NULL},
    {"the absolute form", "http://router.example/a/b?c=d", "/a/b", "c=d", NULL},
    {"the absolute form in capitals", "HTTPS://router.example:443/a", "/a", "", NULL},
    {"the absolute form without a path", "http://router.example", "/", "", NULL},
    {"nothing", "", NULL, NULL, NO_PATH},
    {"only a query", "?a=b", NULL, NULL, NO_PATH},
    {"a path without its slash", "api/v2", NULL, NULL, NO_PATH},
    {"the form of CONNECT", "router.example:443", NULL, NULL, NO_PATH},
    {"a blank", "/a b", NULL, NULL, BLANK},
    {"a tab", "/a\tb", NULL, NULL, BLANK},
    {"a control character", "/a\x01", NULL, NULL, BLANK},
    {"DEL", "/a\x7f", NULL, NULL, BLANK},
};

static void test_targets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct uri uri = {0};
        struct err e = {0};
        const enum rc rc = uri_split(str_of(targets[i].target), &uri, &e);
        if ((rc == RC_OK) != (targets[i].path != NULL)) {
            fail_msg("%s: \"%s\" was %s", targets[i].name, targets[i].target, rc == RC_OK ? "accepted" : e.msg);
        }
        if (rc == RC_OK) {
            assert_true(str_equal(uri.path, str_of(targets[i].path)));
            assert_true(str_equal(uri.query, str_of(targets[i].query)));
        } else {
            assert_int_equal(rc, RC_INVALID);
            assert_string_equal(e.code, "SE-0400");
            assert_string_equal(e.msg, targets[i].message);
        }
    }
}

#define PERCENT(where, at)                         \
    "the " where " has a percent sign at byte " at \
    " of a part that two hexadecimal digits don't follow; a percent sign itself is written as %25"
#define NUL(where) "the " where " holds a NUL character (%00); it must be text"
#define UTF8(where) "the " where " is not valid UTF-8 once its %XX are decoded; it must be UTF-8"

static const struct {
    const char *name, *text, *decoded, *message;
} segments[] = {
    {"nothing to decode", "cards", "cards", NULL},
    {"an encoded colon", "urn%3Aschac%3a1", "urn:schac:1", NULL},
    {"a raw colon", "urn:schac:1", "urn:schac:1", NULL},
    {"an encoded slash is text", "a%2Fb", "a/b", NULL},
    {"a plus is a plus", "a+b", "a+b", NULL},
    {"two bytes of UTF-8", "%C3%A9", "\xC3\xA9", NULL},
    {"raw UTF-8", "\xC3\xA9", "\xC3\xA9", NULL},
    {"four bytes of UTF-8", "%F0%9F%8E%93", "\xF0\x9F\x8E\x93", NULL},
    {"an encoded percent sign is decoded once", "%2541", "%41", NULL},
    {"empty", "", "", NULL},
    {"a percent sign at the end", "abc%", NULL, PERCENT("path", "4")},
    {"a percent sign and one digit", "%4", NULL, PERCENT("path", "1")},
    {"a percent sign and no digits", "%zz", NULL, PERCENT("path", "1")},
    {"an encoded NUL", "a%00b", NULL, NUL("path")},
    {"half a character", "%C3", NULL, UTF8("path")},
    {"raw Latin-1", "\xE9t\xE9", NULL, UTF8("path")},
    {"an overlong slash", "%C0%AF", NULL, UTF8("path")},
    {"a surrogate", "%ED%A0%80", NULL, UTF8("path")},
};

static void test_segments(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024);
    for (size_t i = 0; i < sizeof segments / sizeof segments[0]; i++) {
        struct str decoded = {0};
        struct err e = {0};
        const enum rc rc = uri_decode_segment(&arena, str_of(segments[i].text), &decoded, &e);
        if ((rc == RC_OK) != (segments[i].decoded != NULL)) {
            fail_msg("%s: \"%s\" was %s", segments[i].name, segments[i].text, rc == RC_OK ? "accepted" : e.msg);
        }
        if (rc == RC_OK) {
            assert_true(str_equal(decoded, str_of(segments[i].decoded)));
        } else {
            assert_string_equal(e.msg, segments[i].message);
        }
    }
    arena_deinit(&arena);
}

static const struct {
    const char *name, *query, *wanted;
    const char *value;   /* NULL: there is none */
    const char *message; /* of a refusal */
} queries[] = {
    {"one value", "a=b", "a", "b", NULL},
    {"the first of two counts", "a=1&a=2", "a", "1", NULL},
    {"another name", "a=1&b=2", "b", "2", NULL},
    {"a name that is not there", "a=1", "c", NULL, NULL},
    {"a plus is a blank", "a=x+y", "a", "x y", NULL},
    {"an encoded plus is a plus", "a=x%2By", "a", "x+y", NULL},
    {"an encoded name", "%61=1", "a", "1", NULL},
    {"a value with an equals sign", "a=b=c", "a", "b=c", NULL},
    {"a name alone has an empty value", "a&b=1", "a", "", NULL},
    {"empty parts are skipped", "&&a=1&", "a", "1", NULL},
    {"a value without a name", "=1", "", "1", NULL},
    {"no query", "", "a", NULL, NULL},
    {"a percent sign without digits", "a=%", "a", NULL, PERCENT("query", "1")},
    {"a NUL in a name", "a%00=1", "a", NULL, NUL("query")},
    {"bad UTF-8 in another part", "a=1&b=%FF", "a", NULL, UTF8("query")},
};

static void test_queries(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024);
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct query query = {0};
        struct err e = {0};
        const enum rc rc = query_parse(&arena, str_of(queries[i].query), &query, &e);
        if ((rc == RC_OK) != (queries[i].message == NULL)) {
            fail_msg("%s: \"%s\" was %s", queries[i].name, queries[i].query, rc == RC_OK ? "accepted" : e.msg);
        }
        if (rc != RC_OK) {
            assert_string_equal(e.msg, queries[i].message);
            continue;
        }
        const struct str *const value = query_find(&query, str_of(queries[i].wanted));
        assert_int_equal(value != NULL, queries[i].value != NULL);
        if (value != NULL && !str_equal(*value, str_of(queries[i].value))) {
            fail_msg("%s: found \"%.*s\"", queries[i].name, (int)value->length, value->data);
        }
    }
    arena_deinit(&arena);
}

static void test_a_query_has_a_limited_number_of_parts(void **state)
{
    (void)state;
    struct arena arena;
    struct query query;
    struct err e;
    char text[2 * QUERY_PAIRS_MAX + 2];
    arena_init(&arena, 1024);
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = i % 2 == 0 ? 'a' : '&';
    }
    assert_int_equal(query_parse(&arena, (struct str){text, 2 * QUERY_PAIRS_MAX - 1}, &query, &e), RC_OK);
    assert_int_equal(query.count, QUERY_PAIRS_MAX);
    assert_int_equal(query_parse(&arena, (struct str){text, 2 * QUERY_PAIRS_MAX + 1}, &query, &e), RC_TOO_LARGE);
    assert_string_equal(e.msg, "the query has 101 parts; at most 100 are taken");
    arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_segments),
        cmocka_unit_test(test_queries),
        cmocka_unit_test(test_a_query_has_a_limited_number_of_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
