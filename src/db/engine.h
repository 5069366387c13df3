/* SPDX-License-Identifier: EUPL-1.2 */
/* What an engine gives to the `db` layer: one table of functions. Seen inside this layer only. */
#pragma once

#include "db/db.h"

/* The statements that the layer itself runs. Their numbers follow those of the caller's table. */
enum db_own {
    OWN_BEGIN_READ,
    OWN_BEGIN_WRITE,
    OWN_COMMIT,
    OWN_ROLLBACK,
    OWN_SAVEPOINT,
    OWN_SAVEPOINT_RELEASE,
    OWN_SAVEPOINT_ROLLBACK,
    OWN_MIGRATION_TABLE_FIND,
    OWN_MIGRATION_TABLE_CREATE,
    OWN_MIGRATION_LIST,
    OWN_MIGRATION_ADD,
    OWN_COUNT
};

/* Every connection begins with this; an engine puts its own members behind it. */
struct db {
    const struct db_engine_ops *ops;
    struct db_statements statements;
    enum db_access access; /* of the open transaction */
    int depth;             /* 0: no transaction, 1: in one, 2: in its savepoint */
    bool failed;           /* a statement of the transaction has failed; it waits for its rollback */
};

/* `statement` is below statements.count + OWN_COUNT. Functions come in the order of db.h and mean the same; what db.c has checked before
 * (the state of the transaction) is not checked again. */
struct db_engine_ops {
    enum db_engine engine;
    const char *scheme; /* of the URL, without the colon */

    /* `address` is what follows the scheme. Gives a zeroed `struct db`, which db.c fills. */
    enum rc (*open)(const char *address, const struct db_options *options, size_t statement_count, struct db **out, struct err *e);
    void (*close)(struct db *db);
    enum rc (*prepare)(struct db *db, unsigned statement, struct err *e);
    enum rc (*run)(struct db *db, unsigned statement, const struct db_arg *args, size_t count, int64_t *changed, struct err *e);
    enum rc (*insert)(struct db *db, unsigned statement, const struct db_arg *args, size_t count, int64_t *id, struct err *e);
    enum rc (*query)(struct db *db, unsigned statement, const struct db_arg *args, size_t count, struct db_rows *rows, struct err *e);

    /* At the end of the rows and after a failure, the execution is finished and rows->handle is NULL. */
    enum rc (*next)(struct db_rows *rows, bool *has, struct err *e);
    bool (*column_is_null)(const struct db_rows *rows, int column);
    int64_t (*column_int)(const struct db_rows *rows, int column);
    double (*column_double)(const struct db_rows *rows, int column);
    struct str (*column_text)(const struct db_rows *rows, int column);
    struct str (*column_blob)(const struct db_rows *rows, int column);

    /* Ends an execution before its last row; fails when the statement was a writing one and its end was refused. */
    enum rc (*finish)(struct db_rows *rows, struct err *e);

    /* Runs OWN_BEGIN_WRITE; who waited longer than another comes before it. */
    enum rc (*begin_write)(struct db *db, struct err *e);

    /* Whether the engine still has the transaction that was begun. */
    bool (*in_transaction)(const struct db *db);
    enum rc (*script)(struct db *db, const char *sql, struct err *e);
    enum rc (*changed_elsewhere)(struct db *db, bool *changed, struct err *e);

    /* Foreign keys are not enforced while a migration rebuilds tables; they are checked as a whole before its commit. */
    enum rc (*enforce_references)(struct db *db, bool enforce, struct err *e);
    enum rc (*check_references)(struct db *db, struct err *e);
    enum rc (*check_storage)(struct db *db, struct err *e);
    enum rc (*backup)(struct db *db, const char *path, struct err *e);
    enum rc (*restore)(struct db *db, const char *path, struct err *e);
    enum rc (*scrub)(struct db *db, bool thorough, bool *done, struct err *e);
};

extern const struct db_engine_ops db_sqlite_ops;

/* The SQL of a statement for the connection's engine. */
const char *db_statement_sql(const struct db *db, unsigned statement);

/* The number under which an own statement runs. */
unsigned db_own(const struct db *db, enum db_own own);
