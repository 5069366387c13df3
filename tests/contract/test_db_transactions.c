/* SPDX-License-Identifier: EUPL-1.2 */
/* What is committed stays, what is not is nowhere; savepoints undo one job alone. */
#include "items.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WAITS "a statement of this transaction has failed before; only a rollback is accepted"

static void test_a_commit_shows_what_was_written_to_others(void **state)
{
    AUTO(db_closep) struct db *writer = items_create(*state);
    AUTO(db_closep) struct db *reader = items_open(*state);
    MUST(db_begin(writer, DB_WRITE, &e));
    MUST(item_add(writer, 1, "a", &e));
    assert_int_equal(items_count(writer), 1);
    assert_int_equal(items_count(reader), 0);
    MUST(db_commit(writer, &e));
    assert_int_equal(items_count(reader), 1);
}

static void test_a_rollback_leaves_nothing(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    MUST(db_begin(db, DB_WRITE, &e));
    MUST(item_add(db, 1, "a", &e));
    db_rollback(db);
    assert_int_equal(items_count(db), 0);
    db_rollback(db);
    MUST(item_add(db, 1, "a", &e));
    assert_int_equal(items_count(db), 1);
}

static void test_closing_rolls_back(void **state)
{
    struct db *db = items_create(*state);
    MUST(db_begin(db, DB_WRITE, &e));
    MUST(item_add(db, 1, "a", &e));
    db_closep(&db);
    assert_null(db);
    db = items_open(*state);
    assert_int_equal(items_count(db), 0);
    db_close(db);
    db_close(NULL);
}

static void test_a_savepoint_undoes_its_own_work_alone(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    MUST(db_begin(db, DB_WRITE, &e));
    for (int64_t job = 1; job <= 6; job++) {
        char name[] = "job 0";
        name[4] = (char)('0' + job);
        MUST(db_savepoint(db, &e));
        MUST(item_add(db, job, name, &e));
        if (job % 2 == 0) {
            MUST(db_savepoint_rollback(db, &e));
        } else {
            MUST(db_savepoint_release(db, &e));
        }
    }
    MUST(db_commit(db, &e));
    assert_int_equal(items_count(db), 3);
}

static void test_after_a_failure_only_a_rollback_is_accepted(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    struct db_rows rows = {0};
    MUST(db_begin(db, DB_WRITE, &e));
    MUST(item_add(db, 1, "a", &e));
    REFUSED(item_add(db, 1, "b", &e), RC_CONFLICT, "", "item.id", "item.id");
    REFUSED(item_add(db, 2, "b", &e), RC_INTERNAL, "SE-0500", "", WAITS);
    REFUSED(db_query(db, ITEM_COUNT, NULL, 0, &rows, &e), RC_INTERNAL, "SE-0500", "", WAITS);
    REFUSED(db_script(db, "DELETE FROM item", &e), RC_INTERNAL, "SE-0500", "", WAITS);
    REFUSED(db_savepoint(db, &e), RC_INTERNAL, "SE-0500", "", WAITS);
    REFUSED(db_commit(db, &e), RC_INTERNAL, "SE-0500", "", WAITS);
    /* The refused commit has rolled back. */
    assert_int_equal(items_count(db), 0);
}

static void test_a_rollback_to_the_savepoint_heals_a_failure(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    MUST(db_begin(db, DB_WRITE, &e));
    MUST(item_add(db, 1, "a", &e));
    MUST(db_savepoint(db, &e));
    MUST(item_add(db, 2, "b", &e));
    REFUSED(item_add(db, 3, "a", &e), RC_CONFLICT, "", "item.name", "item.name");
    REFUSED(db_savepoint_release(db, &e), RC_INTERNAL, "SE-0500", "", WAITS);
    MUST(db_savepoint_rollback(db, &e));
    MUST(item_add(db, 2, "c", &e));
    MUST(db_commit(db, &e));
    assert_int_equal(items_count(db), 2);
}

static void test_a_failure_outside_a_transaction_refuses_nothing_later(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    MUST(item_add(db, 1, "a", &e));
    REFUSED(item_add(db, 1, "b", &e), RC_CONFLICT, "", "item.id", "item.id");
    MUST(item_add(db, 2, "b", &e));
}

