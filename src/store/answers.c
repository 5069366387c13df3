/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/answers.h"

#include "store/row.h"
#include "store/statements.h"

#include <string.h>

static enum rc read_answer(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct answer *const out = item;
    const struct str request = db_column_blob(rows, 1);
    bool ok = true;
    *out = (struct answer){
        .id = db_column_int(rows, 0),
        .state = (enum answer_state)db_column_int(rows, 2),
        .status = (int)db_column_int(rows, 3),
        .headers = row_text(rows, 4, arena, &ok),
        .person_id = db_column_int(rows, 5),
        .created_at_us = db_column_int(rows, 6),
    };
    if (request.length != ANSWER_HASH_BYTES) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the stored answer %lld has no good hash", (long long)out->id);
    }
    memcpy(out->claim.request, request.data, ANSWER_HASH_BYTES);
    return ok ? RC_OK : err_no_memory(e);
}

enum rc answers_find(struct db *db, struct arena *arena, int64_t organisation_id, const unsigned char key[ANSWER_HASH_BYTES],
    struct answer *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_blob(key, ANSWER_HASH_BYTES)};
    if (row_find(db, ANSWERS_FIND, args, COUNT_OF(args), arena, read_answer, out, found, e) != RC_OK) {
        return e->rc;
    }
    out->organisation_id = organisation_id;
    memcpy(out->claim.key, key, ANSWER_HASH_BYTES);
    return RC_OK;
}

enum rc answers_insert(struct db *db, struct answer *answer, struct err *e)
{
    const struct db_arg args[] = {
        db_int(answer->organisation_id),
        db_blob(answer->claim.key, ANSWER_HASH_BYTES),
        db_blob(answer->claim.request, ANSWER_HASH_BYTES),
        db_int(answer->state),
        db_int(answer->status),
        db_text(answer->headers),
        db_id_or_null(answer->person_id),
        db_int(answer->created_at_us),
    };
    bool found = false;
    return row_number(db, ANSWERS_INSERT, args, COUNT_OF(args), &answer->id, &found, e);
}

enum rc answers_finish(struct db *db, int64_t id, int status, const char *headers, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(ANSWER_DONE), db_int(status), db_text(headers)};
    return db_run(db, ANSWERS_FINISH, args, COUNT_OF(args), NULL, e);
}

enum rc answers_add_part(struct db *db, int64_t id, int64_t part, struct str data, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(part), db_blob(data.data, data.length)};
    return db_run(db, ANSWERS_ADD_PART, args, COUNT_OF(args), NULL, e);
}

enum rc answers_get_part(struct db *db, struct arena *arena, int64_t id, int64_t part, struct str *out, bool *found, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    const struct db_arg args[] = {db_int(id), db_int(part)};
    if (db_query(db, ANSWERS_GET_PART, args, COUNT_OF(args), &rows, e) != RC_OK || db_next(&rows, found, e) != RC_OK) {
        return e->rc;
    }
    const struct str data = *found ? db_column_blob(&rows, 0) : STR("");
    const char *const copy = arena_text(arena, data.data == NULL ? "" : data.data, data.length);
    *out = (struct str){copy, data.length};
    return copy == NULL ? err_no_memory(e) : RC_OK;
}

enum rc answers_expire_parts(struct db *db, int64_t before_us, int64_t count, struct err *e)
{
    const struct db_arg args[] = {db_int(before_us), db_int(count)};
    return db_run(db, ANSWERS_EXPIRE_PARTS, args, COUNT_OF(args), NULL, e);
}

enum rc answers_expire(struct db *db, int64_t before_us, int64_t count, struct err *e)
{
    const struct db_arg args[] = {db_int(before_us), db_int(count)};
    return db_run(db, ANSWERS_EXPIRE, args, COUNT_OF(args), NULL, e);
}

enum rc answers_erase_parts(struct db *db, int64_t person_id, int64_t organisation_id, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id), db_int(organisation_id)};
    return db_run(db, ANSWERS_ERASE_PARTS, args, COUNT_OF(args), NULL, e);
}

enum rc answers_erase(struct db *db, int64_t person_id, int64_t organisation_id, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id), db_int(organisation_id), db_int(ANSWER_ERASED)};
    return db_run(db, ANSWERS_ERASE, args, COUNT_OF(args), NULL, e);
}
