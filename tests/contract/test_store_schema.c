/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening a store: the schema is brought up when asked, and refused when it isn't the program's. */
#include "stores.h"

#include "store/settings.h"
#include "store/statements.h"

static struct db_options plain(const struct contract *contract)
{
    return (struct db_options){.url = contract->url};
}

/* The database without the router's schema. */
static struct db *bare(const struct contract *contract)
{
    const struct db_options options = {.url = contract->url, .create = true, .fast_unsafe = true};
    struct db *db = NULL;
    MUST(db_open(&options, (struct db_statements){NULL, 0}, &db, &e));
    return db;
}

static void test_a_new_store_has_the_latest_schema_and_nothing_in_it(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    struct organisations organisations = {0};
    struct counters counters = {0};
    int level = 0;
    MUST(db_migration_level(store.db, store_migrations(), &level, &e));
    assert_int_equal(level, store_migrations().count);
    MUST(organisations_list(store.db, &store.arena, &organisations, &e));
    MUST(counters_list(store.db, &store.arena, &counters, &e));
    assert_int_equal(organisations.count + counters.count, 0);
    MUST(db_check(store.db, &e));
}

static void test_opening_again_changes_nothing(void **state)
{
    struct store first = store_connect(*state);
    MUST(settings_put(first.db, "name", "kept", &e));
    store_close(&first);
    AUTO(store_close) struct store again = store_connect(*state);
    const char *value = NULL;
    MUST(settings_get(again.db, &again.arena, "name", &value, &e));
    assert_string_equal(value, "kept");
    const struct db_options options = plain(*state);
    AUTO(db_closep) struct db *db = NULL;
    MUST(store_open(&options, &db, &e));
}

static void test_a_schema_that_is_too_old_is_told(void **state)
{
    AUTO(db_closep) struct db *db = bare(*state);
    assert_non_null(db);
    const struct db_options options = plain(*state);
    struct db *out = NULL;
    char expected[100];
    (void)snprintf(expected, sizeof expected, "the database has schema 0, this program needs %zu: run \"esc-router migrate\" on it first",
        store_migrations().count);
    REFUSED(store_open(&options, &out, &e), RC_UNAVAILABLE, "SE-0503", "database", expected);
    assert_null(out);
}

static void test_a_schema_of_a_newer_program_is_left_alone(void **state)
{
    struct store store = store_connect(*state);
    MUST(db_script(store.db, "INSERT INTO schema_migration SELECT MAX(number) + 1, 'of tomorrow', 'x', 0 FROM schema_migration", &e));
    store_close(&store);
    struct db *out = NULL;
    struct db_options options = plain(*state);
    REFUSED(store_open(&options, &out, &e), RC_UNAVAILABLE, "SE-0503", "", "the database is newer than this program");
    options.create = true;
    REFUSED(store_open(&options, &out, &e), RC_UNAVAILABLE, "SE-0503", "", "the database is newer than this program");
}

static void test_a_schema_of_somebody_else_is_refused(void **state)
{
    struct store store = store_connect(*state);
    MUST(db_script(store.db, "UPDATE schema_migration SET checksum = 'other' WHERE number = 1", &e));
    store_close(&store);
    struct db *out = NULL;
    const struct db_options options = plain(*state);
    struct err e = {0};
    assert_int_equal(store_open(&options, &out, &e), RC_INTERNAL);
    assert_non_null(strstr(e.msg, "foundation"));
}

static void test_a_schema_changed_by_hand_is_told(void **state)
{
    struct store store = store_connect(*state);
    MUST(db_script(store.db, "DROP TABLE counter", &e));
    store_close(&store);
    struct db *out = NULL;
    const struct db_options options = plain(*state);
    REFUSED(store_open(&options, &out, &e), RC_INTERNAL, "SE-0500", "", "counter");
    assert_null(out);
}

static int open_new(struct contract *contract, void *unused)
{
    (void)unused;
    const struct db_options options = {.url = contract->url, .create = true, .fast_unsafe = true};
    struct db *db = NULL;
    struct err e = {0};
    const enum rc rc = store_open(&options, &db, &e);
    db_close(db);
    return rc == RC_OK ? 0 : 1;
}

static void test_several_processes_make_one_store(void **state)
{
    int children[6];
    for (size_t i = 0; i < COUNT_OF(children); i++) {
        children[i] = contract_fork(*state, open_new, NULL);
    }
    for (size_t i = 0; i < COUNT_OF(children); i++) {
        assert_int_equal(contract_wait(children[i]), 0);
    }
    assert_int_equal(sql_number(*state, "SELECT COUNT(*) FROM schema_migration"), store_migrations().count);
}

static void test_every_statement_is_there_and_migrations_have_no_gap(void **state)
{
    (void)state;
    const struct db_statements statements = store_statements();
    const struct db_migrations migrations = store_migrations();
    assert_int_equal(statements.count, STORE_STATEMENT_COUNT);
    for (size_t i = 0; i < statements.count; i++) {
        assert_non_null(statements.items[i].sql[DB_SQLITE]);
    }
    for (size_t i = 0; i < migrations.count; i++) {
        assert_int_equal(migrations.items[i].number, i + 1);
        assert_non_null(migrations.items[i].sql[DB_SQLITE]);
    }
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_new_store_has_the_latest_schema_and_nothing_in_it),
        CONTRACT_TEST(test_opening_again_changes_nothing),
        CONTRACT_TEST(test_a_schema_that_is_too_old_is_told),
        CONTRACT_TEST(test_a_schema_of_a_newer_program_is_left_alone),
        CONTRACT_TEST(test_a_schema_of_somebody_else_is_refused),
        CONTRACT_TEST(test_a_schema_changed_by_hand_is_told),
        CONTRACT_TEST(test_several_processes_make_one_store),
        CONTRACT_TEST(test_every_statement_is_there_and_migrations_have_no_gap),
    };
    return CONTRACT_RUN("store schema", tests);
}
