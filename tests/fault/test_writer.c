/* SPDX-License-Identifier: EUPL-1.2 */
/* A group of writes in which one statement of the writer or of a job fails: who is told what, and what is there afterwards. */
#include "acts.h"
#include "failing.h"
#include "tasks.h"

#include "store/settings.h"

#include <unistd.h>

struct world {
    struct office office;
    struct log log;
    struct writer *writer;
};

static void begin(struct world *w, void **state)
{
    office_open(&w->office, *state);
    w->log = (struct log){.fd = STDERR_FILENO, .least = LOG_LEVEL_COUNT};
    const struct writer_options options = {.log = &w->log};
    MUST(writer_start(w->office.registry, &options, &w->writer, &e));
}

static void end(struct world *w)
{
    writer_stop(w->writer);
    office_assert_sound(&w->office);
    office_close(&w->office);
}

static enum rc clear(struct session *session, void *unused, struct err *e)
{
    (void)unused;
    return db_script(session->db, "DELETE FROM setting", e);
}

static void run_one(struct world *w, session_work_fn *work)
{
    struct task task;
    task_init(&task, NULL, work, NULL);
    assert_true(writer_submit(w->writer, &task.job));
    assert_int_equal(task_wait(&task), RC_OK);
    task_deinit(&task);
}

static enum rc put(struct session *session, void *argument, struct err *e)
{
    return settings_put(session->db, argument, "written", e);
}

static enum rc put_then_refuse(struct session *session, void *argument, struct err *e)
{
    return put(session, argument, e) == RC_OK ? err_set(e, RC_CONFLICT, "ER-0002", "", "refused") : e->rc;
}

static enum rc put_and_touch_directory(struct session *session, void *argument, struct err *e)
{
    session_touch_directory(session);
    return put(session, argument, e);
}

static enum rc put_twice(struct session *session, void *argument, struct err *e)
{
    return put(session, argument, e) == RC_OK ? settings_put(session->db, "second statement", "written", e) : e->rc;
}

/* Four jobs, of which the second refuses by itself. */
static struct {
    session_work_fn *work;
    char name[4];
} jobs[] = {{put, "a"}, {put_then_refuse, "b"}, {put_and_touch_directory, "c"}, {put_twice, "d"}};

#define JOBS COUNT_OF(jobs)
#define REFUSING 1

static const struct {
    const char *name, *statement;
    long more; /* of its executions before the one that fails */
    int code;
    enum rc all;     /* what all jobs are told; RC_OK: their fates differ */
    int failing_job; /* which of them is told so alone; -1: none */
    int64_t written; /* settings afterwards */
} cases[] = {
    {"nothing fails", "NOTHING", 0, SQLITE_FULL, RC_OK, -1, 4},
    {"the group can't begin", "BEGIN", 0, SQLITE_BUSY, RC_UNAVAILABLE, -1, 0},
    {"the first savepoint", "SAVEPOINT", 0, SQLITE_FULL, RC_UNAVAILABLE, -1, 0},
    {"a later savepoint", "SAVEPOINT", 2, SQLITE_NOMEM, RC_NO_MEMORY, -1, 0},
    {"a job's only statement", "INSERT INTO setting", 0, SQLITE_FULL, RC_OK, 0, 3},
    {"a statement of a job that would refuse", "INSERT INTO setting", 1, SQLITE_IOERR_WRITE, RC_OK, 1, 4},
    {"a job's second statement", "INSERT INTO setting", 4, SQLITE_FULL, RC_OK, 3, 2},
    {"releasing a savepoint", "RELEASE", 0, SQLITE_IOERR_WRITE, RC_UNAVAILABLE, -1, 0},
    {"undoing the job that refuses", "ROLLBACK TO", 0, SQLITE_IOERR_WRITE, RC_UNAVAILABLE, -1, 0},
    {"telling of the organisations", "UPDATE revision", 0, SQLITE_FULL, RC_UNAVAILABLE, -1, 0},
    {"the commit", "COMMIT", 0, SQLITE_FULL, RC_UNAVAILABLE, -1, 0},
    {"the commit, without memory", "COMMIT", 0, SQLITE_NOMEM, RC_NO_MEMORY, -1, 0},
};

/* A job that holds the writer until all others wait behind it, and arms the failure when it has ended. */
struct gate {
    struct write_job job;
    sem_t entered, open;
    const char *statement;
    long more;
    int code;
};

