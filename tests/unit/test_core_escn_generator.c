/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/err.h"
#include "esc/escn.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PIC "999859608"
#define START_MS INT64_C(1512980994684)
#define PER_MS 10000

/* A clock that stands still until it was read `reads_per_ms` times, and random bytes that count up. */
struct world {
    _Atomic int64_t now_ms;
    _Atomic long reads;
    long reads_per_ms; /* 0: stands still */
    uint16_t next_random;
};

static int64_t read_clock(void *context)
{
    struct world *const world = context;
    const long reads = atomic_fetch_add(&world->reads, 1) + 1;
    if (world->reads_per_ms != 0 && reads % world->reads_per_ms == 0) {
        return atomic_fetch_add(&world->now_ms, 1) + 1;
    }
    return world->now_ms;
}

static void count_up(void *context, void *out, size_t count)
{
    struct world *const world = context;
    memset(out, 0, count);
    memcpy(out, &world->next_random, count < sizeof world->next_random ? count : sizeof world->next_random);
    world->next_random++;
}

static struct escn_generator *new_generator(struct world *world)
{
    struct escn_generator *const generator = escn_generator_new(read_clock, count_up, world);
    assert_non_null(generator);
    return generator;
}

static struct escn_parts generate(struct escn_generator *generator)
{
    struct escn escn;
    struct escn_parts parts;
    struct err e;
    if (escn_generate(generator, 1, PIC, &escn, &e) != RC_OK || escn_check_issuer(&escn, PIC, &e) != RC_OK) {
        fail_msg("%s", e.msg);
    }
    escn_inspect(&escn, &parts);
    return parts;
}

static void test_one_millisecond_serves_ten_thousand(void **state)
{
    (void)state;
    struct world world = {.now_ms = START_MS};
    struct escn_generator *const generator = new_generator(&world);
    for (unsigned i = 0; i < PER_MS; i++) {
        const struct escn_parts parts = generate(generator);
        assert_int_equal(parts.esc_ms, START_MS);
        assert_int_equal(parts.esc_extra_ticks, i);
    }
    escn_generator_free(generator);
}

static void test_then_it_waits_for_the_clock_to_move(void **state)
{
    (void)state;
    struct world world = {.now_ms = START_MS, .reads_per_ms = PER_MS + 500};
    struct escn_generator *const generator = new_generator(&world);
    for (unsigned i = 0; i < PER_MS; i++) {
        assert_int_equal(generate(generator).esc_ms, START_MS);
    }
    assert_int_equal(world.reads, PER_MS);
    const struct escn_parts parts = generate(generator);
    assert_int_equal(parts.esc_ms, START_MS + 1);
    assert_int_equal(parts.esc_extra_ticks, 0);
    assert_int_equal(world.reads, PER_MS + 500);
    escn_generator_free(generator);
}

static void test_a_number_tells_when_it_was_made(void **state)
{
    (void)state;
    struct world world = {.now_ms = START_MS};
    struct escn_generator *const generator = new_generator(&world);
    assert_int_equal(generate(generator).esc_ms, START_MS);
    world.now_ms = START_MS + 86400000;
    const struct escn_parts parts = generate(generator);
    assert_int_equal(parts.esc_ms, START_MS + 86400000);
    assert_int_equal(parts.esc_extra_ticks, 0);
    escn_generator_free(generator);
}

static void test_a_clock_going_back_repeats_nothing(void **state)
{
    (void)state;
    struct world world = {.now_ms = START_MS, .reads_per_ms = 3};
    struct escn_generator *const generator = new_generator(&world);
    uint64_t last = generate(generator).ticks;
    for (int i = 0; i < 5 * PER_MS; i++) {
        if (i % 700 == 0) {
            world.now_ms -= 3600000;
        }
        const uint64_t ticks = generate(generator).ticks;
        assert_true(ticks > last);
        last = ticks;
    }
    escn_generator_free(generator);
}

static void test_a_clock_before_1970_is_no_obstacle(void **state)
{
    (void)state;
    struct world world = {.now_ms = -5};
    struct escn_generator *const generator = new_generator(&world);
    assert_int_equal(generate(generator).esc_ms, 0);
    escn_generator_free(generator);
}

static void test_the_clock_sequence_is_drawn_anew(void **state)
{
    (void)state;
    struct world world = {.now_ms = START_MS, .next_random = 0xFFFF};
    struct escn_generator *const generator = new_generator(&world);
    assert_int_equal(generate(generator).clock, 0xbfff);
    assert_int_equal(generate(generator).clock, 0x8000);
    assert_int_equal(generate(generator).clock, 0x8001);
    escn_generator_free(generator);
}

static void test_bad_parts_are_refused(void **state)
{
    (void)state;
    struct world world = {.now_ms = START_MS};
    struct escn_generator *const generator = new_generator(&world);
    struct escn escn;
    struct err e = {0};
    assert_int_equal(escn_generate(generator, 1000, PIC, &escn, &e), RC_INVALID);
    assert_string_equal(e.field, "prefix");
    assert_int_equal(escn_generate(generator, 1, "B12345678", &escn, &e), RC_INVALID);
    assert_string_equal(e.code, "ER-1003");
    escn_generator_free(generator);
    escn_generator_free(NULL);
}

#define THREADS 4
#define NUMBERS_PER_THREAD 12000

struct worker {
    struct escn_generator *generator;
    uint64_t *ticks;
    bool failed;
};

static void *generate_many(void *context)
{
    struct worker *const worker = context;
    for (size_t i = 0; i < NUMBERS_PER_THREAD; i++) {
        struct escn escn;
        struct escn_parts parts;
        struct err e;
        worker->failed |= escn_generate(worker->generator, 1, PIC, &escn, &e) != RC_OK;
        escn_inspect(&escn, &parts);
        worker->ticks[i] = parts.ticks;
    }
    return NULL;
}

static int compare_ticks(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a;
    const uint64_t right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static void test_threads_never_get_the_same_number(void **state)
{
    (void)state;
    struct world world = {.now_ms = START_MS, .reads_per_ms = 9973};
    struct escn_generator *const generator = new_generator(&world);
    const size_t count = (size_t)THREADS * NUMBERS_PER_THREAD;
    uint64_t *const ticks = calloc(count, sizeof *ticks);
    assert_non_null(ticks);
    struct worker workers[THREADS];
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.generator = generator, .ticks = ticks + i * NUMBERS_PER_THREAD};
        assert_int_equal(pthread_create(&threads[i], NULL, generate_many, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_false(workers[i].failed);
    }
    qsort(ticks, count, sizeof *ticks, compare_ticks);
    for (size_t i = 1; i < count; i++) {
        assert_true(ticks[i - 1] < ticks[i]);
    }
    free(ticks);
    escn_generator_free(generator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_millisecond_serves_ten_thousand),
        cmocka_unit_test(test_then_it_waits_for_the_clock_to_move),
        cmocka_unit_test(test_a_number_tells_when_it_was_made),
        cmocka_unit_test(test_a_clock_going_back_repeats_nothing),
        cmocka_unit_test(test_a_clock_before_1970_is_no_obstacle),
        cmocka_unit_test(test_the_clock_sequence_is_drawn_anew),
        cmocka_unit_test(test_bad_parts_are_refused),
        cmocka_unit_test(test_threads_never_get_the_same_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