static void test_a_reference_that_is_checked_at_the_end_fails_the_commit(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    MUST(db_script(db, "CREATE TABLE part (item_id BIGINT NOT NULL REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)", &e));
    MUST(db_begin(db, DB_WRITE, &e));
    MUST(item_add(db, 1, "a", &e));
    MUST(db_script(db, "INSERT INTO part (item_id) VALUES (7)", &e));
    REFUSED(db_commit(db, &e), RC_INTERNAL, "SE-0500", "", "FOREIGN KEY");
    assert_int_equal(items_count(db), 0);
    MUST(db_begin(db, DB_WRITE, &e));
    MUST(db_commit(db, &e));
}

static void test_a_reading_transaction_sees_one_moment(void **state)
{
    AUTO(db_closep) struct db *writer = items_create(*state);
    AUTO(db_closep) struct db *reader = items_open(*state);
    MUST(db_begin(reader, DB_READ, &e));
    assert_int_equal(items_count(reader), 0);
    MUST(item_add(writer, 1, "a", &e));
    assert_int_equal(items_count(reader), 0);
    MUST(db_commit(reader, &e));
    assert_int_equal(items_count(reader), 1);
}

static void test_an_exhausted_query_holds_no_old_view(void **state)
{
    AUTO(db_closep) struct db *writer = items_create(*state);
    AUTO(db_closep) struct db *reader = items_open(*state);
    AUTO(db_rows_finish) struct db_rows rows = {0};
    bool has = true;
    MUST(db_query(reader, ITEM_LIST, NULL, 0, &rows, &e));
    MUST(db_next(&rows, &has, &e));
    assert_false(has);
    MUST(item_add(writer, 1, "a", &e));
    assert_int_equal(items_count(reader), 1);
}

static void test_an_unfinished_insert_with_rows_counts(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    const struct db_arg args[] = {db_int(1), db_text("a")};
    MUST(db_begin(db, DB_WRITE, &e));
    {
        AUTO(db_rows_finish) struct db_rows rows = {0};
        bool has = false;
        MUST(db_query(db, ITEM_ADD_RETURNING, args, COUNT_OF(args), &rows, &e));
        MUST(db_next(&rows, &has, &e));
        assert_int_equal(db_column_int(&rows, 0), 1);
    }
    MUST(db_commit(db, &e));
    assert_int_equal(items_count(db), 1);
}

static void test_a_second_writer_is_told_that_the_database_is_locked(void **state)
{
    AUTO(db_closep) struct db *first = items_create(*state);
    AUTO(db_closep) struct db *second = items_open_with(*state, (struct db_options){.busy_timeout_ms = 20});
    MUST(db_begin(first, DB_WRITE, &e));
    REFUSED(db_begin(second, DB_WRITE, &e), RC_UNAVAILABLE, "SE-0503", "", "locked by another process for more than 20 ms");
    REFUSED(item_add(second, 1, "a", &e), RC_UNAVAILABLE, "SE-0503", "", "locked by another process");
    assert_int_equal(items_count(second), 0);
    MUST(db_commit(first, &e));
    MUST(db_begin(second, DB_WRITE, &e));
    MUST(db_commit(second, &e));
}

/* Adds `*argument` times a row in a transaction of its own, numbered by what is there. */
static int add_rows(struct contract *contract, void *argument)
{
    const int *const times = argument;
    AUTO(db_closep) struct db *db = items_open_with(contract, (struct db_options){.busy_timeout_ms = 60000, .fast_unsafe = true});
    for (int i = 0; i < *times; i++) {
        struct err e = {0};
        if (db_begin(db, DB_WRITE, &e) != RC_OK) {
            return 1;
        }
        const int64_t id = items_count(db) + 1;
        char name[24];
        (void)snprintf(name, sizeof name, "item %lld", (long long)id);
        if (item_add(db, id, name, &e) != RC_OK || db_commit(db, &e) != RC_OK) {
            return 2;
        }
    }
    return 0;
}

