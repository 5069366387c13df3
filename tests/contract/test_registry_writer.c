/* SPDX-License-Identifier: EUPL-1.2 */
/* The writer: groups, jobs undone alone, groups undone whole, its queue and its end. */
#include "tasks.h"

#include "store/settings.h"

#include <stdio.h>
#include <unistd.h>

struct world {
    struct office office;
    struct log log;
    struct writer *writer;
};

static void begin_with(struct world *w, void **state, struct writer_options options)
{
    office_open(&w->office, *state);
    w->log = (struct log){.fd = STDERR_FILENO, .least = LOG_LEVEL_COUNT};
    options.log = &w->log;
    MUST(writer_start(w->office.registry, &options, &w->writer, &e));
}

static void begin(struct world *w, void **state)
{
    begin_with(w, state, (struct writer_options){0});
}

static void end(struct world *w)
{
    writer_stop(w->writer);
    office_close(&w->office);
}

static struct writer_figures figures(const struct world *w)
{
    struct writer_figures out;
    writer_figures(w->writer, &out);
    return out;
}

static void submit(struct world *w, struct task *task)
{
    assert_true(writer_submit(w->writer, &task->job));
}

static enum rc put(struct session *session, void *argument, struct err *e)
{
    return settings_put(session->db, argument, "written", e);
}

static enum rc put_then_refuse(struct session *session, void *argument, struct err *e)
{
    if (put(session, argument, e) != RC_OK) {
        return e->rc;
    }
    return err_set(e, RC_CONFLICT, "ER-0002", "", "refused");
}

/* A statement that the database refuses. */
static enum rc break_a_rule(struct session *session, void *unused, struct err *e)
{
    (void)unused;
    return db_script(session->db, "INSERT INTO legal_document (version, title, published_at_us) VALUES (1, 'again', 0)", e);
}

/* References are looked at in the end only, when they lead nowhere. */
static enum rc break_a_rule_at_the_end(struct session *session, void *unused, struct err *e)
{
    (void)unused;
    return db_script(session->db, "PRAGMA defer_foreign_keys = ON; UPDATE mandate SET issuer_id = 900", e);
}

/* A job that holds the writer until the gate is opened, so that others gather behind it. */
struct gate {
    struct task task;
    sem_t entered, open;
};

static enum rc hold(struct session *session, void *argument, struct err *e)
{
    (void)session;
    (void)e;
    struct gate *const gate = argument;
    (void)sem_post(&gate->entered);
    while (sem_wait(&gate->open) != 0) {
    }
    return RC_OK;
}

static void gate_close(struct world *w, struct gate *gate)
{
    task_init(&gate->task, NULL, hold, gate);
    (void)sem_init(&gate->entered, 0, 0);
    (void)sem_init(&gate->open, 0, 0);
    submit(w, &gate->task);
    while (sem_wait(&gate->entered) != 0) {
    }
}

static void gate_open(struct gate *gate)
{
    (void)sem_post(&gate->open);
    assert_int_equal(task_wait(&gate->task), RC_OK);
    task_deinit(&gate->task);
    (void)sem_destroy(&gate->entered);
    (void)sem_destroy(&gate->open);
}

static int64_t written(void **state)
{
    return office_number(*state, "SELECT COUNT(*) FROM setting");
}

static void test_a_writer_needs_a_database(void **state)
{
    const struct contract *const contract = *state;
    const struct registry_settings settings = {.database = contract->url};
    const struct writer_options options = {0};
    struct registry *registry = NULL;
    struct writer *writer = NULL;
    MUST(registry_open(&settings, &registry, &e));
    REFUSED(writer_start(registry, &options, &writer, &e), RC_UNAVAILABLE, "SE-0503", "", "opening the database");
    assert_null(writer);
    registry_close(registry);
}

static void test_a_job_is_answered_after_its_commit(void **state)
{
    struct world w;
    struct task task;
    begin(&w, state);
    task_init(&task, NULL, put, "a");
    submit(&w, &task);
    assert_int_equal(task_wait(&task), RC_OK);
    assert_int_equal(written(state), 1);
    assert_int_equal(figures(&w).jobs, 1);
    assert_int_equal(figures(&w).groups, 1);
    task_deinit(&task);
    end(&w);
}

#define MANY 20

/* Hands in many jobs while the writer is held, and opens it. */
static void gather(struct world *w, struct task *tasks, size_t count)
{
    struct gate gate;
    gate_close(w, &gate);
    for (size_t i = 0; i < count; i++) {
        submit(w, &tasks[i]);
    }
    assert_int_equal(figures(w).waiting, count);
    gate_open(&gate);
}

static void test_waiting_jobs_share_a_transaction(void **state)
{
    struct world w;
    struct task tasks[MANY];
    static char names[MANY][8];
    begin(&w, state);
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(names[i], sizeof names[i], "%zu", i);
        task_init(&tasks[i], NULL, put, names[i]);
    }
    gather(&w, tasks, MANY);
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(task_wait(&tasks[i]), RC_OK);
        task_deinit(&tasks[i]);
    }
    assert_int_equal(written(state), MANY);
    assert_int_equal(figures(&w).groups, 2);
    assert_int_equal(figures(&w).jobs, MANY + 1);
    assert_int_equal(figures(&w).waiting, 0);
    end(&w);
}

