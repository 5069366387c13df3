/* SPDX-License-Identifier: EUPL-1.2 */
/* Every allocation inside SQLite fails in turn: always RC_NO_MEMORY or a whole result, never a crash, a leak or half a transaction. */
#include "items.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* Memory for SQLite with the size before each piece, and a counter that makes one request fail. */
static long left = -1;
static long pieces;

static void *take(int bytes)
{
    if (left >= 0 && left-- == 0) {
        return NULL;
    }
    size_t *const piece = malloc((size_t)bytes + 16);
    if (piece == NULL) {
        return NULL;
    }
    pieces++;
    *piece = (size_t)bytes;
    return piece + 2;
}

static void give_back(void *memory)
{
    if (memory != NULL) {
        pieces--;
        free((size_t *)memory - 2);
    }
}

static int size_of(void *memory)
{
    return memory == NULL ? 0 : (int)*((size_t *)memory - 2);
}

static void *resize(void *memory, int bytes)
{
    void *const moved = take(bytes);
    if (moved != NULL) {
        memcpy(moved, memory, (size_t)(size_of(memory) < bytes ? size_of(memory) : bytes));
        give_back(memory);
    }
    return moved;
}

static int round_up(int bytes)
{
    return (bytes + 7) & ~7;
}

static int start(void *unused)
{
    (void)unused;
    return SQLITE_OK;
}

static void stop(void *unused)
{
    (void)unused;
}

/* What a group of writes does, start to end. */
static enum rc work(struct db *db, struct err *e)
{
    const struct db_arg args[] = {db_int(2), db_text("second")};
    AUTO(db_rows_finish) struct db_rows rows = {0};
    bool has = false;
    if (db_begin(db, DB_WRITE, e) != RC_OK || item_add(db, 1, "first", e) != RC_OK || db_savepoint(db, e) != RC_OK ||
        db_query(db, ITEM_ADD_RETURNING, args, COUNT_OF(args), &rows, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    assert_true(has && db_column_int(&rows, 0) == 2);
    db_rows_finish(&rows);
    if (db_savepoint_release(db, e) != RC_OK || db_commit(db, e) != RC_OK) {
        return e->rc;
    }
    return RC_OK;
}

/* Opens, works, closes; *count is what is there afterwards. */
static enum rc one_life(const struct contract *contract, long failing, struct err *e)
{
    AUTO(db_closep) struct db *db = NULL;
    const struct db_options options = {.url = contract->url, .fast_unsafe = true};
    left = failing;
    enum rc rc = db_open(&options, (struct db_statements){item_statements, ITEM_STATEMENT_COUNT}, &db, e);
    if (rc == RC_OK) {
        rc = work(db, e);
        db_rollback(db);
    }
    left = -1;
    return rc;
}

static void test_every_allocation_fails_in_turn(void **state)
{
    long failing = 0;
    enum rc rc = RC_NO_MEMORY;
    struct db *db = items_create(*state);
    db_close(db);
    const long before = pieces;
    while (rc != RC_OK) {
        struct err failure = {0};
        rc = one_life(*state, failing++, &failure);
        db = items_open(*state);
        const int64_t count = items_count(db);
        if (rc != RC_OK && (rc != RC_NO_MEMORY || failure.rc != rc || count % 2 != 0)) {
            fail_msg("allocation %ld: %s, %s, %d rows", failing, rc_name(rc), failure.msg, (int)count);
        }
        /* A failure after the commit itself is none. */
        MUST(db_script(db, "DELETE FROM item", &e));
        db_close(db);
    }
    assert_true(failing > 50);
    assert_int_equal(pieces, before);
}

int main(void)
{
    static const sqlite3_mem_methods methods = {take, give_back, resize, size_of, round_up, start, stop, NULL};
    static const struct contract_test tests[] = {CONTRACT_TEST(test_every_allocation_fails_in_turn)};
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK) {
        return 1;
    }
    return CONTRACT_RUN_ON("sqlite", "db sqlite memory", tests);
}
