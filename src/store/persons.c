/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/persons.h"

#include "store/row.h"
#include "store/statements.h"

static enum rc read_person(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct person *const out = item;
    bool ok = true;
    *out = (struct person){
        .id = db_column_int(rows, 0),
        .esi = row_text(rows, 1, arena, &ok),
        .esi_key = row_text(rows, 2, arena, &ok),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc persons_get(struct db *db, struct arena *arena, int64_t id, struct person *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return row_find(db, PERSONS_GET, args, COUNT_OF(args), arena, read_person, out, found, e);
}

enum rc persons_find_by_esi(struct db *db, struct arena *arena, const char *esi_key, struct person *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_text(esi_key)};
    const enum rc rc = row_find(db, PERSONS_FIND_BY_ESI, args, COUNT_OF(args), arena, read_person, out, found, e);
    if (rc != RC_OK || *found) {
        return rc;
    }
    return row_find(db, PERSONS_FIND_BY_ALIAS, args, COUNT_OF(args), arena, read_person, out, found, e);
}

enum rc persons_insert(struct db *db, struct person *person, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_text(person->esi), db_text(person->esi_key), db_int(now_us)};
    return db_insert(db, PERSONS_INSERT, args, COUNT_OF(args), &person->id, e);
}

enum rc persons_rename(struct db *db, int64_t id, const char *esi, const char *esi_key, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_text(esi), db_text(esi_key)};
    return db_run(db, PERSONS_RENAME, args, COUNT_OF(args), NULL, e);
}

enum rc persons_delete(struct db *db, int64_t id, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return db_run(db, PERSONS_DELETE, args, COUNT_OF(args), NULL, e);
}
