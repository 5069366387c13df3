/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/settings.h"

#include "store/row.h"
#include "store/statements.h"

#define DIRECTORY_REVISION "directory"

enum rc settings_get(struct db *db, struct arena *arena, const char *name, const char **value, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    const struct db_arg args[] = {db_text(name)};
    bool has = false;
    bool ok = true;
    *value = NULL;
    if (db_query(db, SETTINGS_GET, args, COUNT_OF(args), &rows, e) != RC_OK || db_next(&rows, &has, e) != RC_OK) {
        return e->rc;
    }
    if (has) {
        *value = row_text(&rows, 0, arena, &ok);
    }
    return ok ? RC_OK : err_no_memory(e);
}

enum rc settings_put(struct db *db, const char *name, const char *value, struct err *e)
{
    const struct db_arg args[] = {db_text(name), db_text(value)};
    return db_run(db, SETTINGS_PUT, args, COUNT_OF(args), NULL, e);
}

enum rc revisions_get(struct db *db, int64_t *value, struct err *e)
{
    const struct db_arg args[] = {db_text(DIRECTORY_REVISION)};
    bool found = false;
    return row_number(db, REVISIONS_GET, args, COUNT_OF(args), value, &found, e);
}

enum rc revisions_raise(struct db *db, struct err *e)
{
    const struct db_arg args[] = {db_text(DIRECTORY_REVISION)};
    return db_run(db, REVISIONS_RAISE, args, COUNT_OF(args), NULL, e);
}

enum rc escn_sequence_claim(struct db *db, int64_t now_ticks, int64_t count, int64_t *first, struct err *e)
{
    const struct db_arg args[] = {db_int(now_ticks), db_int(count)};
    int64_t last = 0;
    bool found = false;
    if (row_number(db, ESCN_SEQUENCE_CLAIM, args, COUNT_OF(args), &last, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the sequence of card numbers is missing in the database");
    }
    *first = last - count + 1;
    return RC_OK;
}
