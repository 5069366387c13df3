/* SPDX-License-Identifier: EUPL-1.2 */
/* What is noted of reads: once a day, not too much, and nothing twice. */
#include "registry/reads.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOW INT64_C(1795338840000000)
#define DAY_US INT64_C(86400000000)

static struct read_note note_of(enum audit_action action, int64_t actor, int64_t object, int64_t at_us)
{
    return (struct read_note){.at_us = at_us, .organisation_id = 1, .actor_id = actor, .action = action, .object_id = object};
}

static void note(struct reads *reads, enum audit_action action, int64_t actor, int64_t object, int64_t at_us)
{
    const struct read_note one = note_of(action, actor, object, at_us);
    reads_note(reads, &one);
}

static void test_a_read_is_noted_once_a_day(void **state)
{
    (void)state;
    struct read_note out[8];
    struct reads *const reads = reads_new();
    assert_non_null(reads);
    note(reads, AUDIT_PERSON_READ, 2, 7, NOW);
    note(reads, AUDIT_PERSON_READ, 2, 7, NOW + 1);
    note(reads, AUDIT_CARD_READ, 2, 7, NOW);
    note(reads, AUDIT_PERSON_READ, 3, 7, NOW);
    assert_int_equal(reads_take(reads, out, 8), 3);
    assert_int_equal(reads_take(reads, out, 8), 0);
    note(reads, AUDIT_PERSON_READ, 2, 7, NOW + 2);
    assert_int_equal(reads_take(reads, out, 8), 0);
    note(reads, AUDIT_PERSON_READ, 2, 7, NOW + DAY_US);
    assert_int_equal(reads_take(reads, out, 8), 1);
    assert_int_equal(out[0].at_us, NOW + DAY_US);
    assert_int_equal(out[0].object_id, 7);
    reads_free(reads);
}

static void test_after_many_one_stands_for_the_list(void **state)
{
    (void)state;
    static struct read_note out[READS_EACH + 8];
    struct reads *const reads = reads_new();
    size_t lists = 0;
    assert_non_null(reads);
    for (int64_t i = 1; i <= READS_EACH + 50; i++) {
        note(reads, AUDIT_PERSON_READ, 2, i, NOW + i);
    }
    const size_t count = reads_take(reads, out, READS_EACH + 8);
    assert_int_equal(count, READS_EACH + 1);
    for (size_t i = 0; i < count; i++) {
        lists += out[i].action == AUDIT_LIST_READ && out[i].object_id == 0 && out[i].at_us == NOW + (int64_t)READS_EACH + 1;
    }
    assert_int_equal(lists, 1);
    note(reads, AUDIT_LIST_READ, 2, 0, NOW);
    assert_int_equal(reads_take(reads, out, 8), 0);
    note(reads, AUDIT_LIST_READ, 3, 0, NOW);
    assert_int_equal(reads_take(reads, out, 8), 1);
    reads_free(reads);
}

static void test_a_full_table_loses_reads_and_nothing_else(void **state)
{
    (void)state;
    struct read_note out[512];
    struct reads *const reads = reads_new();
    size_t total = 0;
    size_t count = 0;
    assert_non_null(reads);
    for (int64_t actor = 1; actor <= 1000; actor++) {
        for (int64_t object = 1; object <= 50; object++) {
            note(reads, AUDIT_CARD_READ, actor, object, NOW);
        }
    }
    while ((count = reads_take(reads, out, 512)) > 0) {
        total += count;
    }
    assert_in_range(total, 10000, 16384);
    note(reads, AUDIT_CARD_READ, 5000, 1, NOW + DAY_US);
    assert_int_equal(reads_take(reads, out, 512), 1);
    reads_free(reads);
}

static void test_what_could_not_be_written_down_is_given_again(void **state)
{
    (void)state;
    struct read_note out[8];
    struct reads *const reads = reads_new();
    assert_non_null(reads);
    note(reads, AUDIT_PERSON_READ, 2, 7, NOW);
    note(reads, AUDIT_LIST_READ, 3, 0, NOW);
    assert_int_equal(reads_take(reads, out, 8), 2);
    reads_put_back(reads, out, 2);
    note(reads, AUDIT_PERSON_READ, 2, 7, NOW + 1);
    assert_int_equal(reads_take(reads, out, 8), 2);
    assert_int_equal(out[0].at_us, NOW);
    assert_int_equal(out[1].at_us, NOW);
    /* A day later their places are others'. */
    note(reads, AUDIT_PERSON_READ, 2, 8, NOW + DAY_US);
    reads_put_back(reads, out, 2);
    assert_int_equal(reads_take(reads, out, 8), 3);
    assert_int_equal(reads_take(reads, out, 8), 0);
    reads_free(reads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_read_is_noted_once_a_day),
        cmocka_unit_test(test_after_many_one_stands_for_the_list),
        cmocka_unit_test(test_what_could_not_be_written_down_is_given_again),
        cmocka_unit_test(test_a_full_table_loses_reads_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
