/* SPDX-License-Identifier: EUPL-1.2 */
/* Each kind of failure has its kind, its code and a sentence that names what is wrong and never a value. */
#include "items.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define SECRET "xyzzy-value"

static const char schema[] = "CREATE TABLE parent (id BIGINT PRIMARY KEY);"
                             "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, place TEXT, row_number BIGINT,"
                             " amount BIGINT CONSTRAINT amount_is_positive CHECK (amount > 0), parent_id BIGINT REFERENCES parent (id),"
                             " CONSTRAINT thing_seat UNIQUE (place, row_number));"
                             "CREATE UNIQUE INDEX thing_lower_place ON thing (lower(place)) WHERE row_number IS NULL;"
                             "CREATE UNIQUE INDEX thing_amount ON thing (amount) WHERE amount > 1000;"
                             "CREATE TABLE pair (a BIGINT, b BIGINT, PRIMARY KEY (a, b));";

enum { THING, PAIR, PARENT_DROP, STATEMENT_COUNT };

static const struct db_statement statements[STATEMENT_COUNT] = {
    [THING] = {{"INSERT INTO thing (id, name, place, row_number, amount, parent_id) VALUES ($1, $2, $3, $4, $5, $6)"}},
    [PAIR] = {{"INSERT INTO pair (a, b) VALUES ($1, $2)"}},
    [PARENT_DROP] = {{"DELETE FROM parent WHERE id = $1"}},
};

static struct db *open_with(const char *url, const struct db_statement *items, size_t count)
{
    struct db *db = NULL;
    const struct db_options options = {.url = url, .create = true, .fast_unsafe = true};
    MUST(db_open(&options, (struct db_statements){items, count}, &db, &e));
    return db;
}

static struct db *open_things(const struct contract *contract)
{
    struct db *const db = open_with(contract->url, statements, STATEMENT_COUNT);
    MUST(db_script(db, schema, &e));
    MUST(db_script(db, "INSERT INTO parent VALUES (1); INSERT INTO pair VALUES (1, 2);", &e));
    MUST(db_script(db, "INSERT INTO thing VALUES (1, 'first', 'hall', 7, 2000, 1), (2, 'second', 'roof', NULL, 1, NULL)", &e));
    return db;
}

/* -1 binds NULL. */
static const struct {
    const char *name;
    int64_t id;
    const char *thing_name, *place;
    int64_t row_number, amount, parent_id;
    enum rc rc;
    const char *field, *msg;
} constraint_cases[] = {
    {"a good row", 3, "third", "yard", 7, 1, 1, RC_OK, NULL, NULL},
    {"a primary key twice", 1, SECRET, NULL, -1, -1, -1, RC_CONFLICT, "thing.id", "a row with the same thing.id exists already"},
    {"a unique column twice", 4, "first", NULL, -1, -1, -1, RC_CONFLICT, "thing.name", "a row with the same thing.name exists already"},
    {"two unique columns twice", 4, SECRET, "hall", 7, -1, -1, RC_CONFLICT, "thing.place,row_number",
        "a row with the same thing.place,row_number exists already"},
    {"an index over an expression", 4, SECRET, "ROOF", -1, -1, -1, RC_CONFLICT, "thing_lower_place",
        "a row with the same thing_lower_place exists already"},
    {"an index over some rows", 4, SECRET, NULL, -1, 2000, -1, RC_CONFLICT, "thing.amount",
        "a row with the same thing.amount exists already"},
    {"a value that is missing", 4, NULL, NULL, -1, -1, -1, RC_INTERNAL, "", "thing.name"},
    {"a value against a check", 4, SECRET, NULL, -1, 0, -1, RC_INTERNAL, "", "amount_is_positive"},
    {"a reference to nothing", 4, SECRET, NULL, -1, -1, 99, RC_INTERNAL, "", "FOREIGN KEY"},
};

static struct db_arg int_or_null(int64_t value)
{
    return value == -1 ? db_null() : db_int(value);
}

