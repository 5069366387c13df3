/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/accounts.h"

#include "store/row.h"
#include "store/statements.h"

static struct db_arg sealed_or_null(struct str sealed)
{
    return sealed.data == NULL ? db_null() : db_blob(sealed.data, sealed.length);
}

enum rc accounts_insert(struct db *db, struct account *account, struct err *e)
{
    const struct db_arg args[] = {
        db_text(account->email),
        db_text(account->email_key),
        db_text(account->name),
        db_text(account->language),
        db_bool(account->is_super),
        db_text(account->password_hash),
        db_int(account->created_at_us),
    };
    bool found = false;
    account->version = 1;
    return row_number(db, ACCOUNTS_INSERT, args, COUNT_OF(args), &account->id, &found, e);
}

static struct str copy_blob(const struct db_rows *rows, int column, struct arena *arena, bool *ok)
{
    if (db_column_is_null(rows, column)) {
        return (struct str){NULL, 0};
    }
    const struct str blob = db_column_blob(rows, column);
    const char *const copy = arena_text(arena, blob.data, blob.length);
    *ok = *ok && copy != NULL;
    return (struct str){copy, blob.length};
}

static enum rc read_account(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    struct account *const out = item;
    bool ok = true;
    *out = (struct account){
        .id = db_column_int(rows, 0),
        .email = row_text(rows, 1, arena, &ok),
        .email_key = row_text(rows, 2, arena, &ok),
        .name = row_text(rows, 3, arena, &ok),
        .language = row_text(rows, 4, arena, &ok),
        .is_super = db_column_int(rows, 5) != 0,
        .password_hash = row_text(rows, 6, arena, &ok),
        .totp_secret = copy_blob(rows, 7, arena, &ok),
        .totp_last_step = db_column_int(rows, 8),
        .created_at_us = db_column_int(rows, 9),
        .last_login_us = db_column_int(rows, 10),
        .disabled_at_us = db_column_int(rows, 11),
        .version = db_column_int(rows, 12),
    };
    return ok ? RC_OK : err_no_memory(e);
}

enum rc accounts_get(struct db *db, struct arena *arena, int64_t id, struct account *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_int(id)};
    return row_find(db, ACCOUNTS_GET, args, COUNT_OF(args), arena, read_account, out, found, e);
}

enum rc accounts_find_by_email(struct db *db, struct arena *arena, const char *email_key, struct account *out, bool *found, struct err *e)
{
    const struct db_arg args[] = {db_text(email_key)};
    return row_find(db, ACCOUNTS_FIND_BY_EMAIL, args, COUNT_OF(args), arena, read_account, out, found, e);
}

enum rc accounts_list(struct db *db, struct arena *arena, int64_t organisation_id, struct accounts *out, struct err *e)
{
    const struct db_arg args[] = {db_int(organisation_id)};
    struct row_list rows = {0};
    if (row_list_read(db, ACCOUNTS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_account, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct accounts){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc accounts_update(struct db *db, struct account *account, struct err *e)
{
    const struct db_arg args[] = {
        db_int(account->id),
        db_int(account->version),
        db_text(account->email),
        db_text(account->email_key),
        db_text(account->name),
        db_text(account->language),
        db_bool(account->is_super),
        db_text(account->password_hash),
        sealed_or_null(account->totp_secret),
        db_id_or_null(account->totp_last_step),
        db_id_or_null(account->last_login_us),
        db_id_or_null(account->disabled_at_us),
    };
    int64_t changed = 0;
    if (db_run(db, ACCOUNTS_UPDATE, args, COUNT_OF(args), &changed, e) != RC_OK) {
        return e->rc;
    }
    if (changed == 0) {
        return err_set(e, RC_CONFLICT, "ER-0005", "", "somebody else has changed this user at the same moment");
    }
    account->version++;
    return RC_OK;
}

static enum rc count(
    struct db *db, enum store_statement statement, const struct db_arg *args, size_t arg_count, int64_t *out, struct err *e)
{
    bool found = false;
    return row_number(db, statement, args, arg_count, out, &found, e);
}

enum rc accounts_count_super(struct db *db, int64_t *out, struct err *e)
{
    return count(db, ACCOUNTS_COUNT_SUPER, NULL, 0, out, e);
}

enum rc grants_insert(struct db *db, int64_t account_id, const struct grant *grant, int64_t now_us, struct err *e)
{
    const struct db_arg args[] = {db_int(account_id), db_int(grant->organisation_id), db_int(grant->role), db_int(now_us)};
    return db_run(db, GRANTS_INSERT, args, COUNT_OF(args), NULL, e);
}

static enum rc remove_rows(
    struct db *db, enum store_statement statement, const struct db_arg *args, size_t arg_count, bool *changed, struct err *e)
{
    int64_t rows = 0;
    if (db_run(db, statement, args, arg_count, &rows, e) != RC_OK) {
        return e->rc;
    }
    *changed = rows > 0;
    return RC_OK;
}

enum rc grants_delete(struct db *db, int64_t account_id, const struct grant *grant, bool *changed, struct err *e)
{
    const struct db_arg args[] = {db_int(account_id), db_int(grant->organisation_id), db_int(grant->role)};
    return remove_rows(db, GRANTS_DELETE, args, COUNT_OF(args), changed, e);
}

static enum rc read_grant(const struct db_rows *rows, struct arena *arena, void *item, struct err *e)
{
    (void)arena;
    const int64_t role = db_column_int(rows, 1);
    if (role <= ROLE_SUPER || role >= ROLE_COUNT) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the database holds a role %lld that there is not", (long long)role);
    }
    *(struct grant *)item = (struct grant){.organisation_id = db_column_int(rows, 0), .role = (enum role)role};
    return RC_OK;
}

enum rc grants_list(struct db *db, struct arena *arena, int64_t account_id, struct grants *out, struct err *e)
{
    const struct db_arg args[] = {db_int(account_id)};
    struct row_list rows = {0};
    if (row_list_read(db, GRANTS_LIST, args, COUNT_OF(args), arena, sizeof *out->items, read_grant, &rows, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct grants){.items = rows.items, .count = rows.count};
    return RC_OK;
}

enum rc grants_count(struct db *db, const struct grant *grant, int64_t *out, struct err *e)
{
    const struct db_arg args[] = {db_int(grant->organisation_id), db_int(grant->role)};
    return count(db, GRANTS_COUNT, args, COUNT_OF(args), out, e);
}

enum rc recovery_codes_insert(struct db *db, int64_t account_id, const unsigned char hash[RECOVERY_HASH_BYTES], struct err *e)
{
    const struct db_arg args[] = {db_int(account_id), db_blob(hash, RECOVERY_HASH_BYTES)};
    return db_run(db, RECOVERY_CODES_INSERT, args, COUNT_OF(args), NULL, e);
}

enum rc recovery_codes_take(struct db *db, int64_t account_id, const unsigned char hash[RECOVERY_HASH_BYTES], bool *taken, struct err *e)
{
    const struct db_arg args[] = {db_int(account_id), db_blob(hash, RECOVERY_HASH_BYTES)};
    return remove_rows(db, RECOVERY_CODES_TAKE, args, COUNT_OF(args), taken, e);
}

enum rc recovery_codes_clear(struct db *db, int64_t account_id, struct err *e)
{
    const struct db_arg args[] = {db_int(account_id)};
    return db_run(db, RECOVERY_CODES_CLEAR, args, COUNT_OF(args), NULL, e);
}
