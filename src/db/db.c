/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/db.h"

#include "db/engine.h"

#include <assert.h>
#include <string.h>

static const struct db_engine_ops *const engines[] = {&db_sqlite_ops};

static const struct db_statement own_statements[OWN_COUNT] = {
    [OWN_BEGIN_READ] = {{[DB_SQLITE] = "BEGIN"}},
    [OWN_BEGIN_WRITE] = {{[DB_SQLITE] = "BEGIN IMMEDIATE"}},
    [OWN_COMMIT] = {{[DB_SQLITE] = "COMMIT"}},
    [OWN_ROLLBACK] = {{[DB_SQLITE] = "ROLLBACK"}},
    [OWN_SAVEPOINT] = {{[DB_SQLITE] = "SAVEPOINT job"}},
    [OWN_SAVEPOINT_RELEASE] = {{[DB_SQLITE] = "RELEASE SAVEPOINT job"}},
    [OWN_SAVEPOINT_ROLLBACK] = {{[DB_SQLITE] = "ROLLBACK TO SAVEPOINT job"}},
    [OWN_MIGRATION_TABLE_FIND] = {{[DB_SQLITE] = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'"}},
    [OWN_MIGRATION_TABLE_CREATE] = {{[DB_SQLITE] = "CREATE TABLE IF NOT EXISTS schema_migration ("
                                                   "number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, "
                                                   "applied_at BIGINT NOT NULL)"}},
    [OWN_MIGRATION_LIST] = {{[DB_SQLITE] = "SELECT number, name, checksum FROM schema_migration ORDER BY number"}},
    [OWN_MIGRATION_ADD] = {{[DB_SQLITE] = "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)"}},
};

const char *db_statement_sql(const struct db *db, unsigned statement)
{
    assert(statement < db->statements.count + OWN_COUNT);
    const bool is_own = statement >= db->statements.count;
    const struct db_statement *const found = is_own ? &own_statements[statement - db->statements.count] : &db->statements.items[statement];
    const char *const sql = found->sql[db->ops->engine];
    return sql == NULL ? found->sql[DB_SQLITE] : sql;
}

unsigned db_own(const struct db *db, enum db_own own)
{
    return (unsigned)db->statements.count + (unsigned)own;
}

static const struct db_engine_ops *find_engine(struct str scheme)
{
    for (size_t i = 0; i < COUNT_OF(engines); i++) {
        if (str_equal(str_of(engines[i]->scheme), scheme)) {
            return engines[i];
        }
    }
    return NULL;
}

enum rc db_open(const struct db_options *options, struct db_statements statements, struct db **out, struct err *e)
{
    struct str address = str_of(options->url);
    const struct str scheme = str_cut(&address, ':');
    const struct db_engine_ops *const ops = find_engine(scheme);
    if (ops == NULL || address.data == NULL || address.length == 0) {
        /* What follows the scheme may hold a password and is not shown. */
        return err_set(e, RC_INVALID, "", "database", "the database URL begins with \"%.*s\"; expected sqlite:PATH",
            (int)(scheme.length < 40 ? scheme.length : 40), scheme.data);
    }
    struct db *db = NULL;
    if (ops->open(address.data, options, statements.count + OWN_COUNT, &db, e) != RC_OK) {
        return e->rc;
    }
    db->ops = ops;
    db->statements = statements;
    *out = db;
    return RC_OK;
}

void db_close(struct db *db)
{
    if (db != NULL) {
        db_rollback(db);
        db->ops->close(db);
    }
}

void db_closep(struct db **db)
{
    db_close(*db);
    *db = NULL;
}

enum db_engine db_engine(const struct db *db)
{
    return db->ops->engine;
}

enum rc db_prepare(struct db *db, struct err *e)
{
    for (unsigned i = 0; i < db->statements.count; i++) {
        if (db->ops->prepare(db, i, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

struct db_arg db_null(void)
{
    return (struct db_arg){.type = DB_NULL};
}

struct db_arg db_int(int64_t value)
{
    return (struct db_arg){.type = DB_INT, .number = value};
}

struct db_arg db_bool(bool value)
{
    return db_int(value ? 1 : 0);
}

struct db_arg db_double(double value)
{
    return (struct db_arg){.type = DB_DOUBLE, .real = value};
}

struct db_arg db_str(struct str text)
{
    return (struct db_arg){.type = text.data == NULL ? DB_NULL : DB_TEXT, .bytes = text};
}

struct db_arg db_text(const char *text)
{
    return db_str((struct str){text, text == NULL ? 0 : strlen(text)});
}

struct db_arg db_blob(const void *bytes, size_t length)
{
    return (struct db_arg){.type = bytes == NULL ? DB_NULL : DB_BLOB, .bytes = {bytes, length}};
}

/* PostgreSQL takes nothing after a failure inside a transaction but its rollback. Every engine is held to that, so that no code works by
 * chance on one of them, and a transaction that the engine has ended by itself is not continued outside of it. */
static bool is_refused(const struct db *db, struct err *e)
{
    if (db->failed) {
        (void)err_set(e, RC_INTERNAL, "SE-0500", "", "a statement of this transaction has failed before; only a rollback is accepted");
    }
    return db->failed;
}

static enum rc noted(struct db *db, enum rc rc)
{
    db->failed = db->failed || (rc != RC_OK && db->depth > 0);
    return rc;
}

enum rc db_run(struct db *db, unsigned statement, const struct db_arg *args, size_t count, int64_t *changed, struct err *e)
{
    assert(statement < db->statements.count + OWN_COUNT);
    return is_refused(db, e) ? e->rc : noted(db, db->ops->run(db, statement, args, count, changed, e));
}

enum rc db_insert(struct db *db, unsigned statement, const struct db_arg *args, size_t count, int64_t *id, struct err *e)
{
    assert(statement < db->statements.count + OWN_COUNT);
    return is_refused(db, e) ? e->rc : noted(db, db->ops->insert(db, statement, args, count, id, e));
}

enum rc db_query(struct db *db, unsigned statement, const struct db_arg *args, size_t count, struct db_rows *rows, struct err *e)
{
    assert(statement < db->statements.count + OWN_COUNT);
    assert(rows->handle == NULL);
    *rows = (struct db_rows){.db = db, .statement = statement};
    return is_refused(db, e) ? e->rc : noted(db, db->ops->query(db, statement, args, count, rows, e));
}

enum rc db_next(struct db_rows *rows, bool *has, struct err *e)
{
    *has = false;
    return rows->handle == NULL ? RC_OK : noted(rows->db, rows->db->ops->next(rows, has, e));
}

bool db_column_is_null(const struct db_rows *rows, int column)
{
    assert(rows->handle != NULL);
    return rows->db->ops->column_is_null(rows, column);
}

int64_t db_column_int(const struct db_rows *rows, int column)
{
    assert(rows->handle != NULL);
    return rows->db->ops->column_int(rows, column);
}

double db_column_double(const struct db_rows *rows, int column)
{
    assert(rows->handle != NULL);
    return rows->db->ops->column_double(rows, column);
}

struct str db_column_text(const struct db_rows *rows, int column)
{
    assert(rows->handle != NULL);
    return rows->db->ops->column_text(rows, column);
}

struct str db_column_blob(const struct db_rows *rows, int column)
{
    assert(rows->handle != NULL);
    return rows->db->ops->column_blob(rows, column);
}

void db_rows_finish(struct db_rows *rows)
{
    if (rows->handle != NULL) {
        struct err ignored = {0};
        (void)noted(rows->db, rows->db->ops->finish(rows, &ignored));
        rows->handle = NULL;
    }
}

static enum rc run_own(struct db *db, enum db_own own, struct err *e)
{
    return db->ops->run(db, db_own(db, own), NULL, 0, NULL, e);
}

static void end_transaction(struct db *db)
{
    struct err ignored = {0};
    if (db->ops->in_transaction(db)) {
        (void)run_own(db, OWN_ROLLBACK, &ignored);
    }
}

enum rc db_begin(struct db *db, enum db_access access, struct err *e)
{
    assert(db->depth == 0);
    if ((access == DB_WRITE ? db->ops->begin_write(db, e) : run_own(db, OWN_BEGIN_READ, e)) != RC_OK) {
        end_transaction(db); /* an interrupted beginning may have begun */
        return e->rc;
    }
    db->access = access;
    db->depth = 1;
    return RC_OK;
}

enum rc db_commit(struct db *db, struct err *e)
{
    assert(db->depth == 1);
    if (is_refused(db, e) || run_own(db, OWN_COMMIT, e) != RC_OK) {
        db_rollback(db);
        return e->rc;
    }
    db->depth = 0;
    return RC_OK;
}

void db_rollback(struct db *db)
{
    if (db->depth > 0) {
        end_transaction(db);
    }
    db->depth = 0;
    db->failed = false;
}

enum rc db_savepoint(struct db *db, struct err *e)
{
    assert(db->depth == 1);
    if (is_refused(db, e) || noted(db, run_own(db, OWN_SAVEPOINT, e)) != RC_OK) {
        return e->rc;
    }
    db->depth = 2;
    return RC_OK;
}

enum rc db_savepoint_release(struct db *db, struct err *e)
{
    assert(db->depth == 2);
    if (is_refused(db, e) || noted(db, run_own(db, OWN_SAVEPOINT_RELEASE, e)) != RC_OK) {
        return e->rc;
    }
    db->depth = 1;
    return RC_OK;
}

enum rc db_savepoint_rollback(struct db *db, struct err *e)
{
    assert(db->depth == 2);
    db->depth = 1;
    if (!db->ops->in_transaction(db)) {
        db->failed = true;
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the database has ended the whole transaction after a failure; repeat it");
    }
    if (run_own(db, OWN_SAVEPOINT_ROLLBACK, e) != RC_OK || run_own(db, OWN_SAVEPOINT_RELEASE, e) != RC_OK) {
        db->failed = true;
        return e->rc;
    }
    db->failed = false;
    return RC_OK;
}

enum rc db_script(struct db *db, const char *sql, struct err *e)
{
    return is_refused(db, e) ? e->rc : noted(db, db->ops->script(db, sql, e));
}

enum rc db_changed_elsewhere(struct db *db, bool *changed, struct err *e)
{
    return db->ops->changed_elsewhere(db, changed, e);
}

enum rc db_backup(struct db *db, const char *path, struct err *e)
{
    assert(db->depth == 0);
    return db->ops->backup(db, path, e);
}

enum rc db_restore(struct db *db, const char *path, struct err *e)
{
    assert(db->depth == 0);
    return db->ops->restore(db, path, e);
}

enum rc db_check(struct db *db, struct err *e)
{
    if (db->ops->check_storage(db, e) != RC_OK) {
        return e->rc;
    }
    return db->ops->check_references(db, e);
}

enum rc db_scrub(struct db *db, bool thorough, bool *done, struct err *e)
{
    assert(db->depth == 0);
    return db->ops->scrub(db, thorough, done, e);
}
