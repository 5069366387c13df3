/* SPDX-License-Identifier: EUPL-1.2 */
/* Every step of the database in every act that writes fails in turn, before it begins or in the middle: afterwards the database is as it
 * was before, and the next act works. */
#include "acts.h"
#include "db/sqlite.h"
#include "failing.h"

#include <string.h>

/* The codes that the steps give by turns, and what they mean to callers. */
static const struct {
    int code;
    enum rc rc;
} failures[] = {
    {SQLITE_IOERR_WRITE, RC_UNAVAILABLE},
    {SQLITE_FULL, RC_UNAVAILABLE},
    {SQLITE_BUSY, RC_UNAVAILABLE},
    {SQLITE_NOMEM, RC_NO_MEMORY},
    {SQLITE_CORRUPT, RC_INTERNAL},
    {SQLITE_READONLY, RC_UNAVAILABLE},
    {SQLITE_CANTOPEN, RC_UNAVAILABLE},
    {SQLITE_INTERRUPT, RC_INTERNAL},
};

/* Lets the step with this number fail; false when there are no more. */
static bool fail_one(struct bench *bench, const struct act *act, long number)
{
    const size_t kind = (size_t)number % COUNT_OF(failures);
    struct err e = {0};
    bench_prepare(bench, act);
    const int64_t before = bench_look(bench);
    failing_step(NULL, number, failures[kind].code);
    const enum rc rc = bench_do(bench, act, &e);
    failing_step(NULL, -1, 0);
    const bool has_written = bench_look(bench) != before;
    const bool has_hit = failing_has_hit();
    if (rc != (has_hit ? failures[kind].rc : RC_OK) || e.rc != rc || has_written == has_hit) {
        fail_msg("%s, step %ld, code %d: %s, %s, %s written", act->name, number, failures[kind].code, rc_name(rc), e.msg,
            has_written ? "something" : "nothing");
    }
    return has_hit;
}

static void test_every_step_fails_in_turn(void **state)
{
    static struct bench bench;
    bench_open(&bench, *state);
    for (size_t i = 0; i < act_count; i++) {
        long number = 0;
        while (fail_one(&bench, &acts[i], number)) {
            number++;
        }
        assert_true(number > 4);
    }
    office_assert_sound(&bench.office);
    bench_close(&bench);
}

/* How many instructions more SQLite may do. */
static int stop_after(void *argument)
{
    long *const left = argument;
    return *left >= 0 && (*left)-- == 0;
}

/* Interrupts the act after so many instructions; false when it was not long enough. */
static bool interrupt_one(struct bench *bench, const struct act *act, long instructions)
{
    sqlite3 *const handle = sqlite_of(bench->office.writer->db)->file.handle;
    struct err e = {0};
    long left = instructions;
    bench_prepare(bench, act);
    const int64_t before = bench_look(bench);
    sqlite3_progress_handler(handle, 1, stop_after, &left);
    const enum rc rc = bench_do(bench, act, &e);
    sqlite3_progress_handler(handle, 0, NULL, NULL);
    const bool has_written = bench_look(bench) != before;
    const bool was_interrupted = left < 0;
    /* SQLite asks once more when a commit is done, and says that it was interrupted; nothing but this test interrupts it. */
    const bool may_have_written = rc == RC_OK || strstr(e.msg, "\"COMMIT\": interrupted") != NULL;
    if ((rc == RC_OK) == was_interrupted || has_written > may_have_written || (rc == RC_OK && !has_written)) {
        fail_msg("%s, after %ld instructions: %s, %s, %s written", act->name, instructions, rc_name(rc), e.msg,
            has_written ? "something" : "nothing");
    }
    return was_interrupted;
}

static void test_acts_are_interrupted_in_the_middle_of_statements(void **state)
{
    static struct bench bench;
    bench_open(&bench, *state);
    for (size_t i = 0; i < act_count; i++) {
        /* Steps of changing length, so that over the acts every place is met. */
        long instructions = (long)i % 7;
        while (interrupt_one(&bench, &acts[i], instructions)) {
            instructions += 5 + instructions / 40;
        }
        assert_true(instructions > 20);
    }
    office_assert_sound(&bench.office);
    bench_close(&bench);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_every_step_fails_in_turn),
        CONTRACT_TEST(test_acts_are_interrupted_in_the_middle_of_statements),
    };
    return CONTRACT_RUN_ON("sqlite", "failing statements", tests);
}
