/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"
#include "base/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_set_fills_everything(void **state)
{
    (void)state;
    struct err e;
    assert_int_equal(err_set(&e, RC_CONFLICT, "ER-0002", "cardNumber", "card %s exists", "x"), RC_CONFLICT);
    assert_int_equal(e.rc, RC_CONFLICT);
    assert_string_equal(e.code, "ER-0002");
    assert_string_equal(e.field, "cardNumber");
    assert_string_equal(e.msg, "card x exists");
}

static void test_wrap_puts_context_in_front(void **state)
{
    (void)state;
    struct err e;
    (void)err_set(&e, RC_INVALID, "ER-1001", "cardNumber", "too short");
    assert_int_equal(err_wrap(&e, "row %d", 7), RC_INVALID);
    assert_string_equal(e.msg, "row 7: too short");
    assert_string_equal(e.code, "ER-1001");
    assert_string_equal(e.field, "cardNumber");
}

static void test_long_texts_are_cut(void **state)
{
    (void)state;
    struct err e;
    (void)err_set(&e, RC_INVALID, "ER-1001-too-long", "f", "%0600d", 1);
    assert_int_equal(strlen(e.msg), sizeof e.msg - 1);
    assert_int_equal(strlen(e.code), sizeof e.code - 1);
    (void)err_wrap(&e, "%0300d", 1);
    assert_int_equal(strlen(e.msg), sizeof e.msg - 1);
    assert_string_equal(strchr(e.msg, ':') - 1, strstr(e.msg, "0: 0")); /* 255 characters of context are kept */
}

/* A cut never leaves a part of a character, wherever it falls. */
static void test_a_cut_keeps_whole_characters(void **state)
{
    (void)state;
    static const char *const characters[] = {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8e\x93"};
    for (size_t i = 0; i < COUNT_OF(characters); i++) {
        const size_t width = strlen(characters[i]);
        for (int before = 490; before < 512; before++) {
            struct err e;
            (void)err_set(&e, RC_INVALID, "", "", "%0*d%s%s%s%s", before, 0, characters[i], characters[i], characters[i], characters[i]);
            const size_t shown = strlen(e.msg) - (size_t)before;
            assert_true(utf8_is_valid(str_of(e.msg)));
            assert_int_equal(shown % width, 0);
            assert_true(shown == 4 * width || strlen(e.msg) + 2 * width > sizeof e.msg - 1);
        }
    }
}

static void test_no_memory(void **state)
{
    (void)state;
    struct err e;
    assert_int_equal(err_no_memory(&e), RC_NO_MEMORY);
    assert_int_equal(e.rc, RC_NO_MEMORY);
    assert_string_equal(e.field, "");
    assert_true(e.msg[0] != '\0');
}

static void test_every_kind_has_a_name(void **state)
{
    (void)state;
    for (int rc = RC_OK; rc < RC_COUNT; rc++) {
        assert_non_null(rc_name((enum rc)rc));
        assert_int_equal(strncmp(rc_name((enum rc)rc), "RC_", 3), 0);
    }
    assert_string_equal(rc_name(RC_NO_MEMORY), "RC_NO_MEMORY");
    assert_string_equal(rc_name(RC_COUNT), "RC_?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_fills_everything),
        cmocka_unit_test(test_wrap_puts_context_in_front),
        cmocka_unit_test(test_long_texts_are_cut),
        cmocka_unit_test(test_a_cut_keeps_whole_characters),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_every_kind_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
