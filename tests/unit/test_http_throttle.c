/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/throttle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000)

/* One key of a throttle with 2 tokens a second and 3 at once. */
static const struct {
    const char *name;
    int64_t at_us;
    bool taken;
    int retry_after_s;
} takes[] = {
    {"the first of a full bucket", 1000, true, 0},
    {"the second", 1000, true, 0},
    {"the third", 1000, true, 0},
    {"the bucket is empty", 1000, false, 1},
    {"a refusal costs nothing", 1000 + SECOND / 4, false, 1},
    {"half a second brings one", 1000 + SECOND / 2, true, 0},
    {"and no more", 1000 + SECOND / 2, false, 1},
    {"a clock that goes back brings none", 0, false, 1},
    {"an hour fills the bucket", 3600 * SECOND, true, 0},
    {"two", 3600 * SECOND, true, 0},
    {"three, but no more than that", 3600 * SECOND, true, 0},
    {"empty again", 3600 * SECOND, false, 1},
};

static void test_takes(void **state)
{
    (void)state;
    struct throttle *const throttle = throttle_new(100, 2, 3);
    for (size_t i = 0; i < sizeof takes / sizeof takes[0]; i++) {
        int retry_after_s = -1;
        if (throttle_take(throttle, 7, takes[i].at_us, &retry_after_s) != takes[i].taken || retry_after_s != takes[i].retry_after_s) {
            fail_msg("%s: expected %s, retry after %d; got retry after %d", takes[i].name, takes[i].taken ? "a token" : "none",
                takes[i].retry_after_s, retry_after_s);
        }
    }
    throttle_free(throttle);
}

static void test_keys_do_not_share(void **state)
{
    (void)state;
    struct throttle *const throttle = throttle_new(1000, 1, 1);
    int retry_after_s = 0;
    for (uint64_t key = 0; key < 100; key++) {
        assert_true(throttle_take(throttle, key, SECOND, &retry_after_s));
    }
    for (uint64_t key = 0; key < 100; key++) {
        assert_false(throttle_take(throttle, key, SECOND, &retry_after_s));
    }
    throttle_free(throttle);
}

static void test_slow_rates_tell_how_long(void **state)
{
    (void)state;
    struct throttle *const throttle = throttle_new(10, 0.1, 1);
    int retry_after_s = 0;
    assert_true(throttle_take(throttle, 1, SECOND, &retry_after_s));
    assert_false(throttle_take(throttle, 1, SECOND, &retry_after_s));
    assert_int_equal(retry_after_s, 10);
    assert_false(throttle_take(throttle, 1, SECOND * 3 + SECOND / 2, &retry_after_s));
    assert_int_equal(retry_after_s, 8);
    throttle_free(throttle);
}

static void test_no_rate_at_all(void **state)
{
    (void)state;
    struct throttle *const throttle = throttle_new(10, 0, 1);
    int retry_after_s = 0;
    assert_true(throttle_take(throttle, 1, SECOND, &retry_after_s));
    assert_false(throttle_take(throttle, 1, SECOND, &retry_after_s));
    assert_int_equal(retry_after_s, 86400);
    throttle_free(throttle);
}

/* Whoever brings many keys gets no more memory, and doesn't free the keys that are held back. */
static void test_a_flood_of_keys(void **state)
{
    (void)state;
    struct throttle *const throttle = throttle_new(128, 0.001, 10);
    const size_t bytes = throttle_bytes(throttle);
    int retry_after_s = 0;
    while (throttle_take(throttle, 42, SECOND, &retry_after_s)) {
    }
    for (uint64_t key = 1000; key < 101000; key++) {
        (void)throttle_take(throttle, key, SECOND, &retry_after_s);
    }
    assert_false(throttle_take(throttle, 42, SECOND, &retry_after_s));
    assert_int_equal(throttle_bytes(throttle), bytes);
    assert_in_range(bytes, 1, 65536);
    throttle_free(throttle);
}

static void test_text_keys(void **state)
{
    (void)state;
    struct throttle *const one = throttle_new(10, 1, 1);
    struct throttle *const other = throttle_new(10, 1, 1);
    assert_true(throttle_key(one, STR("192.0.2.1")) == throttle_key(one, STR("192.0.2.1")));
    assert_true(throttle_key(one, STR("192.0.2.1")) != throttle_key(one, STR("192.0.2.2")));
    assert_true(throttle_key(one, STR("192.0.2.1")) != throttle_key(other, STR("192.0.2.1")));
    throttle_free(one);
    throttle_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_takes),
        cmocka_unit_test(test_keys_do_not_share),
        cmocka_unit_test(test_slow_rates_tell_how_long),
        cmocka_unit_test(test_no_rate_at_all),
        cmocka_unit_test(test_a_flood_of_keys),
        cmocka_unit_test(test_text_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
