/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/lines.h"

#include "base/temporary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define TEXT(literal) literal, sizeof(literal) - 1

/* Expected: the lines between bars. */
static const struct {
    const char *name, *text;
    size_t length;
    const char *lines;
} cases[] = {
    {"nothing", TEXT(""), "|"},
    {"an end alone", TEXT("\n"), "||"},
    {"one line without an end", TEXT("a"), "|a|"},
    {"one line", TEXT("a\n"), "|a|"},
    {"CR LF", TEXT("a\r\nb\r\n"), "|a|b|"},
    {"CR alone is no end", TEXT("a\rb\r\r\n"), "|a\rb\r|"},
    {"blank lines", TEXT("\n\na\n\n"), "|||a||"},
    {"a NUL is part of its line", TEXT("a\0b\nc"), "|a?b|c|"},
};

/* A file with this text. */
static int file_of(const char *text, size_t length)
{
    struct err e = {0};
    int fd = -1;
    assert_int_equal(temporary_open("/tmp", &fd, &e), RC_OK);
    assert_int_equal(file_write(fd, text, length, &e), RC_OK);
    return fd;
}

static struct lines *lines_of(int fd, size_t length)
{
    struct lines *const lines = malloc(sizeof *lines);
    assert_non_null(lines);
    lines_init(lines, fd, length);
    return lines;
}

static void test_lines_are_cut_and_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err e = {0};
        struct str line;
        char found[64] = "|";
        size_t used = 1;
        bool has = true;
        int64_t count = -1;
        const int fd = file_of(cases[i].text, cases[i].length);
        struct lines *const lines = lines_of(fd, cases[i].length);
        for (int64_t n = 0; lines_next(lines, &line, &has, &e) == RC_OK && has; n++) {
            for (size_t at = 0; at < line.length; at++) {
                found[used++] = line.data[at] == '\0' ? '?' : line.data[at];
            }
            found[used++] = '|';
            count = n + 1;
        }
        if (strcmp(found, cases[i].lines) != 0) {
            fail_msg("%s: %s", cases[i].name, found);
        }
        int64_t counted = 0;
        assert_int_equal(lines_count(fd, cases[i].length, &counted, &e), RC_OK);
        assert_int_equal(counted, count < 0 ? 0 : count);
        free(lines);
        (void)close(fd);
    }
}

/* Lines around the limit, at every place of the buffer. */
static void test_long_lines_are_passed_over(void **state)
{
    (void)state;
    static const struct {
        size_t length;
        bool good;
    } lengths[] = {{LINE_MAX_BYTES, true}, {LINE_MAX_BYTES + 1, false}, {3, true}, {LINE_MAX_BYTES + 2, false}, {LINE_MAX_BYTES + 3, false},
        {LINE_MAX_BYTES * 5, false}, {LINE_MAX_BYTES - 1, true}, {0, true}, {LINE_MAX_BYTES * 2 + 7, false}};
    const size_t count = sizeof lengths / sizeof lengths[0];
    struct err e = {0};
    struct str line;
    bool has = false;
    size_t total = 0;
    char *const text = malloc(20 * LINE_MAX_BYTES);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++) {
        memset(text + total, 'x', lengths[i].length);
        total += lengths[i].length;
        text[total++] = '\n';
    }
    const int fd = file_of(text, total);
    struct lines *const lines = lines_of(fd, total - 1);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(lines_next(lines, &line, &has, &e), RC_OK);
        assert_true(has);
        assert_int_equal(line.data != NULL, lengths[i].good);
        assert_int_equal(line.length, lengths[i].good ? lengths[i].length : 0);
    }
    assert_int_equal(lines_next(lines, &line, &has, &e), RC_OK);
    assert_false(has);
    free(lines);
    free(text);
    (void)close(fd);
}

static void test_a_file_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    struct err e = {0};
    struct str line;
    bool has = false;
    int64_t count = 0;
    struct lines *const lines = lines_of(-1, 10);
    assert_int_equal(lines_next(lines, &line, &has, &e), RC_UNAVAILABLE);
    assert_int_equal(lines_count(-1, 10, &count, &e), RC_UNAVAILABLE);
    free(lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_are_cut_and_counted),
        cmocka_unit_test(test_long_lines_are_passed_over),
        cmocka_unit_test(test_a_file_that_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
