/* SPDX-License-Identifier: EUPL-1.2 */
/* Values go into the database and come back as they were. */
#include "contract.h"

#include "db/db.h"

#include <math.h>
#include <string.h>

enum { CREATE, INSERT, SELECT, SELECT_ALL, UPDATE_ALL, REORDERED, REPEATED, STATEMENT_COUNT };

static const struct db_statement statements[STATEMENT_COUNT] = {
    [CREATE] = {{[DB_SQLITE] = "CREATE TABLE item (id BIGINT PRIMARY KEY, number BIGINT, real DOUBLE PRECISION, text TEXT, bytes BLOB)",
        [DB_POSTGRES] = "CREATE TABLE item (id BIGINT PRIMARY KEY, number BIGINT, real DOUBLE PRECISION, text TEXT, bytes BYTEA)"}},
    [INSERT] = {{"INSERT INTO item (id, number, real, text, bytes) VALUES ($1, $2, $3, $4, $5)"}},
    [SELECT] = {{"SELECT id, number, real, text, bytes FROM item WHERE id = $1"}},
    [SELECT_ALL] = {{"SELECT id FROM item ORDER BY id"}},
    [UPDATE_ALL] = {{"UPDATE item SET number = $1"}},
    [REORDERED] = {{"SELECT number FROM item WHERE text = $2 AND id = $1"}},
    [REPEATED] = {{"SELECT id FROM item WHERE id = $1 OR number = $2 OR id = $1 + 1 OR number = $2 + 1 ORDER BY id"}},
};

static struct db *open_items(const struct contract *contract)
{
    struct err e = {0};
    struct db *db = NULL;
    const struct db_options options = {.url = contract->url, .create = true};
    if (db_open(&options, (struct db_statements){statements, STATEMENT_COUNT}, &db, &e) != RC_OK ||
        db_run(db, CREATE, NULL, 0, NULL, &e) != RC_OK || db_prepare(db, &e) != RC_OK) {
        fail_msg("%s", e.msg);
    }
    return db;
}

static void insert(struct db *db, int64_t id, struct db_arg number, struct db_arg real, struct db_arg text, struct db_arg bytes)
{
    struct err e = {0};
    const struct db_arg args[] = {db_int(id), number, real, text, bytes};
    if (db_run(db, INSERT, args, COUNT_OF(args), NULL, &e) != RC_OK) {
        fail_msg("%s", e.msg);
    }
}

/* Starts reading row `id` and steps onto it. */
static void read_row(struct db *db, int64_t id, struct db_rows *rows)
{
    struct err e = {0};
    bool has = false;
    const struct db_arg key = db_int(id);
    assert_int_equal(db_query(db, SELECT, &key, 1, rows, &e), RC_OK);
    assert_int_equal(db_next(rows, &has, &e), RC_OK);
    assert_true(has);
    assert_int_equal(db_column_int(rows, 0), id);
}

static void test_integers_come_back(void **state)
{
    AUTO(db_closep) struct db *db = open_items(*state);
    static const int64_t values[] = {0, 1, -1, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        insert(db, (int64_t)i, db_int(values[i]), db_null(), db_null(), db_null());
        AUTO(db_rows_finish) struct db_rows rows = {0};
        read_row(db, (int64_t)i, &rows);
        assert_true(db_column_int(&rows, 1) == values[i]);
        assert_false(db_column_is_null(&rows, 1));
    }
}

static void test_doubles_come_back(void **state)
{
    AUTO(db_closep) struct db *db = open_items(*state);
    static const double values[] = {0.0, 1.5, -1e300, 5e-324, 0.1, 9007199254740993.0};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        insert(db, (int64_t)i, db_null(), db_double(values[i]), db_null(), db_null());
        AUTO(db_rows_finish) struct db_rows rows = {0};
        read_row(db, (int64_t)i, &rows);
        assert_true(fabs(db_column_double(&rows, 2) - values[i]) <= 0);
    }
}

static void test_texts_come_back(void **state)
{
    AUTO(db_closep) struct db *db = open_items(*state);
    static const char *const values[] = {"", "a", "O'Neill; DROP TABLE item", "Łódź \xF0\x9F\x8E\x93", "$1 ? :name"};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        insert(db, (int64_t)i, db_null(), db_null(), db_text(values[i]), db_null());
        AUTO(db_rows_finish) struct db_rows rows = {0};
        read_row(db, (int64_t)i, &rows);
        assert_true(str_equal(db_column_text(&rows, 3), str_of(values[i])));
        assert_non_null(db_column_text(&rows, 3).data);
        assert_false(db_column_is_null(&rows, 3));
    }
}

static void test_a_piece_of_a_text_is_bound_by_its_length(void **state)
{
    AUTO(db_closep) struct db *db = open_items(*state);
    insert(db, 1, db_null(), db_null(), db_str((struct str){"abcdef", 3}), db_null());
    AUTO(db_rows_finish) struct db_rows rows = {0};
    read_row(db, 1, &rows);
    assert_true(str_equal(db_column_text(&rows, 3), STR("abc")));
}

static void test_blobs_come_back(void **state)
{
    AUTO(db_closep) struct db *db = open_items(*state);
    unsigned char bytes[70000];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)(i * 7);
    }
    static const size_t lengths[] = {0, 1, 16, 70000};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        insert(db, (int64_t)i, db_null(), db_null(), db_null(), db_blob(bytes, lengths[i]));
        AUTO(db_rows_finish) struct db_rows rows = {0};
        read_row(db, (int64_t)i, &rows);
        const struct str blob = db_column_blob(&rows, 4);
        assert_int_equal(blob.length, lengths[i]);
        assert_non_null(blob.data);
        assert_memory_equal(blob.data, bytes, lengths[i]);
    }
}

