/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/own_account.h"

#include "base/fold.h"
#include "core/person.h"
#include "registry/login_throttle.h"
#include "registry/organisations.h"
#include "registry/outbox.h"
#include "registry/users.h"

#include <string.h>

#define RESET_AGAIN_US INT64_C(600000000) /* no second mail within ten minutes */

static enum rc find_by_email(struct session *session, struct str email, struct account *out, bool *found, struct err *e)
{
    const char *const key = account_email_key(session->arena, email);
    if (key == NULL) {
        return err_no_memory(e);
    }
    return accounts_find_by_email(session->db, session->arena, key, out, found, e);
}

/* What a user does by a link is his own act. */
static enum rc audit_by(
    struct session *session, enum audit_action action, int64_t organisation_id, int64_t account_id, const char *detail, struct err *e)
{
    const struct session_user user = {.account_id = account_id};
    const struct session_user *const before = session->user;
    session->user = &user;
    const enum rc rc = session_audit(session, action, organisation_id, account_id, detail, e);
    session->user = before;
    return rc;
}

enum rc registry_look_at_invitation(struct session *session, struct str text, struct link *out, bool *known, struct err *e)
{
    struct account account;
    *known = false;
    if (registry_find_link(session, LINK_INVITATION, text, out, e) != RC_OK) {
        return e->rc;
    }
    return find_by_email(session, str_of(out->email), &account, known, e);
}

static enum rc make_account(
    struct session *session, const struct link *link, const char *name, const char *password_hash, struct account *out, struct err *e)
{
    const struct str trimmed = str_trim(str_of(name));
    if (user_check_name(trimmed, e) != RC_OK) {
        return e->rc;
    }
    if (password_hash == NULL) {
        return err_set(e, RC_INVALID, "ER-2219", "password", T_("the password is missing"));
    }
    *out = (struct account){
        .email = link->email,
        .email_key = account_email_key(session->arena, str_of(link->email)),
        .name = arena_text(session->arena, trimmed.data, trimmed.length),
        .is_super = link->role == ROLE_SUPER,
        .password_hash = password_hash,
        .created_at_us = session->now_us,
    };
    if (out->email_key == NULL || out->name == NULL) {
        return err_no_memory(e);
    }
    if (accounts_insert(session->db, out, e) != RC_OK) {
        return e->rc;
    }
    return audit_by(session, AUDIT_USER_ADD, link->organisation_id, out->id, NULL, e);
}

