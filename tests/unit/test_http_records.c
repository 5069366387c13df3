/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/access_log.h"
#include "http/metrics.h"
#include "http/request_id.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct access_line line = {
    .now_us = INT64_C(1512980994684001),
    .id = "abc",
    .method = "GET",
    .operation = "findAll",
    .status = 200,
    .bytes = 1234,
    .duration_us = 56,
};

static size_t read_some(int fd, char *text, size_t size)
{
    const ssize_t got = read(fd, text, size - 1);
    text[got > 0 ? got : 0] = '\0';
    return got > 0 ? (size_t)got : 0;
}

static void test_a_line_of_the_access_log(void **state)
{
    (void)state;
    int ends[2];
    char text[256];
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    struct access_log *const log = access_log_new(ends[1]);
    assert_true(access_log_due_us(log) == INT64_MAX);
    access_log_add(log, &line);
    assert_true(access_log_due_us(log) == line.now_us + 1000000);
    assert_int_equal(read_some(ends[0], text, sizeof text), 0);
    access_log_flush(log);
    (void)read_some(ends[0], text, sizeof text);
    assert_string_equal(text, "2017-12-11T08:29:54.684001Z abc GET findAll 200 1234 56\n");
    struct access_line odd = line;
    odd.now_us += 999;
    odd.bytes = UINT64_MAX;
    odd.duration_us = -1;
    odd.id = "12345678901234567890123456789012";
    access_log_add(log, &odd);
    access_log_free(log);
    (void)read_some(ends[0], text, sizeof text);
    assert_string_equal(text, "2017-12-11T08:29:54.685000Z 12345678901234567890123456789012 GET findAll 200 18446744073709551615 0\n");
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void test_lines_that_nobody_takes_are_counted(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    struct access_log *const log = access_log_new(ends[1]);
    for (int i = 0; i < 5000; i++) {
        access_log_add(log, &line);
    }
    access_log_flush(log);
    assert_in_range(access_log_lost(log), 1000, 5000);
    access_log_free(log);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void test_no_access_log(void **state)
{
    (void)state;
    struct access_log *const log = access_log_new(-1);
    access_log_add(log, &line);
    assert_true(access_log_due_us(log) == INT64_MAX);
    assert_int_equal(access_log_lost(log), 0);
    access_log_free(log);
}

static void test_request_ids(void **state)
{
    (void)state;
    static const struct {
        const char *name, *id;
        bool valid;
    } cases[] = {
        {"letters, digits, dash and underscore", "aZ09-_", true},
        {"one letter", "a", true},
        {"as long as may be", "12345678901234567890123456789012", true},
        {"too long", "123456789012345678901234567890123", false},
        {"empty", "", false},
        {"a blank", "a b", false},
        {"a line feed", "a\n", false},
        {"a dot", "a.b", false},
        {"not ASCII", "\xC3\xA9", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (request_id_is_valid(str_of(cases[i].id)) != cases[i].valid) {
            fail_msg("%s: \"%s\"", cases[i].name, cases[i].id);
        }
    }
    struct request_ids ids;
    char first[HTTP_REQUEST_ID_SIZE];
    char second[HTTP_REQUEST_ID_SIZE];
    request_ids_init(&ids);
    request_ids_next(&ids, first);
    request_ids_next(&ids, second);
    assert_int_equal(strlen(first), 32);
    assert_int_equal(strspn(first, "0123456789abcdef"), 32);
    assert_string_not_equal(first, second);
}

static const struct http_route routes[] = {
    {.method = HTTP_GET, .path = "/a", .operation_id = "verify"},
    {.method = HTTP_GET, .path = "/b", .operation_id = "other"},
    {.method = HTTP_GET, .path = "/c", .operation_id = "verify"},
};

static void test_metrics_of_several_loops_are_summed(void **state)
{
    (void)state;
    struct operations operations;
    struct arena arena;
    struct buf text;
    assert_true(operations_init(&operations, (struct http_routes){routes, 3, NULL}));
    assert_int_equal(operations.count, 3);
    assert_int_equal(operations_of(&operations, &routes[0]), operations_of(&operations, &routes[2]));
    assert_int_equal(operations_of(&operations, NULL), 0);
    struct metrics *const one = metrics_new(&operations);
    struct metrics *const two = metrics_new(&operations);
    metrics_answer(one, operations_of(&operations, &routes[0]), 200, 400);
    metrics_answer(two, operations_of(&operations, &routes[2]), 204, 700);
    metrics_answer(two, operations_of(&operations, &routes[2]), 503, 9000000);
    metrics_add(&one->counters[METRIC_ACCEPTED], 3);
    metrics_add(&two->counters[METRIC_ACCEPTED], 4);
    arena_init(&arena, 1024);
    buf_init(&text, &arena);
    metrics_write(&operations, (const struct metrics *[]){one, two}, 2, &text);
    static const char *const rows[] = {
        "http_server_requests_total{operation=\"verify\",status=\"2xx\"} 2\n",
        "http_server_requests_total{operation=\"verify\",status=\"5xx\"} 1\n",
        "http_server_requests_total{operation=\"other\",status=\"2xx\"} 0\n",
        "http_server_request_duration_seconds_bucket{operation=\"verify\",le=\"0.0005\"} 1\n",
        "http_server_request_duration_seconds_bucket{operation=\"verify\",le=\"0.002\"} 2\n",
        "http_server_request_duration_seconds_bucket{operation=\"verify\",le=\"5\"} 2\n",
        "http_server_request_duration_seconds_bucket{operation=\"verify\",le=\"+Inf\"} 3\n",
        "http_server_request_duration_seconds_sum{operation=\"verify\"} 9.001100\n",
        "http_server_request_duration_seconds_count{operation=\"verify\"} 3\n",
        "http_server_connections_accepted_total 7\n",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strstr(buf_text(&text), rows[i]) == NULL) {
            fail_msg("missing: %s", rows[i]);
        }
    }
    arena_deinit(&arena);
    free(one);
    free(two);
    operations_deinit(&operations);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_of_the_access_log),
        cmocka_unit_test(test_lines_that_nobody_takes_are_counted),
        cmocka_unit_test(test_no_access_log),
        cmocka_unit_test(test_request_ids),
        cmocka_unit_test(test_metrics_of_several_loops_are_summed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