static void test_a_group_has_its_limit(void **state)
{
    struct world w;
    struct task tasks[9];
    begin_with(&w, state, (struct writer_options){.group_max = 4});
    for (size_t i = 0; i < 9; i++) {
        task_init(&tasks[i], NULL, put, "same");
    }
    gather(&w, tasks, 9);
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(task_wait(&tasks[i]), RC_OK);
        task_deinit(&tasks[i]);
    }
    assert_int_equal(figures(&w).groups, 1 + 3);
    end(&w);
}

/* How many jobs of a group had ended when the group was told of. */
struct audience {
    struct task *tasks;
    size_t ended[8];
    size_t groups;
    sem_t told;
};

static void hear(void *self)
{
    struct audience *const audience = self;
    int value = 0;
    for (size_t i = 0; i < 9; i++) {
        (void)sem_getvalue(&audience->tasks[i].ended, &value);
        audience->ended[audience->groups] += (size_t)value;
    }
    audience->groups++;
    (void)sem_post(&audience->told);
}

static void test_the_end_of_each_group_is_told_after_its_jobs(void **state)
{
    struct world w;
    static struct task tasks[9];
    struct audience audience = {.tasks = tasks};
    static const size_t expected[] = {0, 4, 8, 9};
    begin_with(&w, state, (struct writer_options){.group_max = 4});
    (void)sem_init(&audience.told, 0, 0);
    writer_on_group(w.writer, hear, &audience);
    for (size_t i = 0; i < 9; i++) {
        task_init(&tasks[i], NULL, i == 5 ? put_then_refuse : put, "same");
    }
    gather(&w, tasks, 9);
    for (size_t i = 0; i < 4; i++) {
        while (sem_wait(&audience.told) != 0) {
        }
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(audience.ended[i], expected[i]);
    }
    for (size_t i = 0; i < 9; i++) {
        task_deinit(&tasks[i]);
    }
    end(&w);
    (void)sem_destroy(&audience.told);
}

static void test_a_job_that_refuses_is_undone_alone(void **state)
{
    struct world w;
    struct task tasks[4];
    begin(&w, state);
    task_init(&tasks[0], NULL, put, "a");
    task_init(&tasks[1], NULL, put_then_refuse, "b");
    task_init(&tasks[2], NULL, break_a_rule, NULL);
    task_init(&tasks[3], NULL, put, "d");
    gather(&w, tasks, 4);
    static const enum rc expected[] = {RC_OK, RC_CONFLICT, RC_CONFLICT, RC_OK};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(task_wait(&tasks[i]), expected[i]);
        assert_int_equal(tasks[i].end_error.rc, RC_OK);
        task_deinit(&tasks[i]);
    }
    assert_int_equal(written(state), 2);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM setting WHERE name = 'b'"), 0);
    assert_int_equal(figures(&w).failed_groups, 0);
    end(&w);
}

/* Runs two good jobs around a bad one that takes the whole group down, and another group after it. */
static void lose_a_group(void **state, session_work_fn *bad, bool is_kept_anyway, enum rc rc)
{
    struct world w;
    struct task tasks[3];
    struct task later;
    begin(&w, state);
    task_init(&tasks[0], NULL, put, "a");
    task_init(&tasks[1], NULL, bad, NULL);
    task_init(&tasks[2], NULL, put, "c");
    tasks[1].is_kept_anyway = is_kept_anyway;
    gather(&w, tasks, 3);
    for (size_t i = 0; i < 3; i++) {
        (void)task_wait(&tasks[i]);
        assert_int_equal(tasks[i].end_error.rc, rc);
        assert_true(tasks[i].end_error.msg[0] != '\0');
        task_deinit(&tasks[i]);
    }
    assert_int_equal(written(state), 0);
    assert_int_equal(figures(&w).failed_groups, 1);
    task_init(&later, NULL, put, "later");
    submit(&w, &later);
    assert_int_equal(task_wait(&later), RC_OK);
    assert_int_equal(written(state), 1);
    task_deinit(&later);
    end(&w);
}

static void test_a_failure_that_a_job_hides_fails_its_group(void **state)
{
    lose_a_group(state, break_a_rule, true, RC_INTERNAL);
}

static void test_a_commit_that_fails_answers_all_with_the_failure(void **state)
{
    lose_a_group(state, break_a_rule_at_the_end, false, RC_INTERNAL);
}

static void test_a_full_queue_refuses(void **state)
{
    struct world w;
    struct task tasks[3];
    struct gate gate;
    begin_with(&w, state, (struct writer_options){.queue_length = 2});
    gate_close(&w, &gate);
    for (size_t i = 0; i < 3; i++) {
        task_init(&tasks[i], NULL, put, "a");
    }
    submit(&w, &tasks[0]);
    submit(&w, &tasks[1]);
    assert_false(writer_submit(w.writer, &tasks[2].job));
    gate_open(&gate);
    assert_int_equal(task_wait(&tasks[0]), RC_OK);
    assert_int_equal(task_wait(&tasks[1]), RC_OK);
    submit(&w, &tasks[2]);
    assert_int_equal(task_wait(&tasks[2]), RC_OK);
    for (size_t i = 0; i < 3; i++) {
        task_deinit(&tasks[i]);
    }
    end(&w);
}