static enum rc take_role(struct session *session, const struct link *link, struct account *account, bool is_new, struct err *e)
{
    const struct grant grant = {.organisation_id = link->organisation_id, .role = link->role};
    if (link->role == ROLE_SUPER && !is_new) {
        account->is_super = true;
        if (accounts_update(session->db, account, e) != RC_OK) {
            return e->rc;
        }
    }
    if (link->role != ROLE_SUPER && grants_insert(session->db, account->id, &grant, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    return audit_by(session, AUDIT_USER_ROLE_GIVE, link->organisation_id, account->id, role_code(link->role)->key, e);
}

enum rc registry_accept_invitation(
    struct session *session, struct str text, const char *name, const char *password_hash, struct account *out, struct err *e)
{
    struct link link;
    bool found = false;
    if (registry_use_link(session, LINK_INVITATION, text, &link, e) != RC_OK ||
        find_by_email(session, str_of(link.email), out, &found, e) != RC_OK) {
        return e->rc;
    }
    if (found && out->disabled_at_us != 0) {
        return err_set(e, RC_DENIED, "ER-2227", "", T_("this user is disabled: ask who manages the users"));
    }
    if (!found && make_account(session, &link, name, password_hash, out, e) != RC_OK) {
        return e->rc;
    }
    if (take_role(session, &link, out, !found, e) != RC_OK) {
        return e->rc;
    }
    return link.role == ROLE_REPRESENTATIVE ? registry_take_up_organisation(session, link.organisation_id, e) : RC_OK;
}

static enum rc require_base_url(const char *base_url, struct err *e)
{
    return base_url != NULL ? RC_OK
                            : err_set(e, RC_INVALID, "ER-2214", "public-url",
                                  T_("the setting public-url is missing: the link in the mail must lead somewhere"));
}

/* Posts a mail with the address of the link between two sentences. */
static enum rc post_link(struct session *session, const struct link *link, const char *secret, const char *base_url, const char *to,
    const char *subject, const char *before, const char *after, struct err *e)
{
    const char *const url = link_url(session->arena, base_url, link->purpose, secret);
    const char *const text = url == NULL ? NULL : arena_format(session->arena, "Hello,\n\n%s\n\n  %s\n\n%s\n", before, url, after);
    if (text == NULL) {
        return err_no_memory(e);
    }
    const struct mail mail = {.to = to, .subject = subject, .text = text};
    return registry_post_mail(session, &mail, e);
}

/* Anybody may ask for anybody: nobody's mailbox is filled, and no link goes bad because of others. */
static enum rc was_just_sent(struct session *session, int64_t account_id, bool *sent, struct err *e)
{
    int64_t count = 0;
    const int64_t since_us = session->now_us - RESET_AGAIN_US;
    if (links_count_of_account(session->db, account_id, LINK_PASSWORD, since_us, session->now_us, &count, e) != RC_OK) {
        return e->rc;
    }
    *sent = count > 0;
    return RC_OK;
}

enum rc registry_ask_reset(struct session *session, struct str email, const char *base_url, struct err *e)
{
    struct account account;
    char secret[LINK_SECRET_SIZE];
    bool found = false;
    if (!utf8_is_valid(email)) {
        return RC_OK;
    }
    if (require_base_url(base_url, e) != RC_OK || find_by_email(session, email, &account, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found || account.disabled_at_us != 0) {
        return RC_OK;
    }
    if (was_just_sent(session, account.id, &found, e) != RC_OK || found) {
        return e->rc;
    }
    struct link link = {.purpose = LINK_PASSWORD, .account_id = account.id};
    if (registry_make_link(session, &link, secret, e) != RC_OK) {
        return e->rc;
    }
    return post_link(session, &link, secret, base_url, account.email, "Your password for the European Student Card router",
        "somebody, probably you, has asked for a new password. This link sets one. It works once, for an hour:",
        "If it was not you, leave this mail alone: your password stays as it is.", e);
}

/* The user whom a link is about, if he may still use it. */
static enum rc account_of(struct session *session, const struct link *link, struct account *out, struct err *e)
{
    bool found = false;
    if (accounts_get(session->db, session->arena, link->account_id, out, &found, e) != RC_OK) {
        return e->rc;
    }
    return found && out->disabled_at_us == 0 ? RC_OK
                                             : err_set(e, RC_DENIED, "ER-2227", "", T_("this user is disabled: ask who manages the users"));
}

enum rc registry_look_at_reset(struct session *session, struct str text, const char **email, struct err *e)
{
    struct link link;
    struct account account;
    if (registry_find_link(session, LINK_PASSWORD, text, &link, e) != RC_OK || account_of(session, &link, &account, e) != RC_OK) {
        return e->rc;
    }
    *email = account.email;
    return RC_OK;
}

static enum rc put_password(
    struct session *session, struct account *account, const char *password_hash, int64_t kept_login_id, struct err *e)
{
    account->password_hash = password_hash;
    if (accounts_update(session->db, account, e) != RC_OK ||
        logins_delete_of_account(session->db, account->id, kept_login_id, e) != RC_OK) {
        return e->rc;
    }
    return links_revoke_of_account(session->db, account->id, session->now_us, e);
}

enum rc registry_reset_password(struct session *session, struct str text, const char *password_hash, struct err *e)
{
    struct link link;
    struct account account;
    if (registry_use_link(session, LINK_PASSWORD, text, &link, e) != RC_OK || account_of(session, &link, &account, e) != RC_OK ||
        put_password(session, &account, password_hash, 0, e) != RC_OK || login_throttle_forgive(session, account.email_key, e) != RC_OK) {
        return e->rc;
    }
    return audit_by(session, AUDIT_USER_PASSWORD, 0, account.id, "by link", e);
}

enum rc registry_set_password(struct session *session, int64_t account_id, const char *password_hash, struct err *e)
{
    struct account account;
    const bool is_own = session->user != NULL && session->user->account_id == account_id;
    const int64_t login_id = is_own ? session->user->login_id : 0;
    if (session->user != NULL && !is_own) {
        return err_set(e, RC_DENIED, "ER-2215", "", "you may not set the password of another user: send him a link");
    }
    if ((is_own ? registry_own_account(session, &account, e) : registry_find_managed_user(session, account_id, &account, e)) != RC_OK ||
        put_password(session, &account, password_hash, login_id, e) != RC_OK ||
        login_throttle_forgive(session, account.email_key, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_PASSWORD, 0, account_id, NULL, e);
}

enum rc registry_set_profile(struct session *session, const char *name, const char *language, struct err *e)
{
    struct account account;
    const struct str trimmed = str_trim(str_of(name));
    if (registry_own_account(session, &account, e) != RC_OK || user_check_name(trimmed, e) != RC_OK) {
        return e->rc;
    }
    account.name = arena_text(session->arena, trimmed.data, trimmed.length);
    account.language = language;
    if (account.name == NULL) {
        return err_no_memory(e);
    }
    if (accounts_update(session->db, &account, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_PROFILE, 0, account.id, NULL, e);
}

static enum rc refuse_taken(struct err *e)
{
    return err_set(e, RC_CONFLICT, "ER-2217", "email", T_("there is a user with this e-mail address already"));
}

static enum rc tell_old_address(struct session *session, const struct account *account, struct err *e)
{
    const struct mail mail = {.to = account->email,
        .subject = "Your address at the European Student Card router",
        .text = "Hello,\n\nsomebody, probably you, wants to replace the e-mail address of your user of the European Student Card router by "
                "another one.\nIt is replaced once a link sent to the new address is opened.\n\nIf it was not you, change your password "
                "now.\n"};
    return registry_post_mail(session, &mail, e);
}

enum rc registry_ask_email(struct session *session, const char *email, const char *base_url, struct err *e)
{
    struct account account;
    struct account other;
    char secret[LINK_SECRET_SIZE];
    bool found = false;
    const struct str trimmed = str_trim(str_of(email));
    if (require_base_url(base_url, e) != RC_OK || registry_own_account(session, &account, e) != RC_OK ||
        email_check_mailable(trimmed, e) != RC_OK || find_by_email(session, trimmed, &other, &found, e) != RC_OK) {
        return e->rc;
    }
    if (found && other.id != account.id) {
        return refuse_taken(e);
    }
    struct link link = {.purpose = LINK_EMAIL, .account_id = account.id, .email = arena_text(session->arena, trimmed.data, trimmed.length)};
    if (link.email == NULL) {
        return err_no_memory(e);
    }
    if (links_revoke_of_account(session->db, account.id, session->now_us, e) != RC_OK ||
        registry_make_link(session, &link, secret, e) != RC_OK || tell_old_address(session, &account, e) != RC_OK) {
        return e->rc;
    }
    return post_link(session, &link, secret, base_url, link.email, "Your address at the European Student Card router",
        "open this link to make this the address of your user of the European Student Card router. It works once, for a day:",
        "If you know nothing of it, leave this mail alone: nothing happens.", e);
}

enum rc registry_confirm_email(struct session *session, struct str text, struct err *e)
{
    struct link link;
    struct account account;
    if (registry_use_link(session, LINK_EMAIL, text, &link, e) != RC_OK || account_of(session, &link, &account, e) != RC_OK) {
        return e->rc;
    }
    account.email = link.email;
    account.email_key = account_email_key(session->arena, str_of(link.email));
    if (account.email_key == NULL) {
        return err_no_memory(e);
    }
    if (accounts_update(session->db, &account, e) != RC_OK) {
        return e->rc == RC_CONFLICT && strcmp(e->field, "account.email_key") == 0 ? refuse_taken(e) : e->rc;
    }
    if (links_revoke_of_account(session->db, account.id, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    return audit_by(session, AUDIT_USER_EMAIL, 0, account.id, NULL, e);
}
