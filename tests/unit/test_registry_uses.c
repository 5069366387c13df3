/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/uses.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOW 1795338840000000 /* 2026-11-22T09:14:00Z */
#define SECOND INT64_C(1000000)
#define IDS 500
#define ROUNDS 200

static void test_the_latest_use_is_kept_until_it_is_taken(void **state)
{
    struct uses *const uses = *state;
    struct use use = {0};
    size_t taken = 0;
    assert_int_equal(uses_latest(uses, 7), 0);
    uses_note(uses, 7, NOW);
    uses_note(uses, 8, NOW + SECOND);
    uses_note(uses, 7, NOW + 2 * SECOND + 5);
    assert_int_equal(uses_latest(uses, 7), NOW + 2 * SECOND);
    for (unsigned slot = 0; slot < USES_SLOTS; slot++) {
        if (uses_take(uses, slot, &use)) {
            assert_int_equal(use.at_us, use.id == 7 ? NOW + 2 * SECOND : NOW + SECOND);
            taken++;
        }
    }
    assert_int_equal(taken, 2);
    assert_int_equal(uses_latest(uses, 7), 0);
}

static void test_what_can_not_be_counted_is_left_out(void **state)
{
    struct uses *const uses = *state;
    struct use use = {0};
    uses_note(uses, 0, NOW);
    uses_note(uses, -1, NOW);
    uses_note(uses, INT64_C(1) << 32, NOW);
    for (unsigned slot = 0; slot < USES_SLOTS; slot++) {
        assert_false(uses_take(uses, slot, &use));
    }
    uses_note(uses, 5, INT64_C(-1));
    assert_true(uses_latest(uses, 5) > 0);
}

static void test_more_ids_than_there_is_room_for(void **state)
{
    struct uses *const uses = *state;
    struct use use = {0};
    size_t taken = 0;
    for (int64_t id = 1; id <= 4 * USES_SLOTS; id++) {
        uses_note(uses, id, NOW);
    }
    for (unsigned slot = 0; slot < USES_SLOTS; slot++) {
        taken += uses_take(uses, slot, &use);
    }
    assert_true(taken > USES_SLOTS / 2 && taken <= USES_SLOTS);
}

static void *note_many(void *argument)
{
    for (int64_t i = 0; i < ROUNDS * IDS; i++) {
        uses_note(argument, 1 + i % IDS, NOW + i / IDS * SECOND);
    }
    return NULL;
}

static void test_threads_note_while_another_takes(void **state)
{
    struct uses *const uses = *state;
    pthread_t threads[4];
    int64_t latest[IDS + 1] = {0};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, note_many, uses), 0);
    }
    for (int round = 0; round < 50; round++) {
        for (unsigned slot = 0; slot < USES_SLOTS; slot++) {
            struct use use = {0};
            if (uses_take(uses, slot, &use)) {
                assert_true(use.id >= 1 && use.id <= IDS);
                latest[use.id] = use.at_us > latest[use.id] ? use.at_us : latest[use.id];
            }
        }
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    for (int64_t id = 1; id <= IDS; id++) {
        const int64_t left = uses_latest(uses, id);
        assert_int_equal(left > latest[id] ? left : latest[id], NOW + (ROUNDS - 1) * SECOND);
    }
}

static int set_up(void **state)
{
    *state = calloc(1, sizeof(struct uses));
    return *state == NULL;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_latest_use_is_kept_until_it_is_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_can_not_be_counted_is_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_more_ids_than_there_is_room_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_threads_note_while_another_takes, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
