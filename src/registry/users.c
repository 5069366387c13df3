/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/users.h"

#include "base/fold.h"
#include "core/person.h"
#include "registry/logins.h"

#include <inttypes.h>

#define NAME_MAX_LENGTH 255

enum rc user_check_name(struct str name, struct err *e)
{
    const struct str trimmed = str_trim(name);
    if (!utf8_is_valid(trimmed) || trimmed.length == 0 || utf8_length(trimmed) > NAME_MAX_LENGTH) {
        return err_set(e, RC_INVALID, "ER-1012", "name",
            T_("the user's name is missing, too long or no text; 1 to %d characters were expected"), NAME_MAX_LENGTH);
    }
    return RC_OK;
}

static enum rc no_such_user(struct err *e)
{
    return err_set(e, RC_NOT_FOUND, "ER-2216", "id", T_("there is no such user among those that you manage"));
}

static bool manages(const struct session *session, int64_t organisation_id)
{
    struct err ignored = {0};
    return session_require_permission(session, organisation_id, PERMISSION_USERS, &ignored) == RC_OK;
}

/* What roles somebody has elsewhere is none of the asking one's business. */
static void hide_others(const struct session *session, struct grants *grants)
{
    size_t kept = 0;
    for (size_t i = 0; i < grants->count; i++) {
        if (manages(session, grants->items[i].organisation_id)) {
            grants->items[kept++] = grants->items[i];
        }
    }
    grants->count = kept;
}