static void test_null_reads_as_nothing(void **state)
{
    AUTO(db_closep) struct db *db = open_items(*state);
    insert(db, 1, db_null(), db_null(), db_text(NULL), db_blob(NULL, 0));
    AUTO(db_rows_finish) struct db_rows rows = {0};
    read_row(db, 1, &rows);
    for (int column = 1; column <= 4; column++) {
        assert_true(db_column_is_null(&rows, column));
    }
    assert_int_equal(db_column_int(&rows, 1), 0);
    assert_true(fabs(db_column_double(&rows, 2)) <= 0);
    assert_null(db_column_text(&rows, 3).data);
    assert_int_equal(db_column_text(&rows, 3).length, 0);
    assert_null(db_column_blob(&rows, 4).data);
    assert_int_equal(db_column_blob(&rows, 4).length, 0);
}

static int64_t query_int(struct db *db, unsigned statement, const struct db_arg *args, size_t count)
{
    struct err e = {0};
    bool has = false;
    AUTO(db_rows_finish) struct db_rows rows = {0};
    assert_int_equal(db_query(db, statement, args, count, &rows, &e), RC_OK);
    assert_int_equal(db_next(&rows, &has, &e), RC_OK);
    return has ? db_column_int(&rows, 0) : -1;
}

static void test_parameters_go_by_number(void **state)
{
    AUTO(db_closep) struct db *db = open_items(*state);
    insert(db, 1, db_int(77), db_null(), db_text("x"), db_null());
    const struct db_arg args[] = {db_int(1), db_text("x")};
    assert_int_equal(query_int(db, REORDERED, args, 2), 77);
}

static void test_a_parameter_may_occur_again(void **state)
{
    AUTO(db_closep) struct db *db = open_items(*state);
    struct err e = {0};
    for (int64_t id = 1; id <= 9; id++) {
        insert(db, id, db_int(id * 10), db_null(), db_null(), db_null());
    }
    const struct db_arg args[] = {db_int(3), db_int(69)};
    AUTO(db_rows_finish) struct db_rows rows = {0};
    assert_int_equal(db_query(db, REPEATED, args, 2, &rows, &e), RC_OK);
    static const int64_t expected[] = {3, 4, 7};
    bool has = false;
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_int_equal(db_next(&rows, &has, &e), RC_OK);
        assert_true(has);
        assert_int_equal(db_column_int(&rows, 0), expected[i]);
    }
    assert_int_equal(db_next(&rows, &has, &e), RC_OK);
    assert_false(has);
}

static void test_bound_texts_may_change_after_the_query_began(void **state)
{
    AUTO(db_closep) struct db *db = open_items(*state);
    insert(db, 1, db_int(77), db_null(), db_text("abc"), db_null());
    struct err e = {0};
    bool has = false;
    char text[] = "abc";
    const struct db_arg args[] = {db_int(1), db_text(text)};
    AUTO(db_rows_finish) struct db_rows rows = {0};
    assert_int_equal(db_query(db, REORDERED, args, 2, &rows, &e), RC_OK);
    memset(text, 'z', 3);
    assert_int_equal(db_next(&rows, &has, &e), RC_OK);
    assert_true(has);
}

static void test_the_number_of_rows_touched(void **state)
{
    AUTO(db_closep) struct db *db = open_items(*state);
    struct err e = {0};
    int64_t changed = -1;
    const struct db_arg arg = db_int(5);
    assert_int_equal(db_run(db, UPDATE_ALL, &arg, 1, &changed, &e), RC_OK);
    assert_int_equal(changed, 0);
    for (int64_t id = 1; id <= 3; id++) {
        insert(db, id, db_null(), db_null(), db_null(), db_null());
    }
    assert_int_equal(db_run(db, UPDATE_ALL, &arg, 1, &changed, &e), RC_OK);
    assert_int_equal(changed, 3);
}

static void test_rows_end_and_stay_ended(void **state)
{
    AUTO(db_closep) struct db *db = open_items(*state);
    struct err e = {0};
    bool has = true;
    AUTO(db_rows_finish) struct db_rows rows = {0};
    assert_int_equal(db_query(db, SELECT_ALL, NULL, 0, &rows, &e), RC_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(db_next(&rows, &has, &e), RC_OK);
        assert_false(has);
    }
    /* After its end the statement is free at once, before db_rows_finish. */
    assert_int_equal(query_int(db, SELECT_ALL, NULL, 0), -1);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_integers_come_back),
        CONTRACT_TEST(test_doubles_come_back),
        CONTRACT_TEST(test_texts_come_back),
        CONTRACT_TEST(test_a_piece_of_a_text_is_bound_by_its_length),
        CONTRACT_TEST(test_blobs_come_back),
        CONTRACT_TEST(test_null_reads_as_nothing),
        CONTRACT_TEST(test_parameters_go_by_number),
        CONTRACT_TEST(test_a_parameter_may_occur_again),
        CONTRACT_TEST(test_bound_texts_may_change_after_the_query_began),
        CONTRACT_TEST(test_the_number_of_rows_touched),
        CONTRACT_TEST(test_rows_end_and_stay_ended),
    };
    return CONTRACT_RUN("db values", tests);
}
