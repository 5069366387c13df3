/* SPDX-License-Identifier: EUPL-1.2 */
/* What other processes write is seen: the writer looks for it and tells all sessions. */
#include "tasks.h"

#include "registry/listing.h"
#include "registry/public.h"
#include "store/settings.h"

#include <unistd.h>

#define ADA ESI("ada")

struct world {
    struct office office;
    struct log log;
    struct writer *writer;
};

static void begin(struct world *w, void **state)
{
    office_open(&w->office, *state);
    office_add_person(&w->office, FIRST, ADA, "Ada");
    w->log = (struct log){.fd = STDERR_FILENO, .least = LOG_LEVEL_COUNT};
    const struct writer_options options = {.log = &w->log};
    MUST(writer_start(w->office.registry, &options, &w->writer, &e));
}

static void end(struct world *w)
{
    writer_stop(w->writer);
    office_close(&w->office);
}

/* A stamp and the value that it had. */
struct watched {
    struct registry *registry;
    unsigned outside, directory;
};

static struct watched look(struct world *w)
{
    return (struct watched){
        w->office.registry, atomic_load(&w->office.registry->outside_stamp), atomic_load(&w->office.registry->directory_stamp)};
}

static bool outside_is_told(void *argument)
{
    const struct watched *const watched = argument;
    return atomic_load(&watched->registry->outside_stamp) != watched->outside;
}

static bool directory_is_told(void *argument)
{
    const struct watched *const watched = argument;
    return atomic_load(&watched->registry->directory_stamp) != watched->directory;
}

