/* SPDX-License-Identifier: EUPL-1.2 */
/* A small table that the tests of the db layer share. */
#pragma once

#include "contract.h"
#include "outcome.h"

#include "db/db.h"

#define ITEMS_SCHEMA "CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE)"

enum { ITEM_ADD, ITEM_ADD_RETURNING, ITEM_RENAME, ITEM_COUNT, ITEM_COUNT_AGAIN, ITEM_LIST, ITEM_STATEMENT_COUNT };

static const struct db_statement item_statements[ITEM_STATEMENT_COUNT] = {
    [ITEM_ADD] = {{"INSERT INTO item (id, name) VALUES ($1, $2)"}},
    [ITEM_ADD_RETURNING] = {{"INSERT INTO item (id, name) VALUES ($1, $2) RETURNING id"}},
    [ITEM_RENAME] = {{"UPDATE item SET name = $2 WHERE id = $1"}},
    [ITEM_COUNT] = {{"SELECT COUNT(*) FROM item"}},
    [ITEM_COUNT_AGAIN] = {{"SELECT COUNT(id) FROM item"}},
    [ITEM_LIST] = {{"SELECT id, name FROM item ORDER BY id"}},
};

/* A connection to the test's database as `options` say (their url is filled here), made when it is not there. */
static inline struct db *items_open_with(const struct contract *contract, struct db_options options)
{
    struct db *db = NULL;
    options.url = contract->url;
    MUST(db_open(&options, (struct db_statements){item_statements, ITEM_STATEMENT_COUNT}, &db, &e));
    return db;
}

static inline struct db *items_open(const struct contract *contract)
{
    return items_open_with(contract, (struct db_options){.create = true, .fast_unsafe = true});
}

/* The first connection, which makes the table. */
static inline struct db *items_create(const struct contract *contract)
{
    struct db *const db = items_open(contract);
    MUST(db_script(db, ITEMS_SCHEMA, &e));
    return db;
}

static inline enum rc item_add(struct db *db, int64_t id, const char *name, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_text(name)};
    return db_run(db, ITEM_ADD, args, COUNT_OF(args), NULL, e);
}

static inline int64_t items_count(struct db *db)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    bool has = false;
    MUST(db_query(db, ITEM_COUNT, NULL, 0, &rows, &e));
    MUST(db_next(&rows, &has, &e));
    return db_column_int(&rows, 0);
}