static void test_constraints(void **state)
{
    AUTO(db_closep) struct db *db = open_things(*state);
    for (size_t i = 0; i < COUNT_OF(constraint_cases); i++) {
        const struct db_arg args[] = {db_int(constraint_cases[i].id), db_text(constraint_cases[i].thing_name),
            db_text(constraint_cases[i].place), int_or_null(constraint_cases[i].row_number), int_or_null(constraint_cases[i].amount),
            int_or_null(constraint_cases[i].parent_id)};
        struct err e = {0};
        const enum rc rc = db_run(db, THING, args, COUNT_OF(args), NULL, &e);
        if (rc != constraint_cases[i].rc || e.rc != rc) {
            fail_msg("%s: got %s, %s", constraint_cases[i].name, rc_name(rc), e.msg);
        }
        if (rc != RC_OK) {
            assert_string_equal(e.field, constraint_cases[i].field);
            assert_string_equal(e.code, rc == RC_INTERNAL ? "SE-0500" : "");
            assert_non_null(strstr(e.msg, constraint_cases[i].msg));
            assert_null(strstr(e.msg, SECRET));
        }
    }
}

static void test_a_key_of_two_columns(void **state)
{
    AUTO(db_closep) struct db *db = open_things(*state);
    const struct db_arg args[] = {db_int(1), db_int(2)};
    REFUSED(db_run(db, PAIR, args, 2, NULL, &e), RC_CONFLICT, "", "pair.a,b", "pair.a,b");
}

static void test_a_row_that_is_referred_to_stays(void **state)
{
    AUTO(db_closep) struct db *db = open_things(*state);
    const struct db_arg id = db_int(1);
    REFUSED(db_run(db, PARENT_DROP, &id, 1, NULL, &e), RC_INTERNAL, "SE-0500", "", "FOREIGN KEY");
}

static const struct {
    const char *sql, *msg;
} preparing_cases[] = {
    {"SELECT x FROM nowhere", "nowhere"},
    {"SELEKT 1", "SELEKT"},
    {"SELECT $1, $3", "parameters must be $1, $2, ... without a gap"},
    {"SELECT ?", "parameters must be $1, $2, ... without a gap"},
    {"SELECT $name", "parameters must be $1, $2, ... without a gap"},
    {"SELECT $1, $01", "parameters must be $1, $2, ... without a gap"},
    {" -- nothing", "preparing"},
};

static void test_preparing(void **state)
{
    const struct contract *const contract = *state;
    for (size_t i = 0; i < COUNT_OF(preparing_cases); i++) {
        const struct db_statement statement = {{preparing_cases[i].sql}};
        AUTO(db_closep) struct db *db = open_with(contract->url, &statement, 1);
        REFUSED(db_prepare(db, &e), RC_INTERNAL, "SE-0500", "", preparing_cases[i].msg);
        REFUSED(db_run(db, 0, NULL, 0, NULL, &e), RC_INTERNAL, "SE-0500", "", preparing_cases[i].msg);
    }
}

static const struct {
    const char *name, *url;
    enum rc rc;
    const char *msg;
} url_cases[] = {
    {"no URL", NULL, RC_INVALID, "the database URL begins with \"\"; expected sqlite:PATH"},
    {"an empty URL", "", RC_INVALID, "the database URL begins with \"\"; expected sqlite:PATH"},
    {"no scheme", "/var/lib/esc/esc.db", RC_INVALID, "expected sqlite:PATH"},
    {"an unknown scheme, and a password that is not shown", "mysql://user:password@host/db", RC_INVALID,
        "the database URL begins with \"mysql\"; expected sqlite:PATH"},
    {"no path", "sqlite:", RC_INVALID, "expected sqlite:PATH"},
    {"a scheme in capitals", "SQLITE:x", RC_INVALID, "expected sqlite:PATH"},
};

