/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/logins.h"

#include "base/fold.h"
#include "registry/password.h"
#include "registry/second_factor.h"
#include "registry/users.h"
#include "registry/uses.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

enum rc registry_look_at_login(
    struct session *session, struct str email, const char *address, struct login_attempt *out, int *retry_after_s, struct err *e)
{
    struct account account = {0};
    bool found = false;
    const char *const key = account_email_key(session->arena, utf8_is_valid(email) ? email : STR(""));
    *out = (struct login_attempt){0};
    if (key == NULL) {
        return err_no_memory(e);
    }
    if (login_keys_make(session, key, address, &out->keys, e) != RC_OK ||
        login_throttle_check(session, &out->keys, retry_after_s, e) != RC_OK ||
        accounts_find_by_email(session->db, session->arena, key, &account, &found, e) != RC_OK) {
        return e->rc;
    }
    if (found && account.disabled_at_us == 0) {
        out->account_id = account.id;
        out->password_hash = account.password_hash;
    }
    return RC_OK;
}

enum rc login_judge(struct registry *registry, struct arena *arena, struct login_attempt *attempt, struct str password, struct err *e)
{
    if (password_verify(registry, attempt->password_hash, password, &attempt->is_good, e) != RC_OK) {
        return e->rc;
    }
    if (attempt->is_good && password_is_outdated(registry, attempt->password_hash)) {
        return password_hash(registry, arena, password, &attempt->new_hash, e);
    }
    return RC_OK;
}

enum rc login_refusal(struct err *e)
{
    return err_set(e, RC_UNAUTHENTICATED, "ER-2220", "", "this e-mail address and this password do not go together");
}

enum rc factor_refusal(struct err *e)
{
    return err_set(
        e, RC_UNAUTHENTICATED, "ER-2223", "", "the code is wrong or was used before: wait for the next one, or take a recovery code");
}

static void hash_secret(struct str secret, unsigned char out[LOGIN_HASH_BYTES])
{
    token_hash(secret, out);
}

/* The session of a secret, where it is still good. */
static enum rc find_login(struct session *session, struct str secret, struct login *out, bool *good, struct err *e)
{
    unsigned char hash[LOGIN_HASH_BYTES];
    hash_secret(secret, hash);
    *good = false;
    if (logins_find_by_hash(session->db, hash, out, good, e) != RC_OK || !*good) {
        return e->rc;
    }
    const int64_t noted_us = uses_latest(&session->registry->login_uses, out->id);
    *good = login_is_good(out, noted_us > out->seen_at_us ? noted_us : out->seen_at_us, session->now_us);
    return RC_OK;
}

