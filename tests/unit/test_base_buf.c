/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_pieces_follow_each_other(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    struct buf buf;
    arena_init(&arena, 64);
    buf_init(&buf, &arena);
    assert_string_equal(buf_text(&buf), "");
    buf_add(&buf, "abc", 2);
    buf_add_str(&buf, STR("c"));
    buf_add_text(&buf, "d");
    buf_add_char(&buf, 'e');
    buf_add_int(&buf, -7);
    buf_add_format(&buf, "[%s]", "f");
    buf_add(&buf, NULL, 0);
    assert_string_equal(buf_text(&buf), "abcde-7[f]");
    assert_int_equal(buf.length, 10);
    buf_add_char(&buf, '!');
    assert_string_equal(buf_text(&buf), "abcde-7[f]!");
}

static void test_it_grows_without_end(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    struct buf buf;
    arena_init(&arena, 64);
    buf_init(&buf, &arena);
    for (int i = 0; i < 10000; i++) {
        buf_add_char(&buf, (char)('a' + i % 26));
        (void)arena_alloc(&arena, i % 7 == 0 ? 8 : 0); /* others use the arena meanwhile */
    }
    const char *const text = buf_text(&buf);
    assert_int_equal(strlen(text), 10000);
    for (int i = 0; i < 10000; i++) {
        assert_int_equal(text[i], 'a' + i % 26);
    }
}

/* The examples of RFC 4648, and bytes that aren't text. */
static void test_base64(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t count;
        const char *text;
    } cases[] = {{"", 0, ""}, {"f", 1, "Zg=="}, {"fo", 2, "Zm8="}, {"foo", 3, "Zm9v"}, {"foob", 4, "Zm9vYg=="}, {"fooba", 5, "Zm9vYmE="},
        {"foobar", 6, "Zm9vYmFy"}, {"\xff\xfb\x00\xfe", 4, "//sA/g=="}};
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 64);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf buf;
        buf_init(&buf, &arena);
        buf_add_base64(&buf, cases[i].bytes, cases[i].count);
        assert_string_equal(buf_text(&buf), cases[i].text);
    }
}

static void test_whole_numbers(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *text;
    } cases[] = {
        {0, "0"}, {1, "1"}, {-1, "-1"}, {1000000, "1000000"}, {INT64_MAX, "9223372036854775807"}, {INT64_MIN, "-9223372036854775808"}};
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 64);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf buf;
        buf_init(&buf, &arena);
        buf_add_int(&buf, cases[i].value);
        assert_string_equal(buf_text(&buf), cases[i].text);
    }
}

static void test_reserve_and_advance(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    struct buf buf;
    arena_init(&arena, 64);
    buf_init(&buf, &arena);
    char *const room = buf_reserve(&buf, 1000);
    assert_non_null(room);
    memset(room, 'x', 1000);
    buf_advance(&buf, 3);
    assert_string_equal(buf_text(&buf), "xxx");
}

static void test_a_failure_sticks(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    struct buf buf;
    arena_init(&arena, 64);
    buf_init(&buf, &arena);
    buf_add_text(&buf, "abc");
    assert_null(buf_reserve(&buf, SIZE_MAX));
    assert_true(buf.failed);
    buf_add_text(&buf, "def");
    buf_add_format(&buf, "%d", 1);
    buf_add_int(&buf, 1);
    assert_int_equal(buf.length, 3);
    assert_null(buf_text(&buf));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_follow_each_other),
        cmocka_unit_test(test_it_grows_without_end),
        cmocka_unit_test(test_base64),
        cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_reserve_and_advance),
        cmocka_unit_test(test_a_failure_sticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
