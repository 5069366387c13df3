/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/logins.h"

#include "store/row.h"
#include "store/statements.h"

enum rc logins_insert(struct db *db, struct login *login, const unsigned char hash[LOGIN_HASH_BYTES], struct err *e)
{
    const struct db_arg args[] = {
        db_blob(hash, LOGIN_HASH_BYTES),
        db_int(login->account_id),
        db_int(login->factor),
        db_int(login->created_at_us),
        db_int(login->seen_at_us),
        db_int(login->expires_at_us),
    };
    bool found = false;
    return row_number(db, LOGINS_INSERT, args, COUNT_OF(args), &login->id, &found, e);
}

static enum rc read_login(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    (void)e;
    *(struct login *)item = (struct login){
        .id = db_column_int(rows, 0),
        .account_id = db_column_int(rows, 1),
        .factor = (enum login_factor)db_column_int(rows, 2),
        .created_at_us = db_column_int(rows, 3),
        .seen_at_us = db_column_int(rows, 4),
        .expires_at_us = db_column_int(rows, 5),
    };
    return RC_OK;
}

enum rc logins_find_by_hash(struct db *db, const unsigned char hash[LOGIN_HASH_BYTES], struct login *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_blob(hash, LOGIN_HASH_BYTES)};
    return row_find(db, LOGINS_FIND_BY_HASH, args, COUNT_OF(args), NULL, read_login, out, found, e);
}

enum rc logins_list(struct db *db, struct arena *arena, int64_t account_id, struct logins *out, struct err *e)
{
    const struct db_arg args[] = {db_int(account_id)};
    struct row_list rows = {0};
    if (row_list_read(db, LOGINS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_login, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct logins){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc logins_delete(struct db *db, int64_t id, bool *changed, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    int64_t rows = 0;
    if (db_run(db, LOGINS_DELETE, args, COUNT_OF(args), &rows, e) != RC_OK) {
        return e->rc;
    }
    *changed = rows > 0;
    return RC_OK;
}

enum rc logins_delete_of_account(struct db *db, int64_t account_id, int64_t but_id, struct err *e)
{
    const struct db_arg args[] = {db_int(account_id), db_int(but_id)};
    return db_run(db, LOGINS_DELETE_OF_ACCOUNT, args, COUNT_OF(args), NULL, e);
}

enum rc logins_delete_ended(struct db *db, int64_t seen_before_us, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_int(seen_before_us), db_int(now_us)};
    return db_run(db, LOGINS_DELETE_ENDED, args, COUNT_OF(args), NULL, e);
}

enum rc logins_see(struct db *db, int64_t id, int64_t seen_at_us, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(seen_at_us)};
    return db_run(db, LOGINS_SEE, args, COUNT_OF(args), NULL, e);
}

enum rc login_failures_get(
    struct db *db, const unsigned char hash[FAILURE_HASH_BYTES], struct login_failure *out, bool *found, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    const struct db_arg args[] = {db_blob(hash, FAILURE_HASH_BYTES)};
    *out = (struct login_failure){0};
    if (db_query(db, LOGIN_FAILURES_GET, args, COUNT_OF(args), &rows, e) != RC_OK || db_next(&rows, found, e) != RC_OK) {
        return e->rc;
    }
    if (*found) {
        *out = (struct login_failure){.failures = db_column_int(&rows, 0), .last_at_us = db_column_int(&rows, 1)};
    }
    return RC_OK;
}

enum rc login_failures_put(struct db *db, const unsigned char hash[FAILURE_HASH_BYTES], const struct login_failure *failure, struct err *e)
{
    const struct db_arg args[] = {db_blob(hash, FAILURE_HASH_BYTES), db_int(failure->failures), db_int(failure->last_at_us)};
    return db_run(db, LOGIN_FAILURES_PUT, args, COUNT_OF(args), NULL, e);
}

enum rc login_failures_delete(struct db *db, const unsigned char hash[FAILURE_HASH_BYTES], struct err *e)
{
    const struct db_arg args[] = {db_blob(hash, FAILURE_HASH_BYTES)};
    return db_run(db, LOGIN_FAILURES_DELETE, args, COUNT_OF(args), NULL, e);
}

enum rc login_failures_forget(struct db *db, int64_t failed_before_us, int64_t known_before_us, struct err *e)
{
    const struct db_arg args[] = {db_int(failed_before_us), db_int(known_before_us)};
    return db_run(db, LOGIN_FAILURES_FORGET, args, COUNT_OF(args), NULL, e);
}
