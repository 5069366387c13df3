/* SPDX-License-Identifier: EUPL-1.2 */
#include "wire/json_write.h"

#include "base/day.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct inner {
    const char *name;
};

struct outer {
    const char *text;
    int64_t small, large, id;
    double number;
    bool flag;
    int32_t day;
    const struct inner *object;
    struct wire_list objects, texts;
};

static const struct wire_field inner_fields[] = {{"name", WIRE_TEXT, .offset = offsetof(struct inner, name)}};
static const struct wire_shape inner_shape = {"Inner", sizeof(struct inner), inner_fields, 1};

static const struct wire_field outer_fields[] = {
    {"text", WIRE_TEXT, .offset = offsetof(struct outer, text)},
    {"small", WIRE_INT32, .offset = offsetof(struct outer, small)},
    {"large", WIRE_INT64, .offset = offsetof(struct outer, large)},
    {"id", WIRE_ID, .offset = offsetof(struct outer, id)},
    {"number", WIRE_NUMBER, .offset = offsetof(struct outer, number)},
    {"flag", WIRE_BOOL, .offset = offsetof(struct outer, flag)},
    {"day", WIRE_DAY, .offset = offsetof(struct outer, day)},
    {"object", WIRE_OBJECT, .offset = offsetof(struct outer, object), &inner_shape},
    {"objects", WIRE_OBJECTS, .offset = offsetof(struct outer, objects), &inner_shape},
    {"texts", WIRE_TEXTS, .offset = offsetof(struct outer, texts)},
};
static const struct wire_shape outer_shape = {"Outer", sizeof(struct outer), outer_fields, COUNT_OF(outer_fields)};
static const struct wire_shape empty_shape = {"Empty", 1, NULL, 0};

static int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, 4096);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_deinit(*state);
    return 0;
}

static void expect(struct arena *arena, const struct wire_shape *shape, const void *value, const char *json)
{
    struct buf out;
    buf_init(&out, arena);
    wire_write(&out, shape, value);
    assert_string_equal(buf_text(&out), json);
}

static void test_what_is_absent_is_null(void **state)
{
    const struct outer value = {.day = DAY_NONE};
    expect(*state, &outer_shape, &value,
        "{\"text\":null,\"small\":0,\"large\":0,\"id\":null,\"number\":0,\"flag\":false,\"day\":null,\"object\":null,\"objects\":[],"
        "\"texts\":[]}");
    expect(*state, &outer_shape, NULL, "null");
    expect(*state, &empty_shape, "", "{}");
}

static void test_what_is_there(void **state)
{
    const struct inner first = {"a"};
    const struct inner second = {NULL};
    const void *const objects[] = {&first, NULL, &second};
    const void *const texts[] = {"x", NULL, ""};
    const struct outer value = {"t", -1, INT64_MIN, INT64_MAX, -0.5, true, 0, &first, {objects, 3}, {texts, 3}};
    expect(*state, &outer_shape, &value,
        "{\"text\":\"t\",\"small\":-1,\"large\":-9223372036854775808,\"id\":9223372036854775807,\"number\":-0.5,\"flag\":true,"
        "\"day\":\"1970-01-01\",\"object\":{\"name\":\"a\"},\"objects\":[{\"name\":\"a\"},null,{\"name\":null}],"
        "\"texts\":[\"x\",null,\"\"]}");
}

static void test_numbers_that_stand_for_none(void **state)
{
    static const struct wire_field fields[] = {
        {"small", WIRE_INT32, .offset = offsetof(struct outer, small), .zero_is_null = true},
        {"large", WIRE_INT64, .offset = offsetof(struct outer, large), .minus_is_null = true},
    };
    static const struct wire_shape shape = {"Outer", sizeof(struct outer), fields, COUNT_OF(fields)};
    const struct outer none = {.small = 0, .large = -1};
    const struct outer some = {.small = -1, .large = 0};
    expect(*state, &shape, &none, "{\"small\":null,\"large\":null}");
    expect(*state, &shape, &some, "{\"small\":-1,\"large\":0}");
}

static const struct {
    const char *name, *text, *json;
} texts[] = {
    {"empty", "", "\"\""},
    {"plain", "abc", "\"abc\""},
    {"quotes and backslashes", "\"\\", "\"\\\"\\\\\""},
    {"a slash stays", "a/b", "\"a/b\""},
    {"controls with short forms", "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
    {"other controls", "\x01\x1F\x7F", "\"\\u0001\\u001f\x7F\""},
    {"other scripts stay", "Łódź 学 \xF0\x9F\x8E\x93", "\"Łódź 学 \xF0\x9F\x8E\x93\""},
    {"an escape first", "\"abcdefghijklmnop", "\"\\\"abcdefghijklmnop\""},
    {"an escape last", "abcdefghijklmnop\"", "\"abcdefghijklmnop\\\"\""},
    {"markup stays, JSON is no HTML", "<script>&'", "\"<script>&'\""},
};

static void test_texts(void **state)
{
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct buf out;
        buf_init(&out, *state);
        wire_write_text(&out, str_of(texts[i].text));
        if (strcmp(buf_text(&out), texts[i].json) != 0) {
            fail_msg("%s: %s", texts[i].name, buf_text(&out));
        }
    }
}

