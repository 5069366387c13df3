/* SPDX-License-Identifier: EUPL-1.2 */
/* The SQLite engine: preparing, binding, stepping and reading. */
#include "db/sqlite.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sqlite_db *sqlite_of(struct db *db)
{
    return (struct sqlite_db *)db;
}

static void close_db(struct db *base)
{
    struct sqlite_db *const db = sqlite_of(base);
    for (size_t i = 0; i < db->statement_count; i++) {
        assert(!db->statements[i].running);
        (void)sqlite3_finalize(db->statements[i].handle);
    }
    (void)sqlite3_finalize(db->data_version_statement.handle);
    sqlite_turn_close(db);
    sqlite_file_close(&db->file);
    free(db);
}

/* Parameters must be $1 to $count, each at least once; SQLite gives equal names one index. */
static bool map_parameters(struct sqlite_statement *statement)
{
    const int count = sqlite3_bind_parameter_count(statement->handle);
    if (count > SQLITE_PARAMETERS_MAX) {
        return false;
    }
    for (int index = 1; index <= count; index++) {
        const char *const name = sqlite3_bind_parameter_name(statement->handle, index);
        const struct str digits = str_of(name == NULL || name[0] != '$' ? NULL : name + 1);
        long long number = 0;
        if (!str_to_int64(digits, &number) || number < 1 || number > count || statement->index_of[number - 1] != 0) {
            return false;
        }
        statement->index_of[number - 1] = (unsigned char)index;
    }
    statement->count = (unsigned char)count;
    return true;
}

static enum rc prepare_failed(const struct sqlite_file *file, int code, const char *sql, struct err *e)
{
    if ((code & 0xFF) != SQLITE_ERROR) {
        return sqlite_failed(file, code, sql, e);
    }
    return err_set(e, RC_INTERNAL, "SE-0500", "", "preparing \"%.120s\": %s", sql, sqlite3_errmsg(file->handle));
}

static enum rc prepare_sql(const struct sqlite_file *file, const char *sql, struct sqlite_statement *statement, struct err *e)
{
    if (statement->handle != NULL) {
        return RC_OK;
    }
    const int code = sqlite3_prepare_v3(file->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL);
    if (code != SQLITE_OK) {
        return prepare_failed(file, code, sql, e);
    }
    if (statement->handle == NULL || !map_parameters(statement)) {
        (void)sqlite3_finalize(statement->handle);
        *statement = (struct sqlite_statement){0};
        return err_set(e, RC_INTERNAL, "SE-0500", "", "preparing \"%.120s\": its parameters must be $1, $2, ... without a gap", sql);
    }
    return RC_OK;
}

static enum rc prepare(struct db *base, unsigned number, struct err *e)
{
    struct sqlite_db *const db = sqlite_of(base);
    return prepare_sql(&db->file, db_statement_sql(base, number), &db->statements[number], e);
}

