/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/links.h"

#include "store/row.h"
#include "store/statements.h"

enum rc links_insert(struct db *db, struct link *link, const unsigned char hash[LINK_HASH_BYTES], struct err *e)
{
    const struct db_arg args[] = {
        db_blob(hash, LINK_HASH_BYTES),
        db_int(link->purpose),
        db_id_or_null(link->organisation_id),
        db_id_or_null(link->account_id),
        db_id_or_null(link->person_id),
        db_id_or_null(link->role),
        db_text(link->email),
        db_int(link->created_at_us),
        db_int(link->expires_at_us),
    };
    bool found = false;
    return row_number(db, LINKS_INSERT, args, COUNT_OF(args), &link->id, &found, e);
}

static enum rc read_link(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct link *const out = item;
    bool ok = true;
    *out = (struct link){
        .id = db_column_int(rows, 0),
        .purpose = (enum link_purpose)db_column_int(rows, 1),
        .organisation_id = db_column_int(rows, 2),
        .account_id = db_column_int(rows, 3),
        .person_id = db_column_int(rows, 4),
        .role = (enum role)db_column_int(rows, 5),
        .email = row_text(rows, 6, arena, &ok),
        .created_at_us = db_column_int(rows, 7),
        .expires_at_us = db_column_int(rows, 8),
        .used_at_us = db_column_int(rows, 9),
        .revoked_at_us = db_column_int(rows, 10),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc links_find_by_hash(
    struct db *db, struct arena *arena, const unsigned char hash[LINK_HASH_BYTES], struct link *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_blob(hash, LINK_HASH_BYTES)};
    return row_find(db, LINKS_FIND_BY_HASH, args, COUNT_OF(args), arena, read_link, out, found, e);
}

enum rc links_list_invitations(struct db *db, struct arena *arena, int64_t organisation_id, struct links *out, struct err *e)
{
    const struct db_arg args[] = {db_int(LINK_INVITATION), db_int(organisation_id)};
    struct row_list rows = {0};
    if (row_list_read(db, LINKS_LIST_INVITATIONS, args, COUNT_OF(args), arena, sizeof *out->items, read_link, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct links){.items = rows.items, .count = rows.count};
    return RC_OK;
}

static enum rc mark(struct db *db, enum store_statement statement, int64_t id, int64_t now_us, bool *changed, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(now_us)};
    int64_t rows = 0;
    if (db_run(db, statement, args, COUNT_OF(args), &rows, e) != RC_OK) {
        return e->rc;
    }
    *changed = rows > 0;
    return RC_OK;
}

enum rc links_use(struct db *db, int64_t id, int64_t now_us, bool *changed, struct err *e)
{
    return mark(db, LINKS_USE, id, now_us, changed, e);
}

enum rc links_revoke(struct db *db, int64_t id, int64_t now_us, bool *changed, struct err *e)
{
    return mark(db, LINKS_REVOKE, id, now_us, changed, e);
}

enum rc links_revoke_like(struct db *db, const struct link *link, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {
        db_int(link->purpose),
        db_int(link->organisation_id),
        db_int(link->account_id),
        db_int(link->person_id),
        db_text(link->email == NULL ? "" : link->email),
        db_int(now_us),
    };
    return db_run(db, LINKS_REVOKE_LIKE, args, COUNT_OF(args), NULL, e);
}

enum rc links_revoke_of_account(struct db *db, int64_t account_id, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_int(account_id), db_int(now_us)};
    return db_run(db, LINKS_REVOKE_OF_ACCOUNT, args, COUNT_OF(args), NULL, e);
}

enum rc links_expire(struct db *db, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_int(now_us)};
    return db_run(db, LINKS_EXPIRE, args, COUNT_OF(args), NULL, e);
}

enum rc links_forget(struct db *db, int64_t before_us, struct err *e)
{
    const struct db_arg args[] = {db_int(before_us)};
    return db_run(db, LINKS_FORGET, args, COUNT_OF(args), NULL, e);
}

enum rc links_delete_of_person(struct db *db, int64_t person_id, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id)};
    return db_run(db, LINKS_DELETE_OF_PERSON, args, COUNT_OF(args), NULL, e);
}

enum rc links_count_since(struct db *db, int64_t person_id, int64_t organisation_id, enum link_purpose purpose, int64_t since_us,
    int64_t now_us, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(person_id), db_int(organisation_id), db_int(purpose), db_int(since_us), db_int(now_us)};
    bool found = false;
    return row_number(db, LINKS_COUNT_SINCE, args, COUNT_OF(args), out, &found, e);
}

enum rc links_count_of_account(
    struct db *db, int64_t account_id, enum link_purpose purpose, int64_t since_us, int64_t now_us, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(account_id), db_int(purpose), db_int(since_us), db_int(now_us)};
    bool found = false;
    return row_number(db, LINKS_COUNT_OF_ACCOUNT, args, COUNT_OF(args), out, &found, e);
}