static void test_processes_write_in_turn(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    db_closep(&db);
    int times = 100;
    int pids[3];
    for (size_t i = 0; i < COUNT_OF(pids); i++) {
        pids[i] = contract_fork(*state, add_rows, &times);
    }
    for (size_t i = 0; i < COUNT_OF(pids); i++) {
        assert_int_equal(contract_wait(pids[i]), 0);
    }
    db = items_open(*state);
    assert_int_equal(items_count(db), 300);
}

/* Commits durably and tells of each commit, without end. */
static int write_and_tell(struct contract *contract, void *argument)
{
    const int *const pipe_end = argument;
    AUTO(db_closep) struct db *db = items_open_with(contract, (struct db_options){.busy_timeout_ms = 60000});
    for (int64_t id = 1;; id += 2) {
        struct err e = {0};
        char names[2][24];
        (void)snprintf(names[0], sizeof names[0], "item %lld", (long long)id);
        (void)snprintf(names[1], sizeof names[1], "item %lld", (long long)id + 1);
        if (db_begin(db, DB_WRITE, &e) != RC_OK || item_add(db, id, names[0], &e) != RC_OK || item_add(db, id + 1, names[1], &e) != RC_OK ||
            db_commit(db, &e) != RC_OK || write(*pipe_end, "x", 1) != 1) {
            return 1;
        }
    }
}

static void test_a_killed_writer_leaves_whole_transactions(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    db_closep(&db);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const int pid = contract_fork(*state, write_and_tell, &ends[1]);
    char told[40];
    size_t acknowledged = 0;
    while (acknowledged < sizeof told) {
        const ssize_t got = read(ends[0], told, sizeof told - acknowledged);
        assert_true(got > 0);
        acknowledged += (size_t)got;
    }
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(contract_wait(pid), 128 + SIGKILL);
    db = items_open(*state);
    const int64_t count = items_count(db);
    assert_true(count >= 2 * (int64_t)acknowledged);
    assert_int_equal(count % 2, 0);
    MUST(db_check(db, &e));
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static bool take_change(struct db *db)
{
    bool changed = false;
    MUST(db_changed_elsewhere(db, &changed, &e));
    return changed;
}

static void test_changes_made_elsewhere_are_noticed_once(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    AUTO(db_closep) struct db *other = items_open(*state);
    assert_true(take_change(db));
    assert_false(take_change(db));
    MUST(item_add(db, 1, "mine", &e));
    assert_false(take_change(db));
    MUST(item_add(other, 2, "theirs", &e));
    assert_true(take_change(db));
    assert_false(take_change(db));
    int times = 1;
    assert_int_equal(contract_wait(contract_fork(*state, add_rows, &times)), 0);
    assert_true(take_change(db));
    assert_false(take_change(db));
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_commit_shows_what_was_written_to_others),
        CONTRACT_TEST(test_a_rollback_leaves_nothing),
        CONTRACT_TEST(test_closing_rolls_back),
        CONTRACT_TEST(test_a_savepoint_undoes_its_own_work_alone),
        CONTRACT_TEST(test_after_a_failure_only_a_rollback_is_accepted),
        CONTRACT_TEST(test_a_rollback_to_the_savepoint_heals_a_failure),
        CONTRACT_TEST(test_a_failure_outside_a_transaction_refuses_nothing_later),
        CONTRACT_TEST(test_a_reference_that_is_checked_at_the_end_fails_the_commit),
        CONTRACT_TEST(test_a_reading_transaction_sees_one_moment),
        CONTRACT_TEST(test_an_exhausted_query_holds_no_old_view),
        CONTRACT_TEST(test_an_unfinished_insert_with_rows_counts),
        CONTRACT_TEST(test_a_second_writer_is_told_that_the_database_is_locked),
        CONTRACT_TEST(test_processes_write_in_turn),
        CONTRACT_TEST(test_a_killed_writer_leaves_whole_transactions),
        CONTRACT_TEST(test_changes_made_elsewhere_are_noticed_once),
    };
    return CONTRACT_RUN("db transactions", tests);
}