static void test_urls(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(url_cases); i++) {
        const struct db_options options = {.url = url_cases[i].url};
        struct db *db = NULL;
        struct err e = {0};
        const enum rc rc = db_open(&options, (struct db_statements){NULL, 0}, &db, &e);
        if (rc != url_cases[i].rc || strstr(e.msg, url_cases[i].msg) == NULL) {
            fail_msg("%s: %s, \"%s\"", url_cases[i].name, rc_name(rc), e.msg);
        }
        assert_null(db);
        assert_null(strstr(e.msg, "password"));
    }
}

static void test_a_missing_database_is_not_made_unasked(void **state)
{
    const struct contract *const contract = *state;
    const struct db_options options = {.url = contract->url};
    struct db *db = NULL;
    REFUSED(db_open(&options, (struct db_statements){NULL, 0}, &db, &e), RC_UNAVAILABLE, "SE-0503", "", "opening the database");
    assert_null(db);
}

static void test_a_reading_connection_reads_and_never_writes(void **state)
{
    AUTO(db_closep) struct db *writer = items_create(*state);
    AUTO(db_closep) struct db *reader = items_open_with(*state, (struct db_options){.read_only = true});
    MUST(db_begin(writer, DB_WRITE, &e));
    MUST(item_add(writer, 1, "a", &e));
    assert_int_equal(items_count(reader), 0);
    MUST(db_commit(writer, &e));
    assert_int_equal(items_count(reader), 1);
    REFUSED(item_add(reader, 2, SECRET, &e), RC_INTERNAL, "SE-0500", "", "opened for reading only");
    db_closep(&writer);
    assert_int_equal(items_count(reader), 1);
    db_closep(&reader);
    reader = items_open_with(*state, (struct db_options){.read_only = true});
    assert_int_equal(items_count(reader), 1);
}

static void test_a_failed_statement_can_run_again(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    MUST(item_add(db, 1, "a", &e));
    for (int i = 0; i < 3; i++) {
        const struct db_arg args[] = {db_int(1), db_text("b")};
        AUTO(db_rows_finish) struct db_rows rows = {0};
        bool has = true;
        MUST(db_query(db, ITEM_ADD_RETURNING, args, COUNT_OF(args), &rows, &e));
        REFUSED(db_next(&rows, &has, &e), RC_CONFLICT, "", "item.id", "item.id");
        assert_false(has);
    }
    MUST(item_add(db, 2, "b", &e));
}

static void test_a_script_tells_the_statement_that_failed(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    REFUSED(db_script(db, "INSERT INTO item VALUES (1, 'a'); INSERT INTO item VALUES (2, NULL); ", &e), RC_INTERNAL, "SE-0500", "",
        "item.name");
    REFUSED(db_script(db, "SELECT 1; NONSENSE; SELECT 2", &e), RC_INTERNAL, "SE-0500", "", "NONSENSE");
    REFUSED(db_script(db, "BEGIN; SELECT 1", &e), RC_INTERNAL, "SE-0500", "", "transaction, which only its caller may do");
    MUST(db_script(db, "", &e));
    MUST(db_script(db, " -- a comment\n", &e));
}

/* Misuse ends in an assert: each runs in a child that must be aborted. */
static void too_few_arguments(struct db *db)
{
    struct err e = {0};
    const struct db_arg args[] = {db_int(1)};
    (void)!db_run(db, ITEM_ADD, args, 1, NULL, &e);
}

static void a_statement_out_of_the_table(struct db *db)
{
    struct err e = {0};
    (void)!db_run(db, 10000, NULL, 0, NULL, &e);
}

static void a_statement_twice_at_once(struct db *db)
{
    struct err e = {0};
    struct db_rows first = {0};
    struct db_rows second = {0};
    (void)!db_query(db, ITEM_LIST, NULL, 0, &first, &e);
    (void)!db_query(db, ITEM_LIST, NULL, 0, &second, &e);
}

