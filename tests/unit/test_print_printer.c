/* SPDX-License-Identifier: EUPL-1.2 */
#include "print/printer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena arena;
static char folder[] = "/tmp/esc-test-XXXXXX";
static char script[64];
static int log_pipe[2];
static struct log log_to;

static int begin_all(void **state)
{
    (void)state;
    arena_init(&arena, 4096);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(script, sizeof script, "%s/program", folder);
    assert_int_equal(pipe(log_pipe), 0);
    log_to = (struct log){.fd = log_pipe[1], .least = LOG_DEBUG};
    return 0;
}

static int end_all(void **state)
{
    (void)state;
    arena_deinit(&arena);
    (void)unlink(script);
    (void)rmdir(folder);
    (void)close(log_pipe[0]);
    (void)close(log_pipe[1]);
    return 0;
}

/* A program in the press' place. */
static void write_program(const char *text)
{
    FILE *const file = fopen(script, "w");
    assert_non_null(file);
    assert_true(fprintf(file, "#!/bin/sh\n%s\n", text) > 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(script, 0700), 0);
}

static enum rc run(struct order *order, char *out, size_t size, struct err *e)
{
    const struct printer printer = {.program = script, .folder = folder, .log = &log_to};
    int file = -1;
    uint64_t bytes = 0;
    if (printer_run(&printer, order, "R1", &file, &bytes, e) != RC_OK) {
        return e->rc;
    }
    memset(out, 0, size);
    assert_true(bytes < size);
    assert_int_equal(pread(file, out, size, 0), (ssize_t)bytes);
    (void)close(file);
    return RC_OK;
}

static void assert_logged(const char *expected)
{
    char text[400] = "";
    const ssize_t got = read(log_pipe[0], text, sizeof text - 1);
    assert_true(got > 0);
    if (strstr(text, expected) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", expected, text);
    }
}

static struct order small_order(void)
{
    struct order order;
    order_init(&order, &arena);
    ORDER_ADD(&order, PRESS_LEAD, "ab", NULL);
    return order;
}

static void test_an_order_is_records_of_texts(void **state)
{
    (void)state;
    static const char expected[] = "\6\0\0\0\2\0\0\0\2\0\0\0ab\0\0\0\0\0";
    const struct order order = small_order();
    assert_int_equal(order.buf.length, sizeof expected);
    assert_memory_equal(order.buf.data, expected, sizeof expected);
}

static void test_codes_and_logos_are_told_by_their_style(void **state)
{
    (void)state;
    struct order order;
    struct qr_logos logos = {0};
    char svg[] = "<g/>";
    logos.logo[QR_VERTICAL][QR_INVERTED] = (struct qr_logo){.svg = svg, .width = 41, .height = 10.5};
    order_init(&order, &arena);
    order_add_logos(&order, NULL);
    order_add_logos(&order, &logos);
    order_add_code(&order, "number", (struct qr_style){.orientation = QR_VERTICAL}, NULL, 1250);
    static const char *const texts[] = {"vi", "41.000000", "10.500000", "<g/>", "number", "vn", "", "1250"};
    const char *at = order.buf.data;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        at += i % 4 == 0 ? sizeof(struct press_word) : 0;
        assert_string_equal(at + sizeof(uint32_t), texts[i]);
        at += sizeof(uint32_t) + strlen(texts[i]) + 1;
    }
    assert_ptr_equal(at, order.buf.data + order.buf.length);
}

static void test_the_program_reads_the_order_and_writes_the_paper(void **state)
{
    (void)state;
    struct order order = small_order();
    struct err e = {0};
    char out[200];
    write_program("wc -c; echo \"$# $TZ $HOME\"; ls /proc/self/fd | wc -l");
    assert_int_equal(run(&order, out, sizeof out, &e), RC_OK);
    /* Its own three descriptors, and the one of ls. */
    assert_string_equal(out, "20\n0 UTC0 \n4\n");
}

static const struct {
    const char *name, *program, *logged;
} failures[] = {
    {"a status", "echo much; exit 4", "R1: esc-press ended with status 4"},
    {"a signal", "kill -9 $$", "R1: esc-press was ended by signal 9"},
    {"nothing made", "exit 0", "R1: esc-press has made nothing"},
};

static void test_failures_are_logged_and_told_without_detail(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(failures); i++) {
        struct order order = small_order();
        struct err e = {0};
        char out[200];
        write_program(failures[i].program);
        assert_int_equal(run(&order, out, sizeof out, &e), RC_UNAVAILABLE);
        assert_string_equal(e.msg, "nothing can be printed for the moment; try again later");
        assert_logged(failures[i].logged);
    }
}

static void test_a_program_that_is_not_there(void **state)
{
    (void)state;
    struct order order = small_order();
    struct err e = {0};
    char out[20];
    (void)unlink(script);
    assert_int_equal(run(&order, out, sizeof out, &e), RC_UNAVAILABLE);
    assert_logged("can't be started");
}

static void test_a_folder_that_is_not_there(void **state)
{
    (void)state;
    struct order order = small_order();
    const struct printer printer = {.program = script, .folder = "/nonexistent"};
    struct err e = {0};
    int file = -1;
    uint64_t bytes = 0;
    assert_int_equal(printer_run(&printer, &order, NULL, &file, &bytes, &e), RC_UNAVAILABLE);
    assert_int_equal(file, -1);
}

static void test_an_order_for_which_there_was_no_memory(void **state)
{
    (void)state;
    struct order order = small_order();
    struct err e = {0};
    char out[20];
    order.buf.failed = true;
    assert_int_equal(run(&order, out, sizeof out, &e), RC_NO_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_order_is_records_of_texts),
        cmocka_unit_test(test_codes_and_logos_are_told_by_their_style),
        cmocka_unit_test(test_the_program_reads_the_order_and_writes_the_paper),
        cmocka_unit_test(test_failures_are_logged_and_told_without_detail),
        cmocka_unit_test(test_a_program_that_is_not_there),
        cmocka_unit_test(test_a_folder_that_is_not_there),
        cmocka_unit_test(test_an_order_for_which_there_was_no_memory),
    };
    return cmocka_run_group_tests(tests, begin_all, end_all);
}
