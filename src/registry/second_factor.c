/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/second_factor.h"

#include "base/random.h"
#include "registry/logins.h"
#include "registry/sealed.h"
#include "registry/users.h"

#define PURPOSE "totp"
#define RECOVERY_CHARACTERS 16

static enum rc refuse_state(const char *what, struct err *e)
{
    return err_set(e, RC_CONFLICT, "ER-2224", "", "%s", what);
}

static enum rc open_secret(struct session *session, const struct account *account, struct str *out, struct err *e)
{
    return sealed_open(session, PURPOSE, account->id, account->totp_secret, out, e);
}

enum rc registry_begin_totp(struct session *session, const char *issuer, const char **uri, const char **text, struct err *e)
{
    char secret[TOTP_SECRET_BYTES];
    struct account account;
    if (registry_own_account(session, &account, e) != RC_OK) {
        return e->rc;
    }
    if (account_has_totp(&account)) {
        return refuse_state(N_("you have a second factor already: remove it before you enrol another"), e);
    }
    random_bytes(secret, sizeof secret);
    const struct str plain = {secret, sizeof secret};
    *uri = totp_uri(session->arena, issuer, account.email, plain);
    *text = totp_text(session->arena, plain);
    if (*uri == NULL || *text == NULL) {
        return err_no_memory(e);
    }
    if (sealed_make(session, PURPOSE, account.id, plain, &account.totp_secret, e) != RC_OK) {
        return e->rc;
    }
    account.totp_last_step = 0;
    return accounts_update(session->db, &account, e);
}

/* Without letters and digits that look alike. */
static void make_code(char out[RECOVERY_TEXT_SIZE])
{
    static const char characters[] = "abcdefghjkmnpqrstuvwxyz23456789x";
    unsigned char bytes[RECOVERY_CHARACTERS];
    size_t at = 0;
    random_bytes(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        if (i > 0 && i % 4 == 0) {
            out[at++] = '-';
        }
        out[at++] = characters[bytes[i] & 31U];
    }
    out[at] = '\0';
}

/* Of the letters and digits, without case, dashes and blanks. */
static void hash_code(struct str code, unsigned char out[RECOVERY_HASH_BYTES])
{
    char kept[RECOVERY_CHARACTERS] = {0};
    size_t count = 0;
    for (size_t i = 0; i < code.length && count < sizeof kept; i++) {
        const char c = code.data[i];
        if (c != '-' && c != ' ') {
            kept[count++] = c;
        }
    }
    ascii_lower(kept, count);
    token_hash((struct str){kept, sizeof kept}, out);
}

static enum rc make_codes(struct session *session, int64_t account_id, struct recovery_codes *out, struct err *e)
{
    if (recovery_codes_clear(session->db, account_id, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        unsigned char hash[RECOVERY_HASH_BYTES];
        make_code(out->items[i]);
        hash_code(str_of(out->items[i]), hash);
        if (recovery_codes_insert(session->db, account_id, hash, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc registry_confirm_totp(struct session *session, struct str code, struct recovery_codes *out, struct err *e)
{
    struct account account;
    struct str secret = {NULL, 0};
    if (registry_own_account(session, &account, e) != RC_OK) {
        return e->rc;
    }
    if (account.totp_secret.data == NULL || account.totp_last_step != 0) {
        return refuse_state(N_("no enrolment of a second factor was begun, or it is done"), e);
    }
    if (open_secret(session, &account, &secret, e) != RC_OK) {
        return e->rc;
    }
    if (!totp_fits(secret, code, session->now_us, 0, &account.totp_last_step)) {
        return factor_refusal(e);
    }
    if (accounts_update(session->db, &account, e) != RC_OK || make_codes(session, account.id, out, e) != RC_OK ||
        logins_delete_of_account(session->db, account.id, session->user->login_id, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_TOTP_ON, 0, account.id, NULL, e);
}

enum rc registry_renew_recovery_codes(struct session *session, struct recovery_codes *out, struct err *e)
{
    struct account account;
    if (registry_own_account(session, &account, e) != RC_OK) {
        return e->rc;
    }
    if (!account_has_totp(&account)) {
        return refuse_state(N_("you have no second factor, and so no need of recovery codes"), e);
    }
    if (make_codes(session, account.id, out, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_RECOVERY, 0, account.id, "renewed", e);
}

enum rc registry_remove_totp(struct session *session, int64_t account_id, struct err *e)
{
    struct account account;
    const bool is_own = session->user != NULL && session->user->account_id == account_id;
    if ((is_own ? registry_own_account(session, &account, e) : registry_find_managed_user(session, account_id, &account, e)) != RC_OK) {
        return e->rc;
    }
    if (account.totp_secret.data == NULL) {
        return refuse_state(N_("there is no second factor to remove"), e);
    }
    account.totp_secret = (struct str){NULL, 0};
    account.totp_last_step = 0;
    if (accounts_update(session->db, &account, e) != RC_OK || recovery_codes_clear(session->db, account_id, e) != RC_OK ||
        logins_delete_of_account(session->db, account_id, is_own ? session->user->login_id : 0, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_TOTP_OFF, 0, account_id, NULL, e);
}

static enum rc try_recovery(struct session *session, const struct account *account, struct str code, bool *good, struct err *e)
{
    const struct session_user user = {.account_id = account->id};
    unsigned char hash[RECOVERY_HASH_BYTES];
    hash_code(code, hash);
    if (recovery_codes_take(session->db, account->id, hash, good, e) != RC_OK || !*good) {
        return e->rc;
    }
    session->user = &user;
    const enum rc rc = session_audit(session, AUDIT_USER_RECOVERY, 0, account->id, "used", e);
    session->user = NULL;
    return rc;
}

enum rc second_factor_try(struct session *session, struct account *account, struct str code, bool *good, struct err *e)
{
    struct str secret = {NULL, 0};
    int64_t step = 0;
    *good = false;
    if (open_secret(session, account, &secret, e) != RC_OK) {
        return e->rc;
    }
    if (!totp_fits(secret, code, session->now_us, account->totp_last_step, &step)) {
        return try_recovery(session, account, code, good, e);
    }
    *good = true;
    account->totp_last_step = step;
    return accounts_update(session->db, account, e);
}
