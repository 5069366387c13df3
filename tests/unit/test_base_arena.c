/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool is_zero(const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void test_memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 128);
    assert_int_equal(arena_bytes(&arena), 0);
    for (size_t bytes = 0; bytes < 300; bytes++) {
        unsigned char *const memory = arena_alloc(&arena, bytes);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        assert_true(is_zero(memory, bytes));
        memset(memory, 0xFF, bytes);
    }
}

static void test_reset_keeps_one_block_and_zeroes_again(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 256);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 20; i++) {
            unsigned char *const memory = arena_alloc(&arena, 100);
            assert_non_null(memory);
            assert_true(is_zero(memory, 100));
            memset(memory, 0xFF, 100);
        }
        assert_non_null(arena_alloc(&arena, 10000));
        arena_reset(&arena);
        assert_int_equal(arena_bytes(&arena), 256);
    }
}

static void test_large_requests_get_their_own_block(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 64);
    unsigned char *const large = arena_alloc(&arena, 100000);
    assert_non_null(large);
    assert_true(is_zero(large, 100000));
    assert_true(arena_bytes(&arena) >= 100000);
}

static void test_sizes_beyond_reason_are_refused(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 64);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc_array(&arena, SIZE_MAX / 8, 16));
    assert_null(arena_grow(&arena, NULL, 0, SIZE_MAX));
    assert_int_equal(arena_bytes(&arena), 0);
}

static void test_the_latest_grows_in_place(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 1024);
    unsigned char *const memory = arena_alloc(&arena, 10);
    memset(memory, 1, 10);
    assert_ptr_equal(arena_grow(&arena, memory, 10, 500), memory);
    assert_int_equal(memory[9], 1);
    assert_true(is_zero(memory + 16, 500 - 16));
}

static void test_others_move_when_they_grow(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 1024);
    unsigned char *const memory = arena_alloc(&arena, 10);
    memset(memory, 1, 10);
    assert_non_null(arena_alloc(&arena, 10));
    unsigned char *const moved = arena_grow(&arena, memory, 10, 20);
    assert_ptr_not_equal(moved, memory);
    assert_int_equal(moved[9], 1);
    unsigned char *const far = arena_grow(&arena, moved, 20, 5000);
    assert_non_null(far);
    assert_int_equal(far[9], 1);
    assert_true(is_zero(far + 20, 5000 - 20));
}

static void test_texts(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 64);
    assert_string_equal(arena_copy(&arena, "card"), "card");
    assert_string_equal(arena_text(&arena, "cardholder", 4), "card");
    assert_string_equal(arena_text(&arena, NULL, 0), "");
    assert_string_equal(arena_format(&arena, "%s %03d", "card", 7), "card 007");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_is_zeroed_and_aligned),
        cmocka_unit_test(test_reset_keeps_one_block_and_zeroes_again),
        cmocka_unit_test(test_large_requests_get_their_own_block),
        cmocka_unit_test(test_sizes_beyond_reason_are_refused),
        cmocka_unit_test(test_the_latest_grows_in_place),
        cmocka_unit_test(test_others_move_when_they_grow),
        cmocka_unit_test(test_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
