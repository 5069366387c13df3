/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_every_character(void **state)
{
    (void)state;
    static const char digits[] = "0123456789abcdef";
    static const char upper[] = "0123456789ABCDEF";
    for (int c = -128; c < 128; c++) {
        const char *const in_lower = c == 0 ? NULL : strchr(digits, c);
        const char *const in_upper = c == 0 ? NULL : strchr(upper, c);
        const int expected = in_lower != NULL ? (int)(in_lower - digits) : in_upper != NULL ? (int)(in_upper - upper) : -1;
        assert_int_equal(hex_digit((char)c), expected);
    }
}

static void test_every_byte_round_trips(void **state)
{
    (void)state;
    unsigned char bytes[256];
    unsigned char again[256];
    char digits[512];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)i;
    }
    hex_encode(bytes, sizeof bytes, digits);
    assert_memory_equal(digits, "000102030405060708090a0b", 24);
    assert_true(hex_decode(digits, again, sizeof again));
    assert_memory_equal(bytes, again, sizeof bytes);
}

static void test_what_is_no_digit_is_refused(void **state)
{
    (void)state;
    unsigned char byte = 0;
    assert_true(hex_decode("fF", &byte, 1));
    assert_int_equal(byte, 255);
    assert_false(hex_decode("g0", &byte, 1));
    assert_false(hex_decode("0g", &byte, 1));
    assert_false(hex_decode("", &byte, 1)); /* stops at the NUL, reads nothing behind it */
    assert_true(hex_decode("", &byte, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_character),
        cmocka_unit_test(test_every_byte_round_trips),
        cmocka_unit_test(test_what_is_no_digit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
