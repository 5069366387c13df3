/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/queue.h"

#include "base/clock.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static int numbers[2000];

static struct queue *new_queue(size_t capacity)
{
    struct queue *const queue = queue_new(capacity);
    assert_non_null(queue);
    return queue;
}

static void test_first_in_first_out(void **state)
{
    (void)state;
    struct queue *const queue = new_queue(3);
    void *out[5];
    for (int round = 0; round < 4; round++) {
        assert_true(queue_push(queue, &numbers[0]));
        assert_true(queue_push(queue, &numbers[1]));
        assert_int_equal(queue_length(queue), 2);
        assert_int_equal(queue_pop(queue, out, 5, 0), 2);
        assert_ptr_equal(out[0], &numbers[0]);
        assert_ptr_equal(out[1], &numbers[1]);
    }
    queue_free(queue);
    queue_free(NULL);
}

static void test_no_more_than_its_capacity(void **state)
{
    (void)state;
    struct queue *const queue = new_queue(2);
    void *out[1];
    assert_true(queue_push(queue, &numbers[0]));
    assert_true(queue_push(queue, &numbers[1]));
    assert_false(queue_push(queue, &numbers[2]));
    assert_int_equal(queue_pop(queue, out, 1, 0), 1);
    assert_ptr_equal(out[0], &numbers[0]);
    assert_true(queue_push(queue, &numbers[2]));
    queue_free(queue);
}

static void test_an_empty_queue_is_waited_for_as_long_as_told(void **state)
{
    (void)state;
    struct queue *const queue = new_queue(2);
    void *out[1];
    assert_int_equal(queue_pop(queue, out, 1, 0), 0);
    const int64_t start = clock_steady_us();
    assert_int_equal(queue_pop(queue, out, 1, 20), 0);
    assert_true(clock_steady_us() - start >= 20000);
    queue_free(queue);
}

static void test_a_closed_queue_gives_what_it_has(void **state)
{
    (void)state;
    struct queue *const queue = new_queue(2);
    void *out[1];
    assert_true(queue_push(queue, &numbers[0]));
    assert_false(queue_is_closed(queue));
    queue_close(queue);
    assert_true(queue_is_closed(queue));
    assert_false(queue_push(queue, &numbers[1]));
    assert_int_equal(queue_pop(queue, out, 1, -1), 1);
    assert_int_equal(queue_pop(queue, out, 1, -1), 0);
    queue_free(queue);
}

static void *pop_once(void *context)
{
    void *out[1];
    return queue_pop(context, out, 1, -1) == 1 ? out[0] : NULL;
}

static void test_closing_wakes_who_waits(void **state)
{
    (void)state;
    struct queue *const queue = new_queue(2);
    pthread_t threads[3];
    void *popped = &numbers[0];
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, pop_once, queue), 0);
    }
    queue_close(queue);
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(pthread_join(threads[i], &popped), 0);
        assert_null(popped);
    }
    queue_free(queue);
}

static void *push_all(void *context)
{
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        while (!queue_push(context, &numbers[i])) {
            (void)sched_yield();
        }
    }
    return NULL;
}

static void *count_all(void *context)
{
    void *out[16];
    size_t *const counts = calloc(COUNT_OF(numbers), sizeof *counts);
    size_t popped = queue_pop(context, out, COUNT_OF(out), -1);
    while (counts != NULL && popped > 0) {
        for (size_t i = 0; i < popped; i++) {
            counts[(int *)out[i] - numbers]++;
        }
        popped = queue_pop(context, out, COUNT_OF(out), -1);
    }
    return counts;
}

/* Every item that was pushed is popped once, whoever pushes and pops. */
static void test_threads_lose_nothing(void **state)
{
    (void)state;
    struct queue *const queue = new_queue(32);
    pthread_t producers[2];
    pthread_t consumers[2];
    size_t *counts[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&consumers[i], NULL, count_all, queue), 0);
        assert_int_equal(pthread_create(&producers[i], NULL, push_all, queue), 0);
    }
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(producers[i], NULL), 0);
    }
    queue_close(queue);
    for (size_t i = 0; i < 2; i++) {
        void *result = NULL;
        assert_int_equal(pthread_join(consumers[i], &result), 0);
        assert_non_null(result);
        counts[i] = result;
    }
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        assert_int_equal(counts[0][i] + counts[1][i], 2);
    }
    free(counts[0]);
    free(counts[1]);
    queue_free(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_in_first_out),
        cmocka_unit_test(test_no_more_than_its_capacity),
        cmocka_unit_test(test_an_empty_queue_is_waited_for_as_long_as_told),
        cmocka_unit_test(test_a_closed_queue_gives_what_it_has),
        cmocka_unit_test(test_closing_wakes_who_waits),
        cmocka_unit_test(test_threads_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
