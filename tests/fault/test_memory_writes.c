/* SPDX-License-Identifier: EUPL-1.2 */
/* Every allocation of every act that writes fails in turn, ours and SQLite's: it says so, nothing is half written, nothing leaks. */
#include "acts.h"
#include "failing.h"

/* Lets the allocation with this number fail; false when there are no more. */
static bool fail_one(struct bench *bench, const struct act *act, long number)
{
    struct err e = {0};
    bench_prepare(bench, act);
    const int64_t before = bench_look(bench);
    failing_memory(number);
    const enum rc rc = bench_do(bench, act, &e);
    failing_memory(-1);
    const bool has_written = bench_look(bench) != before;
    /* Some of SQLite's allocations are wishes only: without them it goes on. */
    if ((rc != RC_OK && (rc != RC_NO_MEMORY || e.rc != rc || has_written)) || (rc == RC_OK && !has_written)) {
        fail_msg("%s, allocation %ld: %s, %s, %s written", act->name, number, rc_name(rc), e.msg, has_written ? "something" : "nothing");
    }
    return failing_has_hit();
}

static void test_every_allocation_fails_in_turn(void **state)
{
    static struct bench bench;
    bench_open(&bench, *state);
    for (size_t i = 0; i < act_count; i++) {
        long number = 0;
        while (fail_one(&bench, &acts[i], number)) {
            number++;
        }
        assert_true(number > 3);
    }
    office_assert_sound(&bench.office);
    bench_close(&bench);
    assert_int_equal(failing_pieces(), 0);
}

int main(void)
{
    static const struct contract_test tests[] = {CONTRACT_TEST(test_every_allocation_fails_in_turn)};
    return failing_begin() ? CONTRACT_RUN_ON("sqlite", "failing memory, writes", tests) : 1;
}
