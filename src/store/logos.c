/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/logos.h"

#include "store/row.h"
#include "store/statements.h"

enum rc logos_put(struct db *db, int64_t organisation_id, const char *name, struct str content, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_text(name), db_blob(content.data, content.length)};
    return db_run(db, LOGOS_PUT, args, COUNT_OF(args), NULL, e);
}

static enum rc read_content(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct str *const out = item;
    const struct str content = db_column_blob(rows, 0);
    const char *const copy = arena_text(arena, content.data, content.length);
    *out = (struct str){copy, content.length};
    return copy == NULL ? err_no_memory(e) : RC_OK;
}

enum rc logos_get(struct db *db, struct arena *arena, struct str name, struct str *out, bool *found, struct err *e)
{
    const char *const text = arena_text(arena, name.data, name.length);
    const struct db_arg args[] = {db_text(text)};
    *found = false;
    return text == NULL ? err_no_memory(e) : row_find(db, LOGOS_GET, args, COUNT_OF(args), arena, read_content, out, found, e);
}

enum rc logos_delete(struct db *db, int64_t organisation_id, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id)};
    return db_run(db, LOGOS_DELETE, args, COUNT_OF(args), NULL, e);
}
