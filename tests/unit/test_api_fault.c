/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/fault.h"

#include "base/attr.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_kinds_have_their_status(void **state)
{
    (void)state;
    static const int statuses[RC_COUNT] = {
        [RC_OK] = 200,
        [RC_INVALID] = 400,
        [RC_UNAUTHENTICATED] = 401,
        [RC_DENIED] = 403,
        [RC_NOT_FOUND] = 404,
        [RC_BAD_METHOD] = 405,
        [RC_CONFLICT] = 409,
        [RC_UNPROCESSABLE] = 422,
        [RC_TOO_LARGE] = 413,
        [RC_BAD_TYPE] = 415,
        [RC_THROTTLED] = 429,
        [RC_INTERNAL] = 500,
        [RC_UNAVAILABLE] = 503,
        [RC_NO_MEMORY] = 503,
    };
    for (enum rc rc = RC_OK; rc < RC_COUNT; rc++) {
        assert_int_equal(fault_status(rc), statuses[rc]);
    }
    assert_int_equal(fault_status(RC_COUNT), 500);
}

static bool is_code(const char *text)
{
    return strlen(text) == 7 && (strncmp(text, "ER-", 3) == 0 || strncmp(text, "SE-", 3) == 0) && strspn(text + 3, "0123456789") == 4;
}

static bool is_sentence(const char *text)
{
    const size_t length = strlen(text);
    return length > 10 && text[length - 1] == '.' && (isupper((unsigned char)text[0]) || strncmp(text, "orientation", 11) == 0);
}

static void test_the_table_is_in_order_and_complete(void **state)
{
    (void)state;
    size_t count = 0;
    const struct fault *const faults = fault_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (!is_code(faults[i].code) || !is_sentence(faults[i].cause) || !is_sentence(faults[i].cure)) {
            fail_msg("%s: %s / %s", faults[i].code, faults[i].cause, faults[i].cure);
        }
        assert_true(i == 0 || strcmp(faults[i - 1].code, faults[i].code) < 0);
    }
}

static int status_of(const char *code)
{
    size_t count = 0;
    const struct fault *const faults = fault_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(faults[i].code, code) == 0) {
            return faults[i].status;
        }
    }
    fail_msg("%s is missing", code);
    return 0;
}

/* The codes that clients of the real router know. */
static void test_real_codes_keep_their_status(void **state)
{
    (void)state;
    assert_int_equal(status_of("ER-0001"), 404);
    assert_int_equal(status_of("ER-0002"), 409);
    assert_int_equal(status_of("ER-0019"), 409);
    assert_int_equal(status_of("SE-0000"), 403);
}

/* The codes of whole kinds end in the kind's status. */
static void test_codes_of_kinds_tell_their_status(void **state)
{
    (void)state;
    size_t count = 0;
    const struct fault *const faults = fault_table(&count);
    for (size_t i = 0; i < count; i++) {
        char expected[8];
        (void)snprintf(expected, sizeof expected, "SE-%04d", faults[i].status);
        if (strncmp(faults[i].code, "SE-", 3) == 0 && strcmp(faults[i].code, "SE-0000") != 0) {
            assert_string_equal(faults[i].code, expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_have_their_status),
        cmocka_unit_test(test_the_table_is_in_order_and_complete),
        cmocka_unit_test(test_real_codes_keep_their_status),
        cmocka_unit_test(test_codes_of_kinds_tell_their_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
