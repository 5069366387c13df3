/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/aliases.h"

#include "store/row.h"
#include "store/statements.h"

enum rc aliases_insert(
    struct db *db, const char *esi, const char *esi_key, int64_t person_id, int64_t organisation_id, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_text(esi_key), db_text(esi), db_int(person_id), db_id_or_null(organisation_id), db_int(now_us)};
    return db_run(db, ALIASES_INSERT, args, COUNT_OF(args), NULL, e);
}

enum rc aliases_delete(struct db *db, const char *esi_key, struct err *e)
{
    const struct db_arg args[] = {db_text(esi_key)};
    return db_run(db, ALIASES_DELETE, args, COUNT_OF(args), NULL, e);
}

enum rc aliases_delete_by_person(struct db *db, int64_t person_id, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id)};
    return db_run(db, ALIASES_DELETE_BY_PERSON, args, COUNT_OF(args), NULL, e);
}

static enum rc read_alias(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    bool ok = true;
    *(struct alias *)item = (struct alias){.esi = row_text(rows, 0, arena, &ok), .replaced_at_us = db_column_int(rows, 1)};
    return ok ? RC_OK : err_no_memory(e);
}

enum rc aliases_list_by_person(struct db *db, struct arena *arena, int64_t person_id, struct aliases *out, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id)};
    struct row_list rows = {0};
    if (row_list_read(db, ALIASES_LIST_BY_PERSON, args, COUNT_OF(args), arena, sizeof *out->items, read_alias, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct aliases){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc wishes_put(struct db *db, int64_t person_id, int64_t organisation_id, const char *esi_key, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id), db_int(organisation_id), db_text(esi_key), db_int(now_us)};
    return db_run(db, WISHES_PUT, args, COUNT_OF(args), NULL, e);
}

enum rc wishes_delete(struct db *db, int64_t person_id, int64_t organisation_id, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id), db_int(organisation_id)};
    return db_run(db, WISHES_DELETE, args, COUNT_OF(args), NULL, e);
}

enum rc wishes_delete_by_person(struct db *db, int64_t person_id, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id)};
    return db_run(db, WISHES_DELETE_BY_PERSON, args, COUNT_OF(args), NULL, e);
}

enum rc wishes_count(struct db *db, int64_t person_id, const char *esi_key, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id), db_text(esi_key)};
    bool found = false;
    return row_number(db, WISHES_COUNT, args, COUNT_OF(args), out, &found, e);
}