enum rc registry_list_users(struct session *session, int64_t organisation_id, struct users *out, struct err *e)
{
    struct accounts accounts = {0};
    if (session_require_permission(session, organisation_id, PERMISSION_USERS, e) != RC_OK ||
        accounts_list(session->db, session->arena, organisation_id, &accounts, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct users){.items = arena_alloc_array(session->arena, accounts.count, sizeof *out->items), .count = accounts.count};
    if (out->items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < accounts.count; i++) {
        out->items[i].account = accounts.items[i];
        if (grants_list(session->db, session->arena, accounts.items[i].id, &out->items[i].grants, e) != RC_OK) {
            return e->rc;
        }
        hide_others(session, &out->items[i].grants);
    }
    return RC_OK;
}

/* Also of a user whose other roles are none of the asking one's business. */
static enum rc read_user(struct session *session, int64_t account_id, struct user *out, struct err *e)
{
    bool found = false;
    *out = (struct user){0};
    if (accounts_get(session->db, session->arena, account_id, &out->account, &found, e) != RC_OK ||
        grants_list(session->db, session->arena, account_id, &out->grants, e) != RC_OK) {
        return e->rc;
    }
    return found ? RC_OK : no_such_user(e);
}

/* Who runs the router may manage everybody; others those whose every role is where they may. */
static bool may_manage(const struct session *session, const struct user *user)
{
    bool may = user->grants.count > 0 && !user->account.is_super;
    for (size_t i = 0; i < user->grants.count; i++) {
        may = may && manages(session, user->grants.items[i].organisation_id);
    }
    return may || manages(session, 0);
}

/* Whom the asking one sees in a list: nobody else is found by trying numbers. */
static bool may_know(const struct session *session, const struct user *user)
{
    bool may = manages(session, 0);
    for (size_t i = 0; i < user->grants.count && !may; i++) {
        may = manages(session, user->grants.items[i].organisation_id);
    }
    return may;
}

enum rc registry_get_user(struct session *session, int64_t account_id, struct user *out, struct err *e)
{
    if (read_user(session, account_id, out, e) != RC_OK) {
        return e->rc;
    }
    return may_manage(session, out) ? RC_OK : no_such_user(e);
}

enum rc registry_find_managed_user(struct session *session, int64_t account_id, struct account *out, struct err *e)
{
    struct user user;
    const enum rc rc = registry_get_user(session, account_id, &user, e);
    *out = user.account;
    return rc;
}

enum rc registry_find_user(struct session *session, struct str email, struct account *out, struct err *e)
{
    bool found = false;
    const char *const key = utf8_is_valid(email) ? account_email_key(session->arena, email) : "";
    if (key == NULL) {
        return err_no_memory(e);
    }
    if (accounts_find_by_email(session->db, session->arena, key, out, &found, e) != RC_OK) {
        return e->rc;
    }
    return found ? registry_find_managed_user(session, out->id, out, e) : no_such_user(e);
}

enum rc registry_own_account(struct session *session, struct account *out, struct err *e)
{
    bool found = false;
    if (session_require_user(session, e) != RC_OK ||
        accounts_get(session->db, session->arena, session->user->account_id, out, &found, e) != RC_OK) {
        return e->rc;
    }
    return found ? RC_OK : err_set(e, RC_INTERNAL, "SE-0500", "", "the account of the asking user is missing");
}

static enum rc check_grant(const struct session *session, const struct grant *grant, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (grant->role == ROLE_NONE || (grant->organisation_id == 0) != (grant->role == ROLE_SUPER)) {
        return err_set(e, RC_INVALID, "ER-1012", "role",
            T_("the role does not fit: super administrators belong to the router itself, all others to an organisation"));
    }
    if (session_require_permission(session, grant->organisation_id, PERMISSION_USERS, e) != RC_OK || grant->organisation_id == 0) {
        return e->rc;
    }
    return session_organisation(session, grant->organisation_id, &organisation, e);
}

/* The bare act, once it is permitted. */
static enum rc give(struct session *session, struct account *account, const struct grant *grant, struct err *e)
{
    if (grant->role != ROLE_SUPER) {
        return grants_insert(session->db, account->id, grant, session->now_us, e) != RC_OK
            ? e->rc
            : session_audit(session, AUDIT_USER_ROLE_GIVE, grant->organisation_id, account->id, role_code(grant->role)->key, e);
    }
    account->is_super = true;
    if (accounts_update(session->db, account, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_ROLE_GIVE, 0, account->id, role_code(ROLE_SUPER)->key, e);
}

enum rc registry_add_user(struct session *session, const struct new_user *input, struct account *out, struct err *e)
{
    const struct str email = str_trim(str_of(input->email));
    const struct str name = str_trim(str_of(input->name));
    if (email_check_mailable(email, e) != RC_OK || user_check_name(name, e) != RC_OK || check_grant(session, &input->grant, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct account){
        .email = arena_text(session->arena, email.data, email.length),
        .email_key = account_email_key(session->arena, email),
        .name = arena_text(session->arena, name.data, name.length),
        .language = input->language,
        .password_hash = input->password_hash,
        .created_at_us = session->now_us,
    };
    if (out->email == NULL || out->email_key == NULL || out->name == NULL) {
        return err_no_memory(e);
    }
    if (accounts_insert(session->db, out, e) != RC_OK) {
        return e->rc != RC_CONFLICT ? e->rc
                                    : err_set(e, RC_CONFLICT, "ER-2217", "email",
                                          T_("there is a user with this e-mail address already: give him the role instead"));
    }
    if (session_audit(session, AUDIT_USER_ADD, input->grant.organisation_id, out->id, NULL, e) != RC_OK) {
        return e->rc;
    }
    return give(session, out, &input->grant, e);
}

enum rc registry_give_role(struct session *session, int64_t account_id, const struct grant *grant, struct err *e)
{
    struct user user;
    if (check_grant(session, grant, e) != RC_OK || read_user(session, account_id, &user, e) != RC_OK) {
        return e->rc;
    }
    return may_know(session, &user) ? give(session, &user.account, grant, e) : no_such_user(e);
}

/* RC_CONFLICT when nobody would be left in this role. An organisation that has left needs nobody. */
static enum rc check_not_last(struct session *session, const struct grant *grant, struct err *e)
{
    int64_t count = 2;
    if (grant->role == ROLE_SUPER) {
        if (accounts_count_super(session->db, &count, e) != RC_OK) {
            return e->rc;
        }
        return count > 1
            ? RC_OK
            : err_set(e, RC_CONFLICT, "ER-2218", "role", T_("this is the last super administrator: appoint another one before"));
    }
    const struct organisation *const organisation = directory_get(&session->directory, grant->organisation_id);
    const bool is_left = organisation != NULL && organisation->status == ORGANISATION_CLOSED;
    if (grant->role != ROLE_REPRESENTATIVE || is_left || grants_count(session->db, grant, &count, e) != RC_OK) {
        return e->rc;
    }
    return count > 1 ? RC_OK
                     : err_set(e, RC_CONFLICT, "ER-2218", "role",
                           T_("this is the last authorised representative of the organisation: appoint another one before"));
}

static bool has_role(const struct user *user, const struct grant *grant)
{
    for (size_t i = 0; i < user->grants.count; i++) {
        const struct grant *const own = &user->grants.items[i];
        if (own->organisation_id == grant->organisation_id && own->role == grant->role) {
            return true;
        }
    }
    return grant->role == ROLE_SUPER && user->account.is_super;
}

static enum rc take(struct session *session, struct account *account, const struct grant *grant, struct err *e)
{
    bool changed = false;
    if (grant->role != ROLE_SUPER) {
        return grants_delete(session->db, account->id, grant, &changed, e);
    }
    account->is_super = false;
    return accounts_update(session->db, account, e);
}

enum rc registry_take_role(struct session *session, int64_t account_id, const struct grant *grant, struct err *e)
{
    struct user user;
    if (check_grant(session, grant, e) != RC_OK || read_user(session, account_id, &user, e) != RC_OK) {
        return e->rc;
    }
    if (!has_role(&user, grant)) {
        return err_set(e, RC_NOT_FOUND, "ER-2226", "role", T_("the user does not have this role there"));
    }
    if ((user.account.disabled_at_us == 0 && check_not_last(session, grant, e) != RC_OK) ||
        take(session, &user.account, grant, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_ROLE_TAKE, grant->organisation_id, account_id, role_code(grant->role)->key, e);
}

static enum rc check_none_last(struct session *session, const struct user *user, struct err *e)
{
    const struct grant super = {.role = ROLE_SUPER};
    if (user->account.is_super && check_not_last(session, &super, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < user->grants.count; i++) {
        if (check_not_last(session, &user->grants.items[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc registry_disable_user(struct session *session, int64_t account_id, struct err *e)
{
    struct user user;
    if (registry_get_user(session, account_id, &user, e) != RC_OK || user.account.disabled_at_us != 0) {
        return e->rc;
    }
    user.account.disabled_at_us = session->now_us;
    if (check_none_last(session, &user, e) != RC_OK || accounts_update(session->db, &user.account, e) != RC_OK ||
        logins_delete_of_account(session->db, account_id, 0, e) != RC_OK ||
        links_revoke_of_account(session->db, account_id, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_DISABLE, 0, account_id, NULL, e);
}

enum rc registry_enable_user(struct session *session, int64_t account_id, struct err *e)
{
    struct account account;
    if (registry_find_managed_user(session, account_id, &account, e) != RC_OK || account.disabled_at_us == 0) {
        return e->rc;
    }
    account.disabled_at_us = 0;
    if (accounts_update(session->db, &account, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_ENABLE, 0, account_id, NULL, e);
}
