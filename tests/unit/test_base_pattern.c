/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/pattern.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *format, *pattern; /* NULL: none */
} patterns[] = {
    {"nothing is put in", "nothing is put in"},
    {"card %s exists", "card %1 exists"},
    {"\"%.*s\" has %zu characters; %d at most were expected", "\"%1\" has %2 characters; %3 at most were expected"},
    {"%lld %ld %llu %u %x %c %.3s", "%1 %2 %3 %4 %5 %6 %7"},
    {"letters, %%HH and %s", "letters, %HH and %1"},
    {"%d%d%d%d%d%d%d%d%d", "%1%2%3%4%5%6%7%8%9"},
    {"%d%d%d%d%d%d%d%d%d%d", NULL},
    {"100%%1", NULL},
    {"%02u", NULL},
    {"%-5s", NULL},
    {"%p", NULL},
    {"%ls", NULL},
    {"at the end %", NULL},
    {"%.", NULL},
};

static void test_formats_become_patterns(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        char out[PATTERN_SIZE];
        assert_int_equal(pattern_of(patterns[i].format, out), patterns[i].pattern != NULL);
        if (patterns[i].pattern != NULL) {
            assert_string_equal(out, patterns[i].pattern);
        }
    }
}

static void test_a_pattern_fits_or_is_none(void **state)
{
    (void)state;
    char format[PATTERN_SIZE + 8];
    char out[PATTERN_SIZE];
    memset(format, 'x', sizeof format);
    format[PATTERN_SIZE - 1] = '\0';
    assert_true(pattern_of(format, out));
    assert_string_equal(out, format);
    format[PATTERN_SIZE - 1] = 'x';
    format[PATTERN_SIZE] = '\0';
    assert_false(pattern_of(format, out));
    for (size_t at = PATTERN_SIZE - 4; at < PATTERN_SIZE; at++) {
        memset(format, 'x', sizeof format);
        memcpy(format + at, "%d", 3);
        assert_int_equal(pattern_of(format, out), at + 2 < PATTERN_SIZE);
    }
}

static void test_the_highest_place_counts(void **state)
{
    (void)state;
    assert_int_equal(pattern_places("none, 100 % and %HH"), 0);
    assert_int_equal(pattern_places("%2 before %1"), 2);
    assert_int_equal(pattern_places("%1%0%"), 1);
}

/* The texts one after the other, as they would be read. */
static void assert_arguments(const struct err *e, const char *const *texts, size_t count)
{
    const char *at = e->arguments;
    assert_non_null(e->format);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(at, texts[i]);
        at += strlen(at) + 1;
    }
}

static void test_a_failure_keeps_what_it_is_made_of(void **state)
{
    (void)state;
    struct err e;
    const char *const all[] = {"a", "", "bcd", "-7", "9000000000", "8", "ff", "z", "18446744073709551615", "-9"};
    (void)err_set(&e, RC_INVALID, "", "", "%s%s %.*s %d %lld %zu %x %c %llu %ld %%", "a", "", 3, "bcdef", -7, 9000000000LL, (size_t)8, 255U,
        'z', 18446744073709551615ULL, -9L);
    assert_string_equal(e.msg, "a bcd -7 9000000000 8 ff z 18446744073709551615 -9 %");
    assert_arguments(&e, all, COUNT_OF(all));

    (void)err_set(&e, RC_INVALID, "", "", "%.*s is %.3s", 0, "none", "100% %s");
    assert_string_equal(e.msg, " is 100");
    assert_arguments(&e, (const char *const[]){"", "100"}, 2);

    (void)err_set(&e, RC_INVALID, "", "", "plain");
    assert_string_equal(e.format, "plain");
    assert_null(e.context);
}

static void test_what_has_no_room_is_not_kept_in_part(void **state)
{
    (void)state;
    struct err e;
    char text[sizeof e.arguments + 1];
    memset(text, 'x', sizeof text);
    text[sizeof e.arguments - 1] = '\0';
    (void)err_set(&e, RC_INVALID, "", "", "%s", text);
    assert_non_null(e.format);
    assert_string_equal(e.arguments, text);
    (void)err_set(&e, RC_INVALID, "", "", "%s%s", text, "");
    assert_null(e.format);
    assert_int_equal(strlen(e.msg), strlen(text));
    text[sizeof e.arguments - 1] = 'x';
    text[sizeof e.arguments] = '\0';
    (void)err_set(&e, RC_INVALID, "", "", "%s", text);
    assert_null(e.format);
    (void)err_set(&e, RC_INVALID, "", "", "%02d", 7);
    assert_null(e.format);
    assert_string_equal(e.msg, "07");
}

static void test_a_context_stands_before(void **state)
{
    (void)state;
    struct err e;
    (void)err_set(&e, RC_INVALID, "", "", "has %zu characters; \"%s\"", (size_t)3, "abc");
    (void)err_wrap(&e, "row %d of %s", 7, "the file");
    assert_string_equal(e.msg, "row 7 of the file: has 3 characters; \"abc\"");
    assert_string_equal(e.context, "row %d of %s");
    assert_arguments(&e, (const char *const[]){"7", "the file", "3", "abc"}, 4);

    (void)err_wrap(&e, "once more");
    assert_null(e.format);
    assert_string_equal(e.msg, "once more: row 7 of the file: has 3 characters; \"abc\"");

    char text[sizeof e.arguments];
    memset(text, 'x', sizeof text);
    text[sizeof text - 3] = '\0';
    (void)err_set(&e, RC_INVALID, "", "", "%s", text);
    (void)err_wrap(&e, "%d", 1);
    assert_non_null(e.format);
    assert_arguments(&e, (const char *const[]){"1", text}, 2);
    (void)err_set(&e, RC_INVALID, "", "", "%s", text);
    (void)err_wrap(&e, "%d", 12);
    assert_null(e.format);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats_become_patterns),
        cmocka_unit_test(test_a_pattern_fits_or_is_none),
        cmocka_unit_test(test_the_highest_place_counts),
        cmocka_unit_test(test_a_failure_keeps_what_it_is_made_of),
        cmocka_unit_test(test_what_has_no_room_is_not_kept_in_part),
        cmocka_unit_test(test_a_context_stands_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
