/* SPDX-License-Identifier: EUPL-1.2 */
/* The schema goes up by numbered steps, each applied whole, once and in the form that was recorded. */
#include "items.h"

#include <string.h>

static const struct db_migration good[] = {
    {1, "items", {"CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE);"}},
    {2, "parts", {"CREATE TABLE part (item_id BIGINT NOT NULL REFERENCES item (id)); INSERT INTO item VALUES (1, 'first');"}},
    {3, "first part", {"INSERT INTO part VALUES (1);"}},
};

static struct db_migrations first(size_t count)
{
    return (struct db_migrations){good, count};
}

static int level_of(struct db *db, struct db_migrations migrations)
{
    int level = -1;
    MUST(db_migration_level(db, migrations, &level, &e));
    return level;
}

static int migrate(struct db *db, struct db_migrations migrations)
{
    int applied = -1;
    MUST(db_migrate(db, migrations, &applied, &e));
    return applied;
}

static void test_a_new_database_has_level_0(void **state)
{
    AUTO(db_closep) struct db *db = items_open(*state);
    assert_int_equal(level_of(db, first(3)), 0);
    assert_int_equal(level_of(db, first(0)), 0);
    assert_int_equal(migrate(db, first(0)), 0);
}

static void test_migrations_are_applied_once_and_in_order(void **state)
{
    AUTO(db_closep) struct db *db = items_open(*state);
    assert_int_equal(migrate(db, first(1)), 1);
    assert_int_equal(level_of(db, first(3)), 1);
    assert_int_equal(migrate(db, first(3)), 2);
    assert_int_equal(level_of(db, first(3)), 3);
    assert_int_equal(items_count(db), 1);
    assert_int_equal(migrate(db, first(3)), 0);
    assert_int_equal(items_count(db), 1);
    MUST(db_migrate(db, first(3), NULL, &e));
}

static void test_a_newer_database_is_refused(void **state)
{
    AUTO(db_closep) struct db *db = items_open(*state);
    (void)migrate(db, first(3));
    int level = 0;
    REFUSED(db_migrate(db, first(2), NULL, &e), RC_UNAVAILABLE, "SE-0503", "",
        "the database is newer than this program: it has migration 3 (first part), the program knows 2");
    REFUSED(db_migration_level(db, first(2), &level, &e), RC_UNAVAILABLE, "SE-0503", "", "newer than this program");
}

static void test_a_changed_migration_is_refused(void **state)
{
    AUTO(db_closep) struct db *db = items_open(*state);
    (void)migrate(db, first(2));
    struct db_migration changed[3];
    memcpy(changed, good, sizeof changed);
    changed[1].sql[DB_SQLITE] = "CREATE TABLE other (id BIGINT)";
    const struct db_migrations migrations = {changed, 3};
    int level = 0;
    REFUSED(db_migrate(db, migrations, NULL, &e), RC_INTERNAL, "SE-0500", "",
        "migration 2 (parts) was applied to the database in another form");
    REFUSED(db_migration_level(db, migrations, &level, &e), RC_INTERNAL, "SE-0500", "", "migration 2 (parts)");
    assert_int_equal(level_of(db, first(3)), 2);
}

static void test_a_gap_in_the_record_is_refused(void **state)
{
    AUTO(db_closep) struct db *db = items_open(*state);
    (void)migrate(db, first(3));
    MUST(db_script(db, "DELETE FROM schema_migration WHERE number = 2", &e));
    REFUSED(db_migrate(db, first(3), NULL, &e), RC_INTERNAL, "SE-0500", "", "schema_migration goes from 1 to 3; expected no gap");
}

static const struct {
    const char *name, *sql, *msg;
} failing_cases[] = {
    {"a statement that fails", "INSERT INTO item VALUES (2, 'second'); INSERT INTO nowhere VALUES (1);", "nowhere"},
    {"a reference to nothing", "INSERT INTO item VALUES (2, 'second'); INSERT INTO part VALUES (99);", "part"},
    {"a script that ends its transaction", "COMMIT;", "transaction, which only its caller may do"},
};