/* Every byte at every place of a text: escaped when it must be, and only then. */
static void test_every_byte_at_every_place(void **state)
{
    struct arena *const arena = *state;
    for (unsigned byte = 1; byte < 256; byte++) {
        for (size_t at = 0; at < 20; at++) {
            char text[21];
            memset(text, 'x', 20);
            text[20] = '\0';
            text[at] = (char)byte;
            struct buf out;
            arena_reset(arena);
            buf_init(&out, arena);
            wire_write_text(&out, str_of(text));
            const bool escaped = byte < 0x20 || byte == '"' || byte == '\\';
            assert_int_equal(strchr(buf_text(&out), '\\') != NULL, escaped);
            assert_true(out.length == (escaped ? (strchr("\b\f\n\r\t\"\\", (int)byte) != NULL ? 23U : 27U) : 22U));
        }
    }
}

static const struct {
    double value;
    const char *json;
} doubles[] = {
    {0, "0"},
    {-0.0, "-0"},
    {1, "1"},
    {0.1, "0.1"},
    {0.1 + 0.2, "0.30000000000000004"},
    {4.895168, "4.895168"},
    {-4.895168, "-4.895168"},
    {-0.5, "-0.5"},
    {100, "100"},
    {1e-4, "0.0001"},
    {1e-5, "1e-05"},
    {12345678.1234567, "12345678.1234567"},
    {99999999.9999999, "99999999.9999999"},
    {123456789.5, "123456789.5"},
    {0.12345678, "0.12345678"},
    {1e21, "1e+21"},
    {1.7976931348623157e308, "1.7976931348623157e+308"},
    {5e-324, "4.94065645841247e-324"},
    {INFINITY, "null"},
    {-INFINITY, "null"},
    {NAN, "null"},
};

static void test_doubles(void **state)
{
    for (size_t i = 0; i < COUNT_OF(doubles); i++) {
        const struct outer value = {.number = doubles[i].value};
        struct buf out;
        char expected[64];
        buf_init(&out, *state);
        wire_write(&out, &outer_shape, &value);
        (void)snprintf(expected, sizeof expected, "\"number\":%s,", doubles[i].json);
        if (strstr(buf_text(&out), expected) == NULL) {
            fail_msg("%s: %s", expected, buf_text(&out));
        }
    }
}

static void shortest(double value, char *out, size_t size)
{
    for (int precision = 15; precision <= 17; precision++) {
        (void)snprintf(out, size, "%.*g", precision, value);
        if (strtod(out, NULL) == value) {
            return;
        }
    }
}

static void test_doubles_are_as_short_as_can_be(void **state)
{
    static const double scales[] = {1e7, 1e6, 1e5, 1e2, 10, 1, 3, 1e8, 7e9};
    for (int64_t i = -200000; i < 200000; i += 11) {
        const double whole = (double)(i * i * i % 1000000007);
        const struct outer value = {.number = whole / scales[(size_t)(i + 200000) % COUNT_OF(scales)]};
        struct buf out;
        char digits[40];
        char expected[64];
        if (value.number == 0) {
            continue;
        }
        shortest(value.number, digits, sizeof digits);
        buf_init(&out, *state);
        wire_write(&out, &outer_shape, &value);
        (void)snprintf(expected, sizeof expected, "\"number\":%s,", digits);
        if (strstr(buf_text(&out), expected) == NULL) {
            fail_msg("%s: %s", expected, buf_text(&out));
        }
        arena_reset(*state);
    }
}

static void test_lists_that_stand_alone(void **state)
{
    const struct inner inner = {"x"};
    const void *const items[] = {&inner, &inner};
    struct buf out;
    buf_init(&out, *state);
    wire_write_objects(&out, &inner_shape, (struct wire_list){items, 2});
    wire_write_objects(&out, &inner_shape, (struct wire_list){NULL, 0});
    assert_string_equal(buf_text(&out), "[{\"name\":\"x\"},{\"name\":\"x\"}][]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_absent_is_null, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_numbers_that_stand_for_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_byte_at_every_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_doubles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_doubles_are_as_short_as_can_be, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lists_that_stand_alone, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
