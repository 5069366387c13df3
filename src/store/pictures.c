/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/pictures.h"

#include "store/row.h"
#include "store/statements.h"

enum rc pictures_put(struct db *db, int64_t enrolment_id, struct str jpeg, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_int(enrolment_id), db_blob(jpeg.data, jpeg.length), db_int(now_us)};
    return db_run(db, PICTURES_PUT, args, COUNT_OF(args), NULL, e);
}

static enum rc read_picture(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct str *const out = item;
    const struct str jpeg = db_column_blob(rows, 0);
    const char *const copy = arena_text(arena, jpeg.data, jpeg.length);
    *out = (struct str){copy, jpeg.length};
    return copy == NULL ? err_no_memory(e) : RC_OK;
}

enum rc pictures_get(struct db *db, struct arena *arena, int64_t enrolment_id, struct str *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(enrolment_id)};
    return row_find(db, PICTURES_GET, args, COUNT_OF(args), arena, read_picture, out, found, e);
}

enum rc pictures_delete(struct db *db, int64_t enrolment_id, struct err *e)
{
    const struct db_arg args[] = {db_int(enrolment_id)};
    return db_run(db, PICTURES_DELETE, args, COUNT_OF(args), NULL, e);
}

enum rc pictures_recount(struct db *db, struct err *e)
{
    return db_run(db, ENROLMENTS_RECOUNT_PICTURES, NULL, 0, NULL, e);
}
