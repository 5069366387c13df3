/* SPDX-License-Identifier: EUPL-1.2 */
/* Nothing of what was deleted is left in the files, however rows were moved about before. */
#include "remains.h"

#include "db/db.h"

#define ROUNDS 24
#define ADDED 400

enum { ADD, GROW, DROP, FIND, STATEMENTS };

static const struct db_statement statements[STATEMENTS] = {
    [ADD] = {{"INSERT INTO thing (id, name) VALUES ($1, $2)"}},
    [GROW] = {{"UPDATE thing SET name = $2 WHERE id = $1"}},
    [DROP] = {{"DELETE FROM thing WHERE id = $1"}},
    [FIND] = {{"SELECT COUNT(*) FROM thing WHERE id = $1"}},
};

static struct db *connect(const struct contract *contract)
{
    const struct db_options options = {.url = contract->url, .create = true, .fast_unsafe = true, .busy_timeout_ms = 200};
    struct db *db = NULL;
    MUST(db_open(&options, (struct db_statements){statements, STATEMENTS}, &db, &e));
    MUST(db_script(db,
        "CREATE TABLE IF NOT EXISTS thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
        "CREATE UNIQUE INDEX IF NOT EXISTS thing_name ON thing (name)",
        &e));
    return db;
}

/* "NAME" and the number in five digits, then some more of no meaning. */
static void write_thing(struct db *db, int statement, int64_t id, int length)
{
    char name[400];
    const int head = snprintf(name, sizeof name, "NAME%05dX", (int)id);
    memset(name + head, 'y', (size_t)length);
    name[head + length] = '\0';
    const struct db_arg args[] = {db_int(id), db_text(name)};
    MUST(db_run(db, (unsigned)statement, args, 2, NULL, &e));
}

static bool is_there(struct db *db, int64_t id)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    const struct db_arg args[] = {db_int(id)};
    bool has = false;
    MUST(db_query(db, FIND, args, 1, &rows, &e));
    MUST(db_next(&rows, &has, &e));
    return db_column_int(&rows, 0) == 1;
}

/* Adds, grows and deletes until rows have been moved between pages many times. */
static void stir(struct db *db, unsigned *dice)
{
    int64_t last = 0;
    for (int round = 0; round < ROUNDS; round++) {
        MUST(db_begin(db, DB_WRITE, &e));
        for (int i = 0; i < ADDED; i++) {
            write_thing(db, ADD, ++last, rand_r(dice) % 60);
        }
        for (int i = 0; i < ADDED; i++) {
            const int64_t id = 1 + rand_r(dice) % (int)last;
            const struct db_arg args[] = {db_int(id)};
            if (i % 4 == 0) {
                write_thing(db, GROW, id, rand_r(dice) % 300);
            } else {
                MUST(db_run(db, DROP, args, 1, NULL, &e));
            }
        }
        MUST(db_commit(db, &e));
    }
}

/* How many deleted rows have left their names in the file. */
static int count_remains(const struct contract *contract, struct db *db)
{
    size_t length = 0;
    unsigned char *const bytes = file_read(contract->url + strlen("sqlite:"), &length);
    int found = 0;
    for (const unsigned char *at = bytes; (at = memmem(at, length - (size_t)(at - bytes), "NAME", 4)) != NULL; at++) {
        char digits[6] = "";
        memcpy(digits, at + 4, 5);
        found += at[9] == 'X' && !is_there(db, strtol(digits, NULL, 10));
    }
    free(bytes);
    return found;
}

static void test_nothing_is_left(void **state)
{
    AUTO(db_closep) struct db *db = connect(*state);
    AUTO(db_closep) struct db *other = connect(*state);
    unsigned dice = 1;
    int before = 0;
    bool done = false;
    for (int attempt = 0; attempt < 8 && before == 0; attempt++) {
        MUST(db_script(db, "DELETE FROM thing", &e));
        stir(db, &dice);
        MUST(db_scrub(db, false, &done, &e));
        assert_true(done);
        before = count_remains(*state, db);
    }
    assert_true(before > 0); /* else this test would see nothing */
    MUST(db_scrub(other, true, &done, &e));
    assert_true(done);
    assert_int_equal(count_remains(*state, db), 0);
    MUST(db_check(db, &e));
    /* The connection that knew the pages as they were writes nothing of it back. */
    MUST(db_begin(db, DB_WRITE, &e));
    for (int64_t id = 1; id <= (int64_t)ROUNDS * ADDED; id += 7) {
        if (is_there(db, id)) {
            write_thing(db, GROW, id, 20);
        }
    }
    MUST(db_commit(db, &e));
    MUST(db_scrub(other, false, &done, &e));
    assert_true(done);
    assert_int_equal(count_remains(*state, other), 0);
    MUST(db_check(other, &e));
}

static void test_who_reads_is_waited_for(void **state)
{
    AUTO(db_closep) struct db *db = connect(*state);
    AUTO(db_closep) struct db *reader = connect(*state);
    bool done = true;
    write_thing(db, ADD, 1, 20);
    MUST(db_begin(reader, DB_READ, &e));
    assert_true(is_there(reader, 1));
    write_thing(db, GROW, 1, 30);
    MUST(db_scrub(db, true, &done, &e));
    assert_false(done);
    assert_true(is_there(reader, 1));
    db_rollback(reader);
    MUST(db_scrub(db, true, &done, &e));
    assert_true(done);
    assert_true(is_there(reader, 1));
}

static void test_who_writes_is_waited_for(void **state)
{
    AUTO(db_closep) struct db *db = connect(*state);
    AUTO(db_closep) struct db *writer = connect(*state);
    bool done = true;
    MUST(db_begin(writer, DB_WRITE, &e));
    write_thing(writer, ADD, 1, 20);
    MUST(db_scrub(db, true, &done, &e));
    assert_false(done);
    MUST(db_commit(writer, &e));
    MUST(db_scrub(db, true, &done, &e));
    assert_true(done);
    assert_true(is_there(writer, 1));
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_nothing_is_left),
        CONTRACT_TEST(test_who_reads_is_waited_for),
        CONTRACT_TEST(test_who_writes_is_waited_for),
    };
    return CONTRACT_RUN("db_scrub", tests);
}