static enum rc end_by_secret(struct session *session, struct str secret, struct err *e)
{
    struct login login;
    unsigned char hash[LOGIN_HASH_BYTES];
    bool found = false;
    if (secret.length == 0) {
        return RC_OK;
    }
    hash_secret(secret, hash);
    if (logins_find_by_hash(session->db, hash, &login, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return RC_OK;
    }
    return logins_delete(session->db, login.id, &found, e);
}

static enum rc begin_login(
    struct session *session, const struct account *account, enum login_factor factor, struct new_login *out, struct err *e)
{
    unsigned char hash[LOGIN_HASH_BYTES];
    out->let_in = true;
    out->language = account->language;
    out->needs_factor = factor == FACTOR_AWAITED;
    out->login = (struct login){
        .account_id = account->id,
        .factor = factor,
        .created_at_us = session->now_us,
        .seen_at_us = session->now_us,
        .expires_at_us = session->now_us + (out->needs_factor ? LOGIN_FACTOR_US : LOGIN_LIFETIME_US),
    };
    secret_make(out->secret);
    hash_secret(str_of(out->secret), hash);
    return logins_insert(session->db, &out->login, hash, e);
}

/* The password alone, or with the second factor, has let him in. */
static enum rc welcome(struct session *session, struct account *account, enum login_factor factor, struct new_login *out, struct err *e)
{
    const struct session_user user = {.account_id = account->id};
    account->last_login_us = session->now_us;
    if (accounts_update(session->db, account, e) != RC_OK || begin_login(session, account, factor, out, e) != RC_OK) {
        return e->rc;
    }
    session->user = &user;
    const enum rc rc = session_audit(session, AUDIT_USER_LOGIN, 0, account->id, NULL, e);
    session->user = NULL;
    return rc;
}

static enum rc let_in(
    struct session *session, const struct login_attempt *attempt, struct account *account, struct new_login *out, struct err *e)
{
    if (attempt->new_hash != NULL) {
        account->password_hash = attempt->new_hash;
    }
    if (account_has_totp(account)) {
        return attempt->new_hash != NULL && accounts_update(session->db, account, e) != RC_OK
            ? e->rc
            : begin_login(session, account, FACTOR_AWAITED, out, e);
    }
    if (login_throttle_succeed(session, &attempt->keys, e) != RC_OK) {
        return e->rc;
    }
    return welcome(session, account, FACTOR_NOT_NEEDED, out, e);
}

/* Since it was looked up, the password may have been changed, the user disabled, and others may have failed. */
static enum rc is_still_good(
    struct session *session, const struct login_attempt *attempt, struct account *account, bool *good, struct err *e)
{
    bool found = false;
    *good = false;
    if (!attempt->is_good || accounts_get(session->db, session->arena, attempt->account_id, account, &found, e) != RC_OK) {
        return e->rc;
    }
    *good = found && account->disabled_at_us == 0 && account->password_hash != NULL &&
        strcmp(account->password_hash, attempt->password_hash) == 0;
    return RC_OK;
}

enum rc registry_keep_login(
    struct session *session, const struct login_attempt *attempt, struct str old_secret, struct new_login *out, struct err *e)
{
    struct account account = {0};
    bool good = false;
    int retry_after_s = 0;
    *out = (struct new_login){0};
    if (login_throttle_check(session, &attempt->keys, &retry_after_s, e) != RC_OK ||
        is_still_good(session, attempt, &account, &good, e) != RC_OK) {
        return e->rc;
    }
    if (!good) {
        return login_throttle_fail(session, &attempt->keys, e);
    }
    return end_by_secret(session, old_secret, e) != RC_OK ? e->rc : let_in(session, attempt, &account, out, e);
}

static enum rc session_is_over(struct err *e)
{
    return err_set(e, RC_UNAUTHENTICATED, "ER-2221", "", "you are not logged in, or your session is over: log in");
}

static enum rc account_of(struct session *session, int64_t id, struct account *out, struct err *e)
{
    bool found = false;
    if (accounts_get(session->db, session->arena, id, out, &found, e) != RC_OK) {
        return e->rc;
    }
    return found && out->disabled_at_us == 0 ? RC_OK : session_is_over(e);
}

enum rc registry_show_factor(
    struct session *session, struct str secret, struct str code, const char *address, struct new_login *out, struct err *e)
{
    struct login login;
    struct account account = {0};
    struct login_keys keys;
    bool good = false;
    int retry_after_s = 0;
    *out = (struct new_login){0};
    if (find_login(session, secret, &login, &good, e) != RC_OK) {
        return e->rc;
    }
    if (!good || login.factor != FACTOR_AWAITED) {
        return session_is_over(e);
    }
    if (account_of(session, login.account_id, &account, e) != RC_OK ||
        login_keys_make(session, account.email_key, address, &keys, e) != RC_OK ||
        login_throttle_check(session, &keys, &retry_after_s, e) != RC_OK || second_factor_try(session, &account, code, &good, e) != RC_OK) {
        return e->rc;
    }
    if (!good) {
        return login_throttle_fail(session, &keys, e);
    }
    if (login_throttle_succeed(session, &keys, e) != RC_OK || logins_delete(session->db, login.id, &good, e) != RC_OK) {
        return e->rc;
    }
    return welcome(session, &account, FACTOR_SHOWN, out, e);
}

static enum rc take_roles(struct session *session, const struct account *account, const struct login *login, struct err *e)
{
    struct session_user *const user = arena_alloc(session->arena, sizeof *user);
    struct grants grants = {0};
    if (user == NULL) {
        return err_no_memory(e);
    }
    if (grants_list(session->db, session->arena, account->id, &grants, e) != RC_OK) {
        return e->rc;
    }
    *user = (struct session_user){
        .account_id = account->id,
        .login_id = login->id,
        .is_super = account->is_super,
        .grants = grants.items,
        .grant_count = grants.count,
    };
    session->user = user;
    session->is_stranger = false;
    return RC_OK;
}

enum rc session_authenticate_user(struct session *session, struct str secret, struct err *e)
{
    struct login login;
    struct account account = {0};
    bool good = false;
    session->is_stranger = true;
    if (find_login(session, secret, &login, &good, e) != RC_OK) {
        return e->rc;
    }
    if (!good) {
        return session_is_over(e);
    }
    if (account_of(session, login.account_id, &account, e) != RC_OK) {
        return e->rc;
    }
    if (login.factor == FACTOR_AWAITED) {
        return err_set(e, RC_UNAUTHENTICATED, "ER-2222", "", "the second factor is still missing: enter the code of your app");
    }
    uses_note(&session->registry->login_uses, login.id, session->now_us);
    return take_roles(session, &account, &login, e);
}

enum rc session_require_user(const struct session *session, struct err *e)
{
    return session->user != NULL ? RC_OK : session_is_over(e);
}

void login_csrf(struct str secret, char out[CSRF_TEXT_SIZE])
{
    static const unsigned char purpose[] = "csrf";
    unsigned char key[LOGIN_HASH_BYTES];
    unsigned char mac[crypto_generichash_BYTES];
    (void)crypto_generichash(key, sizeof key, (const unsigned char *)secret.data, secret.length, NULL, 0);
    (void)crypto_generichash(mac, sizeof mac, purpose, sizeof purpose, key, sizeof key);
    (void)sodium_bin2base64(out, CSRF_TEXT_SIZE, mac, sizeof mac, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool login_csrf_fits(struct str secret, struct str csrf)
{
    char expected[CSRF_TEXT_SIZE];
    login_csrf(secret, expected);
    return csrf.length == sizeof expected - 1 && sodium_memcmp(csrf.data, expected, sizeof expected - 1) == 0;
}

enum rc registry_log_out(struct session *session, struct str secret, struct err *e)
{
    struct login login;
    bool good = false;
    if (find_login(session, secret, &login, &good, e) != RC_OK || !good) {
        return e->rc;
    }
    if (logins_delete(session->db, login.id, &good, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_LOGOUT, 0, login.account_id, NULL, e);
}

/* One's own, or those of whom one may manage. */
static enum rc permit(struct session *session, int64_t account_id, struct err *e)
{
    if (account_id == 0) {
        return session_require_permission(session, 0, PERMISSION_USERS, e);
    }
    if (session->user != NULL && session->user->account_id == account_id) {
        return RC_OK;
    }
    struct account account;
    return registry_find_managed_user(session, account_id, &account, e);
}

enum rc registry_list_logins(struct session *session, int64_t account_id, struct logins *out, struct err *e)
{
    struct logins all = {0};
    *out = (struct logins){0};
    if (permit(session, account_id, e) != RC_OK || logins_list(session->db, session->arena, account_id, &all, e) != RC_OK) {
        return e->rc;
    }
    out->items = all.items;
    for (size_t i = 0; i < all.count; i++) {
        struct login login = all.items[i];
        const int64_t noted_us = uses_latest(&session->registry->login_uses, login.id);
        login.seen_at_us = noted_us > login.seen_at_us ? noted_us : login.seen_at_us;
        if (login_is_good(&login, login.seen_at_us, session->now_us)) {
            out->items[out->count++] = login;
        }
    }
    return RC_OK;
}

enum rc registry_end_login(struct session *session, int64_t account_id, int64_t login_id, struct err *e)
{
    struct logins all = {0};
    bool changed = false;
    if (registry_list_logins(session, account_id, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].id == login_id) {
            return logins_delete(session->db, login_id, &changed, e) != RC_OK
                ? e->rc
                : session_audit(session, AUDIT_USER_LOGOUT, 0, all.items[i].account_id, NULL, e);
        }
    }
    return err_set(e, RC_NOT_FOUND, "ER-2225", "id", "there is no session %" PRId64 " that lives", login_id);
}

enum rc registry_end_other_logins(struct session *session, int64_t account_id, struct err *e)
{
    const struct session_user *const user = session->user;
    const int64_t own_id = user != NULL && user->account_id == account_id ? user->login_id : 0;
    if (account_id == 0) {
        return err_set(e, RC_INVALID, "ER-2216", "id", "no user was named");
    }
    if (permit(session, account_id, e) != RC_OK || logins_delete_of_account(session->db, account_id, own_id, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_LOGOUT, 0, account_id, "all others", e);
}

/* What the other nodes have noted may be a while late. */
enum rc registry_expire_logins(struct session *session, struct err *e)
{
    const int64_t grace_us = 2 * USES_FLUSH_US;
    return logins_delete_ended(session->db, session->now_us - LOGIN_IDLE_US - grace_us, session->now_us, e);
}