static void test_a_change_by_another_process_empties_what_is_remembered(void **state)
{
    struct world w;
    struct public_status status;
    struct card_page page;
    const struct list_request request = {.sort = FIELD_CARD_ISSUED, .size = 10};
    begin(&w, state);
    struct watched start = look(&w);
    const char *const number = office_add_card(&w.office, FIRST, ADA); /* through a session that is not the writer's */
    assert_true(eventually(outside_is_told, &start));
    struct session *const session = office_act(&w.office, w.office.reader, FIRST);
    MUST(registry_card_status(session, str_of(number), &status, &e));
    MUST(registry_list_cards(session, &request, &page, &e));
    assert_int_equal(page.total, 1);

    struct watched before = look(&w);
    office_script(*state, "UPDATE card SET status = 1, issued_day = 20000");
    assert_true(eventually(outside_is_told, &before));
    assert_int_equal(atomic_load(&w.office.registry->directory_stamp), before.directory);
    MUST(registry_card_status(session, str_of(number), &status, &e));
    assert_int_equal(status.status, CARD_INACTIVE);
    assert_int_equal(status.issued_day, 20000);

    before = look(&w);
    office_script(*state, "UPDATE card SET deleted_at_us = 1; UPDATE list_bucket SET changes = changes + 1");
    assert_true(eventually(outside_is_told, &before));
    REFUSED(registry_card_status(session, str_of(number), &status, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", number);
    MUST(registry_list_cards(session, &request, &page, &e));
    assert_int_equal(page.total, 0);
    end(&w);
}

static void test_a_change_of_organisations_is_read_by_all_sessions(void **state)
{
    struct world w;
    begin(&w, state);
    struct watched before = look(&w);
    office_script(*state, "UPDATE organisation SET status = 1 WHERE id = 1; UPDATE revision SET value = value + 1");
    assert_true(eventually(directory_is_told, &before));
    const struct session *const session = office_act(&w.office, w.office.reader, FIRST);
    assert_int_equal(session->actor->status, ORGANISATION_SUSPENDED);
    end(&w);
}

static enum rc touch_directory(struct session *session, void *unused, struct err *e)
{
    (void)unused;
    (void)e;
    session_touch_directory(session);
    return RC_OK;
}

static enum rc nothing(struct session *session, void *unused, struct err *e)
{
    (void)session;
    (void)unused;
    (void)e;
    return RC_OK;
}

/* Runs a task to its end. */
static void run_task(struct world *w, session_work_fn *work)
{
    struct task task;
    task_init(&task, NULL, work, NULL);
    assert_true(writer_submit(w->writer, &task.job));
    assert_int_equal(task_wait(&task), RC_OK);
    task_deinit(&task);
}

static enum rc write_something(struct session *session, void *unused, struct err *e)
{
    (void)unused;
    return settings_put(session->db, "name", "value", e);
}

static void test_ones_own_writes_are_no_change_by_others(void **state)
{
    struct world w;
    begin(&w, state);
    const struct watched before = look(&w);
    run_task(&w, write_something);
    run_task(&w, write_something); /* before which the writer has looked again */
    assert_int_equal(atomic_load(&w.office.registry->outside_stamp), before.outside);
    end(&w);
}

static bool nothing_waits(void *argument)
{
    struct writer_figures figures;
    writer_figures(argument, &figures);
    return figures.waiting == 0;
}

/* Another process holds the right to write while the writer has taken a job and waits for it, and changes the organisations. The job reads
 * them anew, for a reason of the writer's own. The other sessions must still be told. */
static void test_a_change_that_the_writer_itself_has_read_already_is_told_to_the_others(void **state)
{
    const struct contract *const contract = *state;
    const struct db_options options = {.url = contract->url};
    struct world w;
    begin(&w, state);
    for (int round = 0; round < 3; round++) {
        AUTO(db_closep) struct db *other = NULL;
        struct task task;
        const struct timespec pause = {.tv_nsec = 30000000};
        run_task(&w, touch_directory);
        MUST(db_open(&options, (struct db_statements){NULL, 0}, &other, &e));
        MUST(db_begin(other, DB_WRITE, &e));
        MUST(db_script(other, "UPDATE organisation SET status = 1 - status WHERE id = 1; UPDATE revision SET value = value + 1", &e));
        task_init(&task, NULL, nothing, NULL);
        assert_true(writer_submit(w.writer, &task.job));
        assert_true(eventually(nothing_waits, w.writer));
        (void)office_act(&w.office, w.office.reader, FIRST);
        /* Only makes it likely that the writer stands before the lock by now; the outcome must be the same if not. */
        (void)nanosleep(&pause, NULL);
        struct watched before = look(&w);
        MUST(db_commit(other, &e));
        assert_int_equal(task_wait(&task), RC_OK);
        task_deinit(&task);
        assert_true(eventually(directory_is_told, &before));
        const enum organisation_status expected = round % 2 == 0 ? ORGANISATION_SUSPENDED : ORGANISATION_ACTIVE;
        assert_int_equal(office_act(&w.office, w.office.reader, FIRST)->actor->status, expected);
    }
    end(&w);
}

/* Waits for a word of its parent, then writes. */
static int write_as_another_process(struct contract *contract, void *argument)
{
    const int *const ends = argument;
    char word = 0;
    struct db *db = NULL;
    struct err e = {0};
    const struct db_options options = {.url = contract->url};
    if (read(ends[0], &word, 1) != 1 || db_open(&options, (struct db_statements){NULL, 0}, &db, &e) != RC_OK) {
        return 1;
    }
    const enum rc rc = db_script(db, "UPDATE organisation SET name = 'Renamed' WHERE id = 2; UPDATE revision SET value = value + 1", &e);
    db_close(db);
    return rc == RC_OK ? 0 : 2;
}

static void test_a_real_process(void **state)
{
    struct world w;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    /* Made while this process has one thread. */
    const int child = contract_fork(*state, write_as_another_process, ends);
    begin(&w, state);
    struct watched before = look(&w);
    assert_int_equal(write(ends[1], "!", 1), 1);
    assert_int_equal(contract_wait(child), 0);
    assert_true(eventually(directory_is_told, &before));
    assert_string_equal(office_act(&w.office, w.office.reader, SECOND)->actor->name, "Renamed");
    (void)close(ends[0]);
    (void)close(ends[1]);
    end(&w);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_change_by_another_process_empties_what_is_remembered),
        CONTRACT_TEST(test_a_change_of_organisations_is_read_by_all_sessions),
        CONTRACT_TEST(test_ones_own_writes_are_no_change_by_others),
        CONTRACT_TEST(test_a_change_that_the_writer_itself_has_read_already_is_told_to_the_others),
        CONTRACT_TEST(test_a_real_process),
    };
    return CONTRACT_RUN("registry writer outside", tests);
}