static int bind_one(sqlite3_stmt *handle, int index, const struct db_arg *arg, sqlite3_destructor_type lifetime)
{
    switch (arg->type) {
    case DB_NULL:
        return sqlite3_bind_null(handle, index);
    case DB_INT:
        return sqlite3_bind_int64(handle, index, arg->number);
    case DB_DOUBLE:
        return sqlite3_bind_double(handle, index, arg->real);
    case DB_TEXT:
        return sqlite3_bind_text64(handle, index, arg->bytes.data, arg->bytes.length, lifetime, SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(handle, index, arg->bytes.data, arg->bytes.length, lifetime);
    }
    return SQLITE_MISUSE;
}

static int bind(struct sqlite_statement *statement, const struct db_arg *args, size_t count, sqlite3_destructor_type lifetime)
{
    assert(count == statement->count);
    for (size_t i = 0; i < count; i++) {
        const int code = bind_one(statement->handle, statement->index_of[i], &args[i], lifetime);
        if (code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

/* Ends an execution: no lock, no read transaction and no bound value stay behind. */
static int release(struct sqlite_statement *statement)
{
    const int code = sqlite3_reset(statement->handle);
    if (statement->count > 0) {
        (void)sqlite3_clear_bindings(statement->handle);
    }
    statement->running = false;
    return code;
}

/* The message is taken before the reset. */
static enum rc fail(struct sqlite_db *db, struct sqlite_statement *statement, int code, struct err *e)
{
    char doing[128];
    (void)snprintf(doing, sizeof doing, "running \"%.100s\"", sqlite3_sql(statement->handle));
    (void)sqlite_failed(&db->file, code, doing, e);
    (void)release(statement);
    return e->rc;
}

/* Gets the statement ready for one execution. */
static enum rc start(struct sqlite_db *db, unsigned number, struct sqlite_statement **out, struct err *e)
{
    struct sqlite_statement *const statement = &db->statements[number];
    if (statement->handle == NULL && prepare(&db->db, number, e) != RC_OK) {
        return e->rc;
    }
    assert(!statement->running);
    assert(db->db.depth == 0 || db->db.access == DB_WRITE || sqlite3_stmt_readonly(statement->handle));
    statement->running = true;
    *out = statement;
    return RC_OK;
}

static enum rc run(struct db *base, unsigned number, const struct db_arg *args, size_t count, int64_t *changed, struct err *e)
{
    struct sqlite_db *const db = sqlite_of(base);
    struct sqlite_statement *statement = NULL;
    if (start(db, number, &statement, e) != RC_OK) {
        return e->rc;
    }
    assert(sqlite3_column_count(statement->handle) == 0);
    int code = bind(statement, args, count, SQLITE_STATIC);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement->handle);
    }
    if (code != SQLITE_DONE) {
        return fail(db, statement, code, e);
    }
    if (changed != NULL) {
        *changed = sqlite3_changes64(db->file.handle);
    }
    (void)release(statement);
    return RC_OK;
}

static enum rc insert(struct db *base, unsigned number, const struct db_arg *args, size_t count, int64_t *id, struct err *e)
{
    if (run(base, number, args, count, NULL, e) != RC_OK) {
        return e->rc;
    }
    *id = sqlite3_last_insert_rowid(sqlite_of(base)->file.handle);
    return RC_OK;
}

static enum rc query(struct db *base, unsigned number, const struct db_arg *args, size_t count, struct db_rows *rows, struct err *e)
{
    struct sqlite_db *const db = sqlite_of(base);
    struct sqlite_statement *statement = NULL;
    if (start(db, number, &statement, e) != RC_OK) {
        return e->rc;
    }
    /* The values are needed until the last step, the caller's are borrowed for this call only. */
    const int code = bind(statement, args, count, SQLITE_TRANSIENT);
    if (code != SQLITE_OK) {
        return fail(db, statement, code, e);
    }
    rows->handle = statement;
    return RC_OK;
}

static enum rc next(struct db_rows *rows, bool *has, struct err *e)
{
    struct sqlite_statement *const statement = rows->handle;
    const int code = sqlite3_step(statement->handle);
    *has = code == SQLITE_ROW;
    if (*has) {
        return RC_OK;
    }
    rows->handle = NULL;
    if (code != SQLITE_DONE) {
        return fail(sqlite_of(rows->db), statement, code, e);
    }
    (void)release(statement);
    return RC_OK;
}

/* The row under the cursor. */
static sqlite3_stmt *row(const struct db_rows *rows, int column)
{
    const struct sqlite_statement *const statement = rows->handle;
    assert(column >= 0 && column < sqlite3_data_count(statement->handle));
    return statement->handle;
}

static bool column_is_null(const struct db_rows *rows, int column)
{
    return sqlite3_column_type(row(rows, column), column) == SQLITE_NULL;
}

static int64_t column_int(const struct db_rows *rows, int column)
{
    return sqlite3_column_int64(row(rows, column), column);
}

static double column_double(const struct db_rows *rows, int column)
{
    return sqlite3_column_double(row(rows, column), column);
}

/* The bytes of a text or blob as they stand in the row: nothing is converted or copied, so nothing can fail. */
static struct str stored_bytes(sqlite3_stmt *handle, int column)
{
    const void *const bytes = sqlite3_column_blob(handle, column);
    /* SQLite gives no address for the empty value. */
    return bytes == NULL ? STR("") : (struct str){bytes, (size_t)sqlite3_column_bytes(handle, column)};
}

static struct str column_text(const struct db_rows *rows, int column)
{
    sqlite3_stmt *const handle = row(rows, column);
    const int type = sqlite3_column_type(handle, column);
    if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
        return stored_bytes(handle, column);
    }
    const unsigned char *const digits = sqlite3_column_text(handle, column);
    return (struct str){(const char *)digits, digits == NULL ? 0 : (size_t)sqlite3_column_bytes(handle, column)};
}

static struct str column_blob(const struct db_rows *rows, int column)
{
    sqlite3_stmt *const handle = row(rows, column);
    return sqlite3_column_type(handle, column) == SQLITE_NULL ? (struct str){NULL, 0} : stored_bytes(handle, column);
}

static enum rc finish(struct db_rows *rows, struct err *e)
{
    struct sqlite_db *const db = sqlite_of(rows->db);
    struct sqlite_statement *const statement = rows->handle;
    const int code = release(statement);
    return code == SQLITE_OK ? RC_OK : sqlite_failed(&db->file, code, sqlite3_sql(statement->handle), e);
}

static enum rc begin_write(struct db *base, struct err *e)
{
    const struct sqlite_db *const db = sqlite_of(base);
    sqlite_turn_take(db);
    const enum rc rc = run(base, db_own(base, OWN_BEGIN_WRITE), NULL, 0, NULL, e);
    sqlite_turn_leave(db);
    return rc;
}

static bool in_transaction(const struct db *base)
{
    const struct sqlite_db *const db = (const struct sqlite_db *)base;
    return sqlite3_get_autocommit(db->file.handle) == 0;
}

/* Runs the first statement of `sql` and leaves in `rest` what follows it. */
static enum rc script_step(const struct sqlite_file *file, const char *sql, const char **rest, struct err *e)
{
    AUTO(sqlite_finalize) sqlite3_stmt *handle = NULL;
    int code = sqlite3_prepare_v2(file->handle, sql, -1, &handle, rest);
    if (code != SQLITE_OK) {
        return prepare_failed(file, code, sql + strspn(sql, " \t\r\n"), e);
    }
    while (handle != NULL && (code = sqlite3_step(handle)) == SQLITE_ROW) {
    }
    if (handle == NULL || code == SQLITE_DONE) {
        return RC_OK;
    }
    char doing[128];
    (void)snprintf(doing, sizeof doing, "running \"%.100s\"", sqlite3_sql(handle));
    return sqlite_failed(file, code, doing, e);
}

static enum rc script(struct db *base, const char *sql, struct err *e)
{
    const struct sqlite_db *const db = sqlite_of(base);
    const bool inside = in_transaction(base);
    const char *rest = sql;
    while (*rest != '\0') {
        if (script_step(&db->file, rest, &rest, e) != RC_OK) {
            return e->rc;
        }
    }
    if (in_transaction(base) != inside) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "a script has opened or ended a transaction, which only its caller may do");
    }
    return RC_OK;
}

