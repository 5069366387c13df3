/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/schema.h"

#include "store/statements.h"

extern const char migration_0001_foundation_sqlite[], migration_0002_registry_sqlite[];

static const struct db_migration migrations[] = {
    {1, "foundation", {[DB_SQLITE] = migration_0001_foundation_sqlite}},
    {2, "registry", {[DB_SQLITE] = migration_0002_registry_sqlite}},
};

struct db_migrations store_migrations(void)
{
    return (struct db_migrations){.items = migrations, .count = COUNT_OF(migrations)};
}

static enum rc bring_up(struct db *db, bool create, struct err *e)
{
    if (create) {
        return db_migrate(db, store_migrations(), NULL, e);
    }
    int level = 0;
    if (db_migration_level(db, store_migrations(), &level, e) != RC_OK) {
        return e->rc;
    }
    if (level < (int)COUNT_OF(migrations)) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "database",
            "the database has schema %d, this program needs %d: run \"esc-router migrate\" on it first", level, (int)COUNT_OF(migrations));
    }
    return RC_OK;
}

enum rc store_open(const struct db_options *options, struct db **out, struct err *e)
{
    AUTO(db_closep) struct db *db = NULL;
    if (db_open(options, store_statements(), &db, e) != RC_OK || bring_up(db, options->create, e) != RC_OK) {
        return e->rc;
    }
    if (!options->read_only && db_prepare(db, e) != RC_OK) {
        return e->rc;
    }
    *out = TAKE(db);
    return RC_OK;
}