static void test_a_failing_migration_leaves_nothing(void **state)
{
    AUTO(db_closep) struct db *db = items_open(*state);
    (void)migrate(db, first(2));
    for (size_t i = 0; i < COUNT_OF(failing_cases); i++) {
        struct db_migration list[3];
        memcpy(list, good, sizeof list);
        list[2] = (struct db_migration){3, "failing", {failing_cases[i].sql}};
        const struct db_migrations migrations = {list, 3};
        REFUSED(db_migrate(db, migrations, NULL, &e), RC_INTERNAL, "SE-0500", "", "migration 3 (failing): ");
        REFUSED(db_migrate(db, migrations, NULL, &e), RC_INTERNAL, "SE-0500", "", failing_cases[i].msg);
        assert_int_equal(items_count(db), 1);
        assert_int_equal(level_of(db, first(3)), 2);
    }
    /* References are enforced again. */
    REFUSED(db_script(db, "INSERT INTO part VALUES (99)", &e), RC_INTERNAL, "SE-0500", "", "FOREIGN KEY");
    assert_int_equal(migrate(db, first(3)), 1);
}

static void test_a_table_that_others_refer_to_can_be_rebuilt(void **state)
{
    AUTO(db_closep) struct db *db = items_open(*state);
    struct db_migration list[4];
    memcpy(list, good, sizeof good);
    list[3] = (struct db_migration){4, "rebuild",
        {"CREATE TABLE item_new (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, size BIGINT);"
         "INSERT INTO item_new (id, name) SELECT id, name FROM item; DROP TABLE item; ALTER TABLE item_new RENAME TO item;"}};
    assert_int_equal(migrate(db, (struct db_migrations){list, 3}), 3);
    assert_int_equal(migrate(db, (struct db_migrations){list, 4}), 1);
    assert_int_equal(items_count(db), 1);
    MUST(db_check(db, &e));
    REFUSED(db_script(db, "INSERT INTO part VALUES (99)", &e), RC_INTERNAL, "SE-0500", "", "FOREIGN KEY");
}

static void test_a_reading_connection_tells_the_level_and_migrates_nothing(void **state)
{
    AUTO(db_closep) struct db *db = items_open(*state);
    AUTO(db_closep) struct db *reader = items_open_with(*state, (struct db_options){.read_only = true});
    assert_int_equal(level_of(reader, first(3)), 0);
    (void)migrate(db, first(2));
    assert_int_equal(level_of(reader, first(3)), 2);
    REFUSED(db_migrate(reader, first(3), NULL, &e), RC_INTERNAL, "SE-0500", "", "opened for reading only");
}

/* Exits with the number of migrations that this process has applied. */
static int migrate_in_child(struct contract *contract, void *argument)
{
    (void)argument;
    struct err e = {0};
    int applied = 0;
    AUTO(db_closep) struct db *db = items_open_with(contract, (struct db_options){.create = true, .busy_timeout_ms = 60000});
    return db_migrate(db, first(3), &applied, &e) == RC_OK ? applied : 99;
}

static void test_of_processes_that_start_at_once_one_applies(void **state)
{
    int pids[6];
    int applied = 0;
    for (size_t i = 0; i < COUNT_OF(pids); i++) {
        pids[i] = contract_fork(*state, migrate_in_child, NULL);
    }
    for (size_t i = 0; i < COUNT_OF(pids); i++) {
        applied += contract_wait(pids[i]);
    }
    assert_int_equal(applied, 3);
    AUTO(db_closep) struct db *db = items_open(*state);
    assert_int_equal(level_of(db, first(3)), 3);
    assert_int_equal(items_count(db), 1);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_new_database_has_level_0),
        CONTRACT_TEST(test_migrations_are_applied_once_and_in_order),
        CONTRACT_TEST(test_a_newer_database_is_refused),
        CONTRACT_TEST(test_a_changed_migration_is_refused),
        CONTRACT_TEST(test_a_gap_in_the_record_is_refused),
        CONTRACT_TEST(test_a_failing_migration_leaves_nothing),
        CONTRACT_TEST(test_a_table_that_others_refer_to_can_be_rebuilt),
        CONTRACT_TEST(test_a_reading_connection_tells_the_level_and_migrates_nothing),
        CONTRACT_TEST(test_of_processes_that_start_at_once_one_applies),
    };
    return CONTRACT_RUN("db migrate", tests);
}