static enum rc changed_elsewhere(struct db *base, bool *changed, struct err *e)
{
    struct sqlite_db *const db = sqlite_of(base);
    struct sqlite_statement *const statement = &db->data_version_statement;
    if (prepare_sql(&db->file, "PRAGMA data_version", statement, e) != RC_OK) {
        return e->rc;
    }
    const int code = sqlite3_step(statement->handle);
    if (code != SQLITE_ROW) {
        return fail(db, statement, code, e);
    }
    const int64_t version = sqlite3_column_int64(statement->handle, 0);
    (void)release(statement);
    *changed = version != db->data_version;
    db->data_version = version;
    return RC_OK;
}

static enum rc enforce_references(struct db *base, bool enforce, struct err *e)
{
    return sqlite_exec(&sqlite_of(base)->file, enforce ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF", e);
}

static enum rc check_references(struct db *base, struct err *e)
{
    return sqlite_check_references(&sqlite_of(base)->file, e);
}

static enum rc check_storage(struct db *base, struct err *e)
{
    return sqlite_check_pages(&sqlite_of(base)->file, e);
}

const struct db_engine_ops db_sqlite_ops = {
    .engine = DB_SQLITE,
    .scheme = "sqlite",
    .open = sqlite_open,
    .close = close_db,
    .prepare = prepare,
    .run = run,
    .insert = insert,
    .query = query,
    .next = next,
    .column_is_null = column_is_null,
    .column_int = column_int,
    .column_double = column_double,
    .column_text = column_text,
    .column_blob = column_blob,
    .finish = finish,
    .begin_write = begin_write,
    .in_transaction = in_transaction,
    .script = script,
    .changed_elsewhere = changed_elsewhere,
    .enforce_references = enforce_references,
    .check_references = check_references,
    .check_storage = check_storage,
    .backup = sqlite_backup,
    .restore = sqlite_restore,
    .scrub = sqlite_scrub,
};
