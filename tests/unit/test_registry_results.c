/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/results.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A result of the ids first, first + 1, ... */
static void put(struct result_cache *cache, const char *key, uint64_t stamp, int64_t first, size_t total)
{
    int64_t *const ids = malloc((total + 1) * sizeof *ids);
    assert_non_null(ids);
    for (size_t i = 0; i < total; i++) {
        ids[i] = first + (int64_t)i;
    }
    result_cache_put(cache, key, stamp, ids, total);
}

/* The first id of a result; -1 when nothing is remembered. */
static int64_t first_of(struct result_cache *cache, const char *key, uint64_t stamp)
{
    int64_t ids[1] = {0};
    size_t count = 0;
    size_t total = 0;
    return result_cache_find(cache, key, stamp, 0, 1, ids, &count, &total) ? ids[0] : -1;
}

static void test_pages_of_a_result(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t offset, limit, count;
        int64_t first;
    } cases[] = {
        {"the first page", 0, 10, 10, 100},
        {"in the middle", 7, 3, 3, 107},
        {"the last, which is shorter", 20, 10, 5, 120},
        {"exactly the last", 24, 1, 1, 124},
        {"everything", 0, 200, 25, 100},
        {"past the end", 25, 10, 0, 0},
        {"far past the end", 1000000, 10, 0, 0},
        {"nothing asked for", 3, 0, 0, 0},
    };
    struct result_cache *const cache = result_cache_new(10000);
    put(cache, "a", 1, 100, 25);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t ids[200] = {0};
        size_t count = 99;
        size_t total = 99;
        assert_true(result_cache_find(cache, "a", 1, cases[i].offset, cases[i].limit, ids, &count, &total));
        if (count != cases[i].count || ids[0] != cases[i].first || total != 25) {
            fail_msg("%s: %zu from %d of %zu", cases[i].name, count, (int)ids[0], total);
        }
        for (size_t at = 1; at < count; at++) {
            assert_int_equal(ids[at], ids[0] + (int64_t)at);
        }
    }
    result_cache_free(cache);
}

static void test_an_empty_result_is_one_too(void **state)
{
    (void)state;
    struct result_cache *const cache = result_cache_new(1000);
    int64_t ids[1];
    size_t count = 9;
    size_t total = 9;
    assert_false(result_cache_find(cache, "a", 1, 0, 1, ids, &count, &total));
    put(cache, "a", 1, 0, 0);
    assert_true(result_cache_find(cache, "a", 1, 0, 1, ids, &count, &total));
    assert_int_equal(count + total, 0);
    result_cache_free(cache);
}

static void test_a_result_is_good_under_its_stamp_and_key_alone(void **state)
{
    (void)state;
    struct result_cache *const cache = result_cache_new(1000);
    put(cache, "a", 5, 50, 3);
    assert_int_equal(first_of(cache, "a", 5), 50);
    assert_int_equal(first_of(cache, "a", 6), -1);
    assert_int_equal(first_of(cache, "a", 4), -1);
    assert_int_equal(first_of(cache, "b", 5), -1);
    assert_int_equal(first_of(cache, "", 5), -1);
    put(cache, "a", 6, 60, 3);
    assert_int_equal(first_of(cache, "a", 5), -1);
    assert_int_equal(first_of(cache, "a", 6), 60);
    result_cache_free(cache);
}

#define IDS_OF_80_BYTES 10 /* and 2 of the key with its NUL */

static void test_what_was_not_asked_for_longest_gives_way_to_bytes(void **state)
{
    (void)state;
    struct result_cache *const cache = result_cache_new(3 * 82);
    put(cache, "a", 1, 1, IDS_OF_80_BYTES);
    put(cache, "b", 1, 2, IDS_OF_80_BYTES);
    put(cache, "c", 1, 3, IDS_OF_80_BYTES);
    assert_int_equal(first_of(cache, "a", 1), 1);
    put(cache, "d", 1, 4, IDS_OF_80_BYTES);
    assert_int_equal(first_of(cache, "b", 1), -1);
    assert_int_equal(first_of(cache, "a", 1), 1);
    assert_int_equal(first_of(cache, "c", 1), 3);
    assert_int_equal(first_of(cache, "d", 1), 4);
    /* A large one takes the room of several: the oldest go. */
    put(cache, "e", 1, 5, 2 * IDS_OF_80_BYTES);
    assert_int_equal(first_of(cache, "a", 1), -1);
    assert_int_equal(first_of(cache, "c", 1), -1);
    assert_int_equal(first_of(cache, "d", 1), 4);
    assert_int_equal(first_of(cache, "e", 1), 5);
    result_cache_free(cache);
}

static void test_what_is_larger_than_all_room_is_not_kept(void **state)
{
    (void)state;
    struct result_cache *const cache = result_cache_new(82);
    put(cache, "a", 1, 1, IDS_OF_80_BYTES);
    put(cache, "b", 1, 2, IDS_OF_80_BYTES + 1);
    assert_int_equal(first_of(cache, "b", 1), -1);
    assert_int_equal(first_of(cache, "a", 1), 1);
    put(cache, "b", 1, 3, IDS_OF_80_BYTES);
    assert_int_equal(first_of(cache, "a", 1), -1);
    assert_int_equal(first_of(cache, "b", 1), 3);
    result_cache_free(cache);
}

static void test_replacing_gives_the_room_back(void **state)
{
    (void)state;
    struct result_cache *const cache = result_cache_new(2 * 82);
    put(cache, "b", 1, 2, IDS_OF_80_BYTES);
    for (uint64_t stamp = 1; stamp < 50; stamp++) {
        put(cache, "a", stamp, (int64_t)stamp, IDS_OF_80_BYTES);
        assert_int_equal(first_of(cache, "a", stamp), stamp);
        assert_int_equal(first_of(cache, "b", 1), 2);
    }
    result_cache_free(cache);
}

static void test_sixty_four_results_are_kept(void **state)
{
    (void)state;
    char key[8];
    struct result_cache *const cache = result_cache_new(1000000);
    for (int i = 0; i < 65; i++) {
        (void)snprintf(key, sizeof key, "%d", i);
        put(cache, key, 1, i, 1);
    }
    assert_int_equal(first_of(cache, "0", 1), -1);
    for (int i = 1; i < 65; i++) {
        (void)snprintf(key, sizeof key, "%d", i);
        assert_int_equal(first_of(cache, key, 1), i);
    }
    result_cache_free(cache);
}

static void test_freeing_none(void **state)
{
    (void)state;
    result_cache_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_of_a_result),
        cmocka_unit_test(test_an_empty_result_is_one_too),
        cmocka_unit_test(test_a_result_is_good_under_its_stamp_and_key_alone),
        cmocka_unit_test(test_what_was_not_asked_for_longest_gives_way_to_bytes),
        cmocka_unit_test(test_what_is_larger_than_all_room_is_not_kept),
        cmocka_unit_test(test_replacing_gives_the_room_back),
        cmocka_unit_test(test_sixty_four_results_are_kept),
        cmocka_unit_test(test_freeing_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
