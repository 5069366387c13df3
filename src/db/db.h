/* SPDX-License-Identifier: EUPL-1.2 */
/* One small SQL interface over the engines: prepared statements from a table, values bound by number, transactions. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum db_engine { DB_SQLITE, DB_POSTGRES, DB_ENGINE_COUNT };

/* A statement with parameters $1, $2, ... . sql[DB_SQLITE] serves every engine whose own entry is NULL. */
struct db_statement {
    const char *sql[DB_ENGINE_COUNT];
};

struct db_statements {
    const struct db_statement *items;
    size_t count;
};

struct db_migration {
    int number; /* 1, 2, ... without a gap */
    const char *name;
    const char *sql[DB_ENGINE_COUNT]; /* a script of statements */
};

struct db_migrations {
    const struct db_migration *items;
    size_t count;
};

struct db_options {
    const char *url; /* "sqlite:PATH" */
    bool read_only;
    bool create;         /* make the database when it is not there */
    bool fast_unsafe;    /* no waiting for the disk: only for data that can be made again */
    int cache_kib;       /* page cache of this connection; 0: 2048 */
    int busy_timeout_ms; /* how long to wait for another process's lock; 0: 5000 */
};

/* One connection; one thread at a time. */
struct db;

/* RC_INVALID for a URL that names no engine, RC_UNAVAILABLE when the database can't be opened. The table of statements is borrowed as long
 * as the connection lives. Statements are prepared at their first use, or all at once by db_prepare, which also proves that they fit the
 * schema. `err` is untouched by what succeeds, here and below. */
MUST_CHECK enum rc db_open(const struct db_options *options, struct db_statements statements, struct db **out, struct err *e);
void db_close(struct db *db);
void db_closep(struct db **db);
enum db_engine db_engine(const struct db *db);
MUST_CHECK enum rc db_prepare(struct db *db, struct err *e);

enum db_type { DB_NULL, DB_INT, DB_DOUBLE, DB_TEXT, DB_BLOB };

/* A bound value; texts and blobs are borrowed for the call. NULL as data binds NULL. */
struct db_arg {
    enum db_type type;
    int64_t number;
    double real;
    struct str bytes;
};

struct db_arg db_null(void);
struct db_arg db_int(int64_t value);
struct db_arg db_bool(bool value);
struct db_arg db_double(double value);
struct db_arg db_str(struct str text);
struct db_arg db_text(const char *text); /* NULL binds NULL */
struct db_arg db_blob(const void *bytes, size_t length);

/* Failures of a statement: RC_CONFLICT when a primary key or unique index refuses (field names the table and its columns, such as
 * "card.escn" or "enrolment.person_id,organisation_id"; of an index over expressions its name), RC_UNAVAILABLE (SE-0503) when the database
 * is locked, full or out of reach, RC_NO_MEMORY, else RC_INTERNAL (SE-0500), also for other constraints. Messages hold no values.
 * Arguments that don't fit the statement, a column that isn't there, a statement that is running already or writes in a transaction for
 * reading: all these are our bugs and end in an assert. */

/* Runs a statement that gives no rows. `changed` (may be NULL) gets the number of rows touched. */
MUST_CHECK enum rc db_run(struct db *db, unsigned statement, const struct db_arg *args, size_t count, int64_t *changed, struct err *e);

/* Runs an INSERT of one row into a table whose key is one whole number that the engine makes, and gives that. The SQL says nothing of it.
 */
MUST_CHECK enum rc db_insert(struct db *db, unsigned statement, const struct db_arg *args, size_t count, int64_t *id, struct err *e);

/* The rows of one execution. Lives on the caller's stack; `AUTO(db_rows_finish) struct db_rows rows = {0}`. One execution of a statement at
 * a time. It holds a read transaction from its first step until its end, a failure or db_rows_finish. */
struct db_rows {
    struct db *db;
    void *handle;
    unsigned statement;
};

MUST_CHECK enum rc db_query(
    struct db *db, unsigned statement, const struct db_arg *args, size_t count, struct db_rows *rows, struct err *e);

/* Steps to the next row; *has is false after the last, and stays so. */
MUST_CHECK enum rc db_next(struct db_rows *rows, bool *has, struct err *e);

/* Columns count from 0. Texts and blobs are borrowed until the next step; NULL reads as 0, 0.0, false and the empty text with data NULL. */
bool db_column_is_null(const struct db_rows *rows, int column);
int64_t db_column_int(const struct db_rows *rows, int column);
double db_column_double(const struct db_rows *rows, int column);
struct str db_column_text(const struct db_rows *rows, int column);
struct str db_column_blob(const struct db_rows *rows, int column);
void db_rows_finish(struct db_rows *rows);

/* A transaction that writes takes the right to write at its beginning. After a statement has failed inside a transaction, everything but a
 * rollback (to the savepoint, or whole) is refused with RC_INTERNAL, on every engine. */
enum db_access { DB_READ, DB_WRITE };
MUST_CHECK enum rc db_begin(struct db *db, enum db_access access, struct err *e);

/* A commit that fails has rolled back. */
MUST_CHECK enum rc db_commit(struct db *db, struct err *e);

/* Does nothing outside a transaction. */
void db_rollback(struct db *db);

/* One level of savepoint inside a transaction. When its rollback fails, the whole transaction is lost and only db_rollback is left. */
MUST_CHECK enum rc db_savepoint(struct db *db, struct err *e);
MUST_CHECK enum rc db_savepoint_release(struct db *db, struct err *e);
MUST_CHECK enum rc db_savepoint_rollback(struct db *db, struct err *e);

/* Runs a script of statements without parameters (migrations, index rebuilding). Transactions are the caller's, never the script's. */
MUST_CHECK enum rc db_script(struct db *db, const char *sql, struct err *e);

/* True when another process has committed since the last call on this connection (also at the first call). Changes made by other
 * connections of this process count too unless they were made through `db` itself. */
MUST_CHECK enum rc db_changed_elsewhere(struct db *db, bool *changed, struct err *e);

/* Brings the schema up to the last of `migrations`, each in its own transaction; of several processes that start at once, one applies it.
 * RC_UNAVAILABLE for a database that is newer, RC_INTERNAL for one whose recorded checksums differ, and for a migration that fails or
 * leaves references to nothing. `applied` (may be NULL) gets how many were run. */
MUST_CHECK enum rc db_migrate(struct db *db, struct db_migrations migrations, int *applied, struct err *e);

/* The number of the last migration in the database (0 for none), checked against `migrations`. */
MUST_CHECK enum rc db_migration_level(struct db *db, struct db_migrations migrations, int *level, struct err *e);

/* Copies the database, as it is at one moment, to a new file for its owner alone, while others go on reading and writing; it is on the disk
 * when the call returns. Refuses to overwrite (RC_CONFLICT). A failure leaves no file of this name. Not inside a transaction. */
MUST_CHECK enum rc db_backup(struct db *db, const char *path, struct err *e);

/* Replaces the whole content by that of a backup file, at once, after having checked that file. Not inside a transaction. */
MUST_CHECK enum rc db_restore(struct db *db, const char *path, struct err *e);

/* Looks for damage inside the engine's files and for references to nothing: RC_INTERNAL with the first finding. Reads everything. */
MUST_CHECK enum rc db_check(struct db *db, struct err *e);

/* Leaves nothing of what was deleted in the log of the latest changes; `thorough`: nor in the rest of the engine's files, which are read as
 * a whole. Others go on reading and writing meanwhile. *done is false when they were in the way: try again. Not inside a transaction. */
MUST_CHECK enum rc db_scrub(struct db *db, bool thorough, bool *done, struct err *e);