static void a_column_that_is_not_there(struct db *db)
{
    struct err e = {0};
    bool has = false;
    struct db_rows rows = {0};
    (void)!db_query(db, ITEM_COUNT, NULL, 0, &rows, &e);
    (void)!db_next(&rows, &has, &e);
    (void)db_column_int(&rows, 1);
}

static void a_column_before_the_first_step(struct db *db)
{
    struct err e = {0};
    struct db_rows rows = {0};
    (void)!db_query(db, ITEM_COUNT, NULL, 0, &rows, &e);
    (void)db_column_int(&rows, 0);
}

static void a_column_after_the_last_row(struct db *db)
{
    struct err e = {0};
    bool has = true;
    struct db_rows rows = {0};
    (void)!db_query(db, ITEM_LIST, NULL, 0, &rows, &e);
    (void)!db_next(&rows, &has, &e);
    (void)db_column_int(&rows, 0);
}

static void running_what_gives_rows(struct db *db)
{
    struct err e = {0};
    (void)!db_run(db, ITEM_COUNT, NULL, 0, NULL, &e);
}

static void writing_in_a_transaction_for_reading(struct db *db)
{
    struct err e = {0};
    (void)!db_begin(db, DB_READ, &e);
    (void)!item_add(db, 1, "a", &e);
}

static void a_transaction_in_a_transaction(struct db *db)
{
    struct err e = {0};
    (void)!db_begin(db, DB_WRITE, &e);
    (void)!db_begin(db, DB_WRITE, &e);
}

static void a_commit_of_nothing(struct db *db)
{
    struct err e = {0};
    (void)!db_commit(db, &e);
}

static void a_savepoint_outside_a_transaction(struct db *db)
{
    struct err e = {0};
    (void)!db_savepoint(db, &e);
}

typedef void misuse_fn(struct db *db);

static const struct {
    const char *name;
    misuse_fn *run;
} misuse_cases[] = {
    {"too few arguments", too_few_arguments},
    {"a statement out of the table", a_statement_out_of_the_table},
    {"a statement twice at once", a_statement_twice_at_once},
    {"a column that is not there", a_column_that_is_not_there},
    {"a column before the first step", a_column_before_the_first_step},
    {"a column after the last row", a_column_after_the_last_row},
    {"running what gives rows", running_what_gives_rows},
    {"writing in a transaction for reading", writing_in_a_transaction_for_reading},
    {"a transaction in a transaction", a_transaction_in_a_transaction},
    {"a commit of nothing", a_commit_of_nothing},
    {"a savepoint outside a transaction", a_savepoint_outside_a_transaction},
};

static int misuse(struct contract *contract, void *argument)
{
    const size_t *const which = argument;
    (void)signal(SIGABRT, SIG_DFL);
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)dup2(nowhere, STDERR_FILENO);
    misuse_cases[*which].run(items_open(contract));
    return 0;
}

static void test_misuse_ends_in_an_assert(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    db_closep(&db);
    for (size_t i = 0; i < COUNT_OF(misuse_cases); i++) {
        if (contract_wait(contract_fork(*state, misuse, &i)) != 128 + SIGABRT) {
            fail_msg("%s: no assert", misuse_cases[i].name);
        }
    }
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_constraints),
        CONTRACT_TEST(test_a_key_of_two_columns),
        CONTRACT_TEST(test_a_row_that_is_referred_to_stays),
        CONTRACT_TEST(test_preparing),
        CONTRACT_TEST(test_urls),
        CONTRACT_TEST(test_a_missing_database_is_not_made_unasked),
        CONTRACT_TEST(test_a_reading_connection_reads_and_never_writes),
        CONTRACT_TEST(test_a_failed_statement_can_run_again),
        CONTRACT_TEST(test_a_script_tells_the_statement_that_failed),
        CONTRACT_TEST(test_misuse_ends_in_an_assert),
    };
    return CONTRACT_RUN("db failures", tests);
}
