/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/temporary.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void test_what_is_written_is_read(void **state)
{
    (void)state;
    struct err e = {0};
    struct stat found;
    char text[16] = {0};
    size_t got = 0;
    int fd = -1;
    assert_int_equal(temporary_open("/tmp", &fd, &e), RC_OK);
    assert_int_equal(file_write(fd, "hello ", 6, &e), RC_OK);
    assert_int_equal(file_write(fd, "world", 5, &e), RC_OK);
    assert_int_equal(file_write(fd, "", 0, &e), RC_OK);
    assert_int_equal(file_read(fd, 6, text, sizeof text, &got, &e), RC_OK);
    assert_int_equal(got, 5);
    assert_string_equal(text, "world");
    assert_int_equal(file_read(fd, 11, text, sizeof text, &got, &e), RC_OK);
    assert_int_equal(got, 0);
    assert_int_equal(fstat(fd, &found), 0);
    assert_int_equal(found.st_nlink, 0);
    assert_int_equal(found.st_mode & 0777U, 0600);
    (void)close(fd);
}

static void test_a_folder_that_takes_no_file_is_named(void **state)
{
    (void)state;
    struct err e = {0};
    int fd = -1;
    assert_int_equal(temporary_open("/nowhere", &fd, &e), RC_UNAVAILABLE);
    assert_string_equal(e.msg, "the folder /nowhere takes no temporary file: No such file or directory");
    assert_int_equal(temporary_open("/proc", &fd, &e), RC_UNAVAILABLE);
    assert_string_equal(e.msg, "the folder /proc takes no temporary file: No such file or directory");
    assert_int_equal(fd, -1);
}

static void test_a_full_disk_is_told(void **state)
{
    (void)state;
    struct err e = {0};
    const int fd = open("/dev/full", O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(file_write(fd, "x", 1, &e), RC_UNAVAILABLE);
    assert_string_equal(e.code, "SE-0503");
    assert_string_equal(e.msg, "the disk doesn't take what must be put there for the moment: No space left on device");
    (void)close(fd);
}

static void test_a_file_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    struct err e = {0};
    char text[4];
    size_t got = 0;
    assert_int_equal(file_read(-1, 0, text, sizeof text, &got, &e), RC_UNAVAILABLE);
    assert_string_equal(e.msg, "a temporary file can't be read: Bad file descriptor");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read),
        cmocka_unit_test(test_a_folder_that_takes_no_file_is_named),
        cmocka_unit_test(test_a_full_disk_is_told),
        cmocka_unit_test(test_a_file_that_cannot_be_read_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
