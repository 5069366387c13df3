/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/tokens.h"

#include "store/row.h"
#include "store/statements.h"

enum rc tokens_find_by_hash(
    struct db *db, struct arena *arena, const unsigned char hash[TOKEN_HASH_BYTES], struct token *out, bool *found, struct err *e)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    const struct db_arg args[] = {db_blob(hash, TOKEN_HASH_BYTES)};
    bool ok = true;
    if (db_query(db, TOKENS_FIND_BY_HASH, args, COUNT_OF(args), &rows, e) != RC_OK || db_next(&rows, found, e) != RC_OK) {
        return e->rc;
    }
    if (*found) {
        *out = (struct token){
            .id = db_column_int(&rows, 0),
            .organisation_id = db_column_int(&rows, 1),
            .expires_at_us = db_column_int(&rows, 2),
            .revoked_at_us = db_column_int(&rows, 3),
            .scopes = (unsigned)db_column_int(&rows, 4),
            .networks = row_text(&rows, 5, arena, &ok),
        };
    }
    return ok ? RC_OK : err_no_memory(e);
}

enum rc tokens_insert(struct db *db, struct token *token, const unsigned char hash[TOKEN_HASH_BYTES], struct err *e)
{
    const struct db_arg args[] = {
        db_int(token->organisation_id),
        db_text(token->name),
        db_blob(hash, TOKEN_HASH_BYTES),
        db_text(token->hint),
        db_int(token->created_at_us),
        db_id_or_null(token->expires_at_us),
        db_int(token->scopes),
        db_text(token->networks),
        db_id_or_null(token->replaces_id),
    };
    bool found = false;
    return row_number(db, TOKENS_INSERT, args, COUNT_OF(args), &token->id, &found, e);
}

static enum rc read_token(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct token *const out = item;
    bool ok = true;
    *out = (struct token){
        .id = db_column_int(rows, 0),
        .organisation_id = db_column_int(rows, 1),
        .name = row_text(rows, 2, arena, &ok),
        .hint = row_text(rows, 3, arena, &ok),
        .created_at_us = db_column_int(rows, 4),
        .expires_at_us = db_column_int(rows, 5),
        .revoked_at_us = db_column_int(rows, 6),
        .scopes = (unsigned)db_column_int(rows, 7),
        .networks = row_text(rows, 8, arena, &ok),
        .used_at_us = db_column_int(rows, 9),
        .replaces_id = db_column_int(rows, 10),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc tokens_get(struct db *db, struct arena *arena, int64_t id, struct token *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return row_find(db, TOKENS_GET, args, COUNT_OF(args), arena, read_token, out, found, e);
}

enum rc tokens_count_good(struct db *db, int64_t organisation_id, const char *name, int64_t now_us, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id), db_text(name), db_int(now_us)};
    bool found = false;
    return row_number(db, TOKENS_COUNT_GOOD, args, COUNT_OF(args), out, &found, e);
}

enum rc tokens_shorten(struct db *db, int64_t id, int64_t expires_at_us, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(expires_at_us)};
    return db_run(db, TOKENS_SHORTEN, args, COUNT_OF(args), NULL, e);
}

enum rc tokens_list(struct db *db, struct arena *arena, struct tokens *out, struct err *e)
{
    struct row_list rows = {0};
    if (row_list_read(db, TOKENS_LIST, NULL, 0, arena, sizeof *out->items, read_token, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct tokens){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc tokens_revoke(struct db *db, int64_t id, int64_t now_us, bool *changed, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(now_us)};
    int64_t rows = 0;
    if (db_run(db, TOKENS_REVOKE, args, COUNT_OF(args), &rows, e) != RC_OK) {
        return e->rc;
    }
    *changed = rows > 0;
    return RC_OK;
}

enum rc tokens_see(struct db *db, int64_t id, int64_t used_at_us, struct err *e)
{
    const struct db_arg args[] = {db_int(id), db_int(used_at_us)};
    return db_run(db, TOKENS_SEE, args, COUNT_OF(args), NULL, e);
}

enum rc tokens_expire(struct db *db, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_int(now_us)};
    return db_run(db, TOKENS_EXPIRE, args, COUNT_OF(args), NULL, e);
}

enum rc tokens_revoke_named(struct db *db, const char *name, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_text(name), db_int(now_us)};
    return db_run(db, TOKENS_REVOKE_NAMED, args, COUNT_OF(args), NULL, e);
}