static void test_stopping_finishes_what_was_taken(void **state)
{
    struct world w;
    static struct task tasks[MANY];
    static char names[MANY][8];
    office_open(&w.office, *state);
    w.log = (struct log){.fd = STDERR_FILENO, .least = LOG_LEVEL_COUNT};
    for (int round = 0; round < 10; round++) {
        const struct writer_options options = {.log = &w.log, .group_max = 3};
        MUST(writer_start(w.office.registry, &options, &w.writer, &e));
        for (size_t i = 0; i < MANY; i++) {
            (void)snprintf(names[i], sizeof names[i], "%d-%zu", round, i);
            task_init(&tasks[i], NULL, put, names[i]);
            submit(&w, &tasks[i]);
        }
        writer_stop(w.writer);
        for (size_t i = 0; i < MANY; i++) {
            assert_int_equal(task_wait(&tasks[i]), RC_OK);
            task_deinit(&tasks[i]);
        }
        assert_int_equal(written(state), MANY * (round + 1));
    }
    writer_stop(NULL);
    office_close(&w.office);
}

/* Puts three things, of which the second is undone and the last depends on `argument`. */
static enum rc put_in_pieces(struct session *session, void *argument, struct err *e)
{
    const bool *const fails = argument;
    if (put(session, "first", e) != RC_OK || writer_keep(session, e) != RC_OK || put(session, "second", e) != RC_OK ||
        writer_undo(session, e) != RC_OK || put(session, "third", e) != RC_OK) {
        return e->rc;
    }
    return *fails ? err_set(e, RC_CONFLICT, "ER-0002", "", "refused") : RC_OK;
}

static void test_a_job_of_pieces_keeps_some_and_undoes_others(void **state)
{
    struct world w;
    bool fails = false;
    bool taken = false;
    begin(&w, state);
    MUST(writer_do(w.writer, put_in_pieces, &fails, &taken, &e));
    assert_true(taken);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM setting WHERE name IN ('first', 'third')"), 2);
    assert_int_equal(written(state), 2);
    end(&w);
}

/* Its kept pieces are answered for by nobody, so that they must not stay. */
static void test_a_job_that_refuses_after_a_kept_piece_fails_its_group(void **state)
{
    struct world w;
    struct gate gate;
    struct task before;
    struct task task;
    bool fails = true;
    begin(&w, state);
    gate_close(&w, &gate);
    task_init(&before, NULL, put, "before");
    task_init(&task, NULL, put_in_pieces, &fails);
    submit(&w, &before);
    submit(&w, &task);
    gate_open(&gate);
    assert_int_equal(task_wait(&before), RC_UNAVAILABLE);
    assert_int_equal(task_wait(&task), RC_UNAVAILABLE);
    assert_string_equal(task.end_error.msg, "a write of many parts failed between them; nothing was written, try again");
    assert_int_equal(written(state), 0);
    assert_int_equal(figures(&w).failed_groups, 1);
    task_deinit(&before);
    task_deinit(&task);
    end(&w);
}

static void test_who_waits_for_a_write_learns_what_became_of_it(void **state)
{
    struct world w;
    bool taken = false;
    begin(&w, state);
    MUST(writer_do(w.writer, put, "a", &taken, &e));
    assert_int_equal(written(state), 1);
    REFUSED(writer_do(w.writer, put_then_refuse, "b", &taken, &e), RC_CONFLICT, "ER-0002", "", "refused");
    assert_true(taken);
    struct err broken = {0};
    assert_int_not_equal(writer_do(w.writer, break_a_rule_at_the_end, NULL, &taken, &broken), RC_OK);
    assert_int_equal(written(state), 1);
    end(&w);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_writer_needs_a_database),
        CONTRACT_TEST(test_a_job_is_answered_after_its_commit),
        CONTRACT_TEST(test_waiting_jobs_share_a_transaction),
        CONTRACT_TEST(test_a_group_has_its_limit),
        CONTRACT_TEST(test_the_end_of_each_group_is_told_after_its_jobs),
        CONTRACT_TEST(test_a_job_that_refuses_is_undone_alone),
        CONTRACT_TEST(test_a_failure_that_a_job_hides_fails_its_group),
        CONTRACT_TEST(test_a_commit_that_fails_answers_all_with_the_failure),
        CONTRACT_TEST(test_a_full_queue_refuses),
        CONTRACT_TEST(test_a_job_of_pieces_keeps_some_and_undoes_others),
        CONTRACT_TEST(test_a_job_that_refuses_after_a_kept_piece_fails_its_group),
        CONTRACT_TEST(test_who_waits_for_a_write_learns_what_became_of_it),
        CONTRACT_TEST(test_stopping_finishes_what_was_taken),
    };
    return CONTRACT_RUN("registry writer", tests);
}