static bool gate_run(struct write_job *job, struct session *session)
{
    (void)session;
    struct gate *const gate = (struct gate *)job;
    (void)sem_post(&gate->entered);
    while (sem_wait(&gate->open) != 0) {
    }
    return true;
}

static void gate_end(struct write_job *job, const struct err *e)
{
    (void)e;
    const struct gate *const gate = (const struct gate *)job;
    failing_step(gate->statement, gate->more, gate->code);
}

static void run_group(struct world *w, struct task *tasks, size_t at)
{
    struct gate gate = {.job = {gate_run, gate_end}, .statement = cases[at].statement, .more = cases[at].more, .code = cases[at].code};
    (void)sem_init(&gate.entered, 0, 0);
    (void)sem_init(&gate.open, 0, 0);
    assert_true(writer_submit(w->writer, &gate.job));
    while (sem_wait(&gate.entered) != 0) {
    }
    for (size_t i = 0; i < JOBS; i++) {
        task_init(&tasks[i], NULL, jobs[i].work, jobs[i].name);
        assert_true(writer_submit(w->writer, &tasks[i].job));
    }
    (void)sem_post(&gate.open);
    for (size_t i = 0; i < JOBS; i++) {
        (void)task_wait(&tasks[i]);
    }
    failing_step(NULL, -1, 0);
    (void)sem_destroy(&gate.entered);
    (void)sem_destroy(&gate.open);
}

/* What a job was told in the end. */
static enum rc told(const struct task *task)
{
    return task->end_error.rc != RC_OK ? task->end_error.rc : task->work_error.rc;
}

static void assert_told(size_t at, struct task *tasks)
{
    for (size_t i = 0; i < JOBS; i++) {
        const enum rc alone = (int)i == cases[at].failing_job ? RC_UNAVAILABLE : i == REFUSING ? RC_CONFLICT : RC_OK;
        const enum rc expected = cases[at].all != RC_OK ? cases[at].all : alone;
        if (told(&tasks[i]) != expected) {
            fail_msg("%s: job %zu is told %s, expected %s", cases[at].name, i, rc_name(told(&tasks[i])), rc_name(expected));
        }
        task_deinit(&tasks[i]);
    }
}

static void test_a_statement_fails_in_a_group(void **state)
{
    struct world w;
    begin(&w, state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct task tasks[JOBS];
        const unsigned directory = atomic_load(&w.office.registry->directory_stamp);
        run_group(&w, tasks, i);
        assert_told(i, tasks);
        const int64_t written = office_number(*state, "SELECT COUNT(*) FROM setting");
        if (written != cases[i].written) {
            fail_msg("%s: %d settings, expected %d", cases[i].name, (int)written, (int)cases[i].written);
        }
        assert_int_equal(atomic_load(&w.office.registry->directory_stamp) > directory, cases[i].all == RC_OK);
        run_one(&w, clear);
    }
    end(&w);
}

static bool is_told(void *argument)
{
    const atomic_uint *const *const stamps = argument;
    return atomic_load(stamps[0]) != 0 && atomic_load(stamps[1]) != 0;
}

/* A look that fails is made up for: the change is told later, or at once together with everything that might have changed. */
static void test_looking_for_changes_by_others_fails(void **state)
{
    static const char *const statements[] = {"PRAGMA data_version", "SELECT value FROM revision"};
    for (size_t i = 0; i < COUNT_OF(statements); i++) {
        struct world w;
        begin(&w, state);
        const atomic_uint *stamps[] = {&w.office.registry->outside_stamp, &w.office.registry->directory_stamp};
        atomic_store(&w.office.registry->outside_stamp, 0);
        atomic_store(&w.office.registry->directory_stamp, 0);
        failing_step(statements[i], 0, SQLITE_BUSY);
        office_script(*state, "UPDATE organisation SET name = name || '!' WHERE id = 1; UPDATE revision SET value = value + 1");
        assert_true(eventually(is_told, stamps));
        assert_true(failing_has_hit());
        failing_step(NULL, -1, 0);
        end(&w);
        office_script(*state,
            "DELETE FROM mandate; DELETE FROM legal_acceptance; DELETE FROM legal_text; DELETE FROM legal_document; DELETE FROM "
            "organisation");
    }
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_statement_fails_in_a_group),
        CONTRACT_TEST(test_looking_for_changes_by_others_fails),
    };
    return CONTRACT_RUN_ON("sqlite", "failing statements in the writer", tests);
}
