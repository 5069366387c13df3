/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HOST "Host: a\n"

static const struct {
    const char *name;
    const char *lines; /* one "Name: value" each */
    bool is_http_1_0;
    const char *message; /* NULL: accepted */
    struct head_body body;
} cases[] = {
    {"a host is enough", HOST, false, NULL, {false, 0, false}},
    {"HTTP/1.0 needs none", "", true, NULL, {false, 0, false}},
    {"a length", HOST "Content-Length: 17\n", false, NULL, {false, 17, false}},
    {"a length in capitals", HOST "CONTENT-LENGTH: 17\n", false, NULL, {false, 17, false}},
    {"length zero", HOST "Content-Length: 0\n", false, NULL, {false, 0, false}},
    {"chunks", HOST "Transfer-Encoding: chunked\n", false, NULL, {true, 0, false}},
    {"chunks in capitals", HOST "transfer-encoding: Chunked\n", false, NULL, {true, 0, false}},
    {"wants to be asked", HOST "Content-Length: 5\nExpect: 100-Continue\n", false, NULL, {false, 5, true}},
    {"HTTP/1.0 can't be asked", HOST "Content-Length: 5\nExpect: 100-continue\n", true, NULL, {false, 5, false}},
    {"no host", "", false, "the request has no Host header; HTTP/1.1 demands one", {0}},
    {"two hosts", HOST HOST, false, "the request has more than one Host header; it must have exactly one", {0}},
    {"length and chunks", HOST "Content-Length: 5\nTransfer-Encoding: chunked\n", false,
        "the request has both Content-Length and Transfer-Encoding; it must have one of them or none", {0}},
    {"two lengths", HOST "Content-Length: 5\nContent-Length: 5\n", false,
        "the request has more than one Content-Length; it must have one at most", {0}},
    {"a length that is none", HOST "Content-Length: 5,5\n", false, "the request's Content-Length is not a number of bytes", {0}},
    {"a length with a sign", HOST "Content-Length: +5\n", false, "the request's Content-Length is not a number of bytes", {0}},
    {"an empty length", HOST "Content-Length: \n", false, "the request's Content-Length is not a number of bytes", {0}},
    {"a length past 64 bits", HOST "Content-Length: 99999999999999999999\n", false, "the request's Content-Length is not a number of bytes",
        {0}},
    {"an encoding that is not ours", HOST "Transfer-Encoding: gzip\n", false,
        "the request's Transfer-Encoding is not understood; only \"chunked\" is", {0}},
    {"two encodings", HOST "Transfer-Encoding: gzip\nTransfer-Encoding: chunked\n", false,
        "the request's Transfer-Encoding is not understood; only \"chunked\" is", {0}},
    {"chunks in HTTP/1.0", HOST "Transfer-Encoding: chunked\n", true,
        "the request is HTTP/1.0 and has a Transfer-Encoding, which came with HTTP/1.1", {0}},
    {"a blank before the colon", HOST "Content-Length : 5\n", false,
        "a header's name holds a blank or control character; a name is followed by its colon at once", {0}},
    {"an empty name", HOST ": 5\n", false, "a header's name holds a blank or control character; a name is followed by its colon at once",
        {0}},
};

/* Adds the lines as libmicrohttpd gives them: in one piece of memory, NUL for the colon and for the line's end. */
static void add_lines(struct head *head, char *lines)
{
    head_init(head, lines);
    char *at = lines + 1;
    for (char *end = strchr(at, '\n'); end != NULL; end = strchr(at, '\n')) {
        char *const colon = strchr(at, ':');
        head_add(head, (struct str){at, (size_t)(colon - at)}, (struct str){colon + 2, (size_t)(end - colon) - 2});
        at = end + 1;
    }
    head_end(head, at + 1);
}

static void test_heads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char lines[256] = "\n";
        struct head head;
        struct head_body body;
        struct err e = {0};
        memcpy(lines + 1, cases[i].lines, strlen(cases[i].lines) + 1);
        add_lines(&head, lines);
        const enum rc rc = head_check(&head, cases[i].is_http_1_0, &body, &e);
        if ((rc == RC_OK) != (cases[i].message == NULL)) {
            fail_msg("%s: %s", cases[i].name, rc == RC_OK ? "accepted" : e.msg);
        }
        if (rc != RC_OK) {
            assert_int_equal(rc, RC_INVALID);
            assert_string_equal(e.msg, cases[i].message);
            continue;
        }
        assert_int_equal(body.chunked, cases[i].body.chunked);
        assert_int_equal(body.length, cases[i].body.length);
        assert_int_equal(body.expects_continue, cases[i].body.expects_continue);
    }
}

/* A NUL ends the text that libmicrohttpd gives, but not the line: the next one doesn't follow at once then. */
static void test_bytes_behind_a_value(void **state)
{
    (void)state;
    static const char message[] = "the headers hold a NUL or a line that goes on in the next one; each header must be one line of text";
    char lines[] = "\nHost: a\0b\nX: y\n";
    struct head head;
    struct head_body body;
    struct err e;
    head_init(&head, lines);
    head_add(&head, (struct str){lines + 1, 4}, (struct str){lines + 7, 1});
    head_add(&head, (struct str){lines + 11, 1}, (struct str){lines + 14, 1});
    head_end(&head, lines + 17);
    assert_int_equal(head_check(&head, false, &body, &e), RC_INVALID);
    assert_string_equal(e.msg, message);
}

static const struct {
    const char *name, *value, *type;
    bool same;
} types[] = {
    {"alone", "application/json", "application/json", true},
    {"with a charset", "application/json; charset=UTF-8", "application/json", true},
    {"with a charset at once", "application/json;charset=utf-8", "application/json", true},
    {"in capitals", "Application/JSON", "application/json", true},
    {"with blanks around", " application/json ", "application/json", true},
    {"a form", "multipart/form-data; boundary=x", "multipart/form-data", true},
    {"another", "text/plain", "application/json", false},
    {"longer", "application/jsonp", "application/json", false},
    {"empty", "", "application/json", false},
    {"only parameters", "; charset=utf-8", "application/json", false},
};

static void test_media_types(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (media_type_is(str_of(types[i].value), str_of(types[i].type)) != types[i].same) {
            fail_msg("%s: \"%s\"", types[i].name, types[i].value);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_bytes_behind_a_value),
        cmocka_unit_test(test_media_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
