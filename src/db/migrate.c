/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbered changes of the schema, each applied once. */
#include "db/engine.h"

#include "base/clock.h"
#include "base/hex.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define CHECKSUM_SIZE (2 * crypto_generichash_BYTES + 1)

static const char *migration_sql(const struct db *db, const struct db_migration *migration)
{
    const char *const sql = migration->sql[db_engine(db)];
    return sql == NULL ? migration->sql[DB_SQLITE] : sql;
}

static void checksum(const char *sql, char out[CHECKSUM_SIZE])
{
    unsigned char hash[crypto_generichash_BYTES];
    (void)crypto_generichash(hash, sizeof hash, (const unsigned char *)sql, strlen(sql), NULL, 0);
    hex_encode(hash, sizeof hash, out);
    out[CHECKSUM_SIZE - 1] = '\0';
}

static enum rc has_table(struct db *db, bool *has, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    if (db_query(db, db_own(db, OWN_MIGRATION_TABLE_FIND), NULL, 0, &rows, e) != RC_OK) {
        return e->rc;
    }
    return db_next(&rows, has, e);
}

/* Compares a row of the database with the migration of its number. */
static enum rc check_row(const struct db *db, const struct db_rows *row, struct db_migrations migrations, int level, struct err *e)
{
    const int64_t number = db_column_int(row, 0);
    const struct str name = db_column_text(row, 1);
    if (number != level + 1) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "schema_migration goes from %d to %lld; expected no gap", level, (long long)number);
    }
    if ((size_t)number > migrations.count) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "",
            "the database is newer than this program: it has migration %lld (%.*s), the program knows %zu; use the newer program",
            (long long)number, (int)name.length, name.data, migrations.count);
    }
    const struct db_migration *const migration = &migrations.items[number - 1];
    char expected[CHECKSUM_SIZE];
    checksum(migration_sql(db, migration), expected);
    if (!str_equal(db_column_text(row, 2), str_of(expected))) {
        return err_set(e, RC_INTERNAL, "SE-0500", "",
            "migration %lld (%s) was applied to the database in another form than this program's; the database belongs to another build",
            (long long)number, migration->name);
    }
    return RC_OK;
}

static enum rc read_level(struct db *db, struct db_migrations migrations, int *level, struct err *e)
{
    *level = 0;
    AUTO(db_rows_finish) struct db_rows rows = {0};
    if (db_query(db, db_own(db, OWN_MIGRATION_LIST), NULL, 0, &rows, e) != RC_OK) {
        return e->rc;
    }
    bool has = false;
    while (db_next(&rows, &has, e) == RC_OK) {
        if (!has) {
            return RC_OK;
        }
        if (check_row(db, &rows, migrations, *level, e) != RC_OK) {
            return e->rc;
        }
        (*level)++;
    }
    return e->rc;
}

enum rc db_migration_level(struct db *db, struct db_migrations migrations, int *level, struct err *e)
{
    *level = 0;
    bool has = false;
    if (has_table(db, &has, e) != RC_OK) {
        return e->rc;
    }
    return has ? read_level(db, migrations, level, e) : RC_OK;
}

static enum rc apply(struct db *db, const struct db_migration *migration, struct err *e)
{
    const char *const sql = migration_sql(db, migration);
    char sum[CHECKSUM_SIZE];
    checksum(sql, sum);
    const struct db_arg row[] = {db_int(migration->number), db_text(migration->name), db_text(sum), db_int(clock_now_us())};
    if (db_script(db, sql, e) != RC_OK || db->ops->check_references(db, e) != RC_OK ||
        db_run(db, db_own(db, OWN_MIGRATION_ADD), row, COUNT_OF(row), NULL, e) != RC_OK) {
        return err_wrap(e, "migration %d (%s)", migration->number, migration->name);
    }
    return RC_OK;
}

/* One transaction: with the right to write in hand the level is read again, since another process may have been faster. */
static enum rc apply_next(struct db *db, struct db_migrations migrations, int *level, int *applied, struct err *e)
{
    if (db_begin(db, DB_WRITE, e) != RC_OK) {
        return e->rc;
    }
    if (db_run(db, db_own(db, OWN_MIGRATION_TABLE_CREATE), NULL, 0, NULL, e) != RC_OK || read_level(db, migrations, level, e) != RC_OK) {
        db_rollback(db);
        return e->rc;
    }
    if ((size_t)*level == migrations.count) {
        db_rollback(db);
        return RC_OK;
    }
    if (apply(db, &migrations.items[*level], e) != RC_OK) {
        db_rollback(db);
        return e->rc;
    }
    (*level)++;
    (*applied)++;
    return db_commit(db, e);
}

static enum rc apply_all(struct db *db, struct db_migrations migrations, int level, int *applied, struct err *e)
{
    while ((size_t)level < migrations.count) {
        if (apply_next(db, migrations, &level, applied, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc db_migrate(struct db *db, struct db_migrations migrations, int *applied, struct err *e)
{
    int level = 0;
    int count = 0;
    assert(db->depth == 0);
    if (db_migration_level(db, migrations, &level, e) != RC_OK) {
        return e->rc;
    }
    if ((size_t)level < migrations.count) {
        if (db->ops->enforce_references(db, false, e) != RC_OK) {
            return e->rc;
        }
        const enum rc rc = apply_all(db, migrations, level, &count, e);
        struct err again = {0};
        if (db->ops->enforce_references(db, true, &again) != RC_OK && rc == RC_OK) {
            *e = again;
            return e->rc;
        }
        if (rc != RC_OK) {
            return rc;
        }
    }
    if (applied != NULL) {
        *applied = count;
    }
    return RC_OK;
}
