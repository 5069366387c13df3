/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers that the router makes never repeat: over threads, registries that share a database, and restarts. */
#include "registries.h"

#include "registry/numbers.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 100
#define BATCHES 12
#define MAKERS 4

/* One claim. */
struct claim {
    const char *pic;
    unsigned prefix;
    struct escn *out;
    size_t count;
};

static enum rc make(struct session *session, void *argument, struct err *e)
{
    const struct claim *const claim = argument;
    return registry_make_numbers(session, claim->prefix, claim->pic, claim->out, claim->count, e);
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, ESCN_BYTES);
}

static void assert_all_differ(struct escn *numbers, size_t count)
{
    qsort(numbers, count, sizeof *numbers, compare);
    for (size_t i = 1; i < count; i++) {
        assert_false(escn_equal(&numbers[i - 1], &numbers[i]));
    }
}

static void test_numbers_carry_prefix_pic_and_time(void **state)
{
    AUTO(office_close) struct office office;
    struct escn numbers[3];
    struct claim claim = {.pic = SECOND, .prefix = 42, .out = numbers, .count = 3};
    office_open(&office, *state);
    MUST(session_transaction(office_act(&office, office.writer, NULL), make, &claim, &e));
    for (size_t i = 0; i < 3; i++) {
        struct escn_parts parts;
        escn_inspect(&numbers[i], &parts);
        MUST(escn_check_issuer(&numbers[i], SECOND, &e));
        assert_int_equal(parts.prefix, 42);
        assert_int_equal(parts.esc_ms, NOW / 1000);
        assert_int_equal(parts.esc_extra_ticks, i);
    }
}

static void test_numbers_differ_for_all_prefixes_and_pics(void **state)
{
    AUTO(office_close) struct office office;
    static struct escn numbers[4 * BATCH];
    office_open(&office, *state);
    static const struct {
        const char *pic;
        unsigned prefix;
    } makers[] = {{FIRST, 0}, {FIRST, 999}, {SECOND, 0}, {"000000000", 1}};
    for (size_t i = 0; i < 4; i++) {
        struct claim claim = {.pic = makers[i].pic, .prefix = makers[i].prefix, .out = &numbers[i * BATCH], .count = BATCH};
        MUST(session_transaction(office_act(&office, office.writer, NULL), make, &claim, &e));
    }
    /* Not even their times repeat. */
    uint64_t ticks[4 * BATCH];
    for (size_t i = 0; i < 4 * BATCH; i++) {
        struct escn_parts parts;
        escn_inspect(&numbers[i], &parts);
        ticks[i] = parts.ticks;
        assert_true(i == 0 || ticks[i] == ticks[i - 1] + 1);
    }
    assert_all_differ(numbers, 4 * BATCH);
}

static void test_bad_parts_are_refused(void **state)
{
    AUTO(office_close) struct office office;
    struct escn number;
    struct claim bad_pic = {.pic = "12345678x", .prefix = 1, .out = &number, .count = 1};
    struct claim bad_prefix = {.pic = FIRST, .prefix = 1000, .out = &number, .count = 1};
    office_open(&office, *state);
    struct session *const session = office_act(&office, office.writer, NULL);
    REFUSED(session_transaction(session, make, &bad_pic, &e), RC_INVALID, "ER-1003", "pic", "the PIC is \"12345678x\"");
    struct err e = {0};
    assert_int_equal(session_transaction(session, make, &bad_prefix, &e), RC_INVALID);
    assert_int_equal(office_number(*state, "SELECT last_tick FROM escn_sequence"), 0);
}

static void test_after_a_restart_and_with_a_clock_gone_back(void **state)
{
    static struct escn numbers[6 * BATCH];
    struct office office;
    office_open(&office, *state);
    for (size_t i = 0; i < 6; i++) {
        if (i == 3) {
            office_close(&office);
            office_open_again(&office, *state, NULL);
        }
        struct claim claim = {.pic = FIRST, .prefix = 1, .out = &numbers[i * BATCH], .count = BATCH};
        struct session *const session = office_act(&office, office.writer, NULL);
        session->now_us = NOW - (int64_t)i * 1000000;
        MUST(session_transaction(session, make, &claim, &e));
    }
    assert_all_differ(numbers, 6 * BATCH);
    office_close(&office);
}

/* A thread that makes numbers through a session of its own, in one of two registries. */
struct maker {
    struct registry *registry;
    struct escn *out;
    bool failed;
};

static void *make_many(void *argument)
{
    struct maker *const maker = argument;
    struct session *session = NULL;
    struct arena arena;
    struct err e = {0};
    arena_init(&arena, 4096);
    maker->failed = session_open(maker->registry, SESSION_WRITE, &session, &e) != RC_OK;
    for (size_t i = 0; i < BATCHES && !maker->failed; i++) {
        struct claim claim = {.pic = FIRST, .prefix = 1, .out = &maker->out[i * BATCH], .count = BATCH};
        maker->failed = session_begin(session, &arena, NULL, &e) != RC_OK || session_transaction(session, make, &claim, &e) != RC_OK;
    }
    session_close(session);
    arena_deinit(&arena);
    return NULL;
}

static void test_over_threads_and_two_registries(void **state)
{
    AUTO(office_close) struct office office;
    AUTO(office_close) struct office other;
    static struct escn numbers[MAKERS * BATCHES * BATCH];
    struct maker makers[MAKERS];
    pthread_t threads[MAKERS];
    office_open(&office, *state);
    office_open_again(&other, *state, NULL);
    for (size_t i = 0; i < MAKERS; i++) {
        makers[i] = (struct maker){.registry = i % 2 == 0 ? office.registry : other.registry, .out = &numbers[i * BATCHES * BATCH]};
        assert_int_equal(pthread_create(&threads[i], NULL, make_many, &makers[i]), 0);
    }
    for (size_t i = 0; i < MAKERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_false(makers[i].failed);
    }
    assert_all_differ(numbers, MAKERS * BATCHES * BATCH);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_numbers_carry_prefix_pic_and_time),
        CONTRACT_TEST(test_numbers_differ_for_all_prefixes_and_pics),
        CONTRACT_TEST(test_bad_parts_are_refused),
        CONTRACT_TEST(test_after_a_restart_and_with_a_clock_gone_back),
        CONTRACT_TEST(test_over_threads_and_two_registries),
    };
    return CONTRACT_RUN("registry numbers", tests);
}
