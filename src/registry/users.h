/* SPDX-License-Identifier: EUPL-1.2 */
/* Administrative users, as those see them who manage them: the operator, super administrators, and representatives at their organisation.
 */
#pragma once

#include "registry/links.h"
#include "store/accounts.h"

struct user {
    struct account account;
    struct grants grants;
};

struct users {
    struct user *items;
    size_t count;
};

/* Of an organisation; 0: all. Roles alone that the asking one manages. */
MUST_CHECK enum rc registry_list_users(struct session *session, int64_t organisation_id, struct users *out, struct err *e);

/* RC_NOT_FOUND (ER-2216) when there is none, or none that the asking one may manage: it has roles elsewhere, too. */
MUST_CHECK enum rc registry_find_managed_user(struct session *session, int64_t account_id, struct account *out, struct err *e);
MUST_CHECK enum rc registry_get_user(struct session *session, int64_t account_id, struct user *out, struct err *e);

/* By address; for the command line. */
MUST_CHECK enum rc registry_find_user(struct session *session, struct str email, struct account *out, struct err *e);

/* The account of the asking user; RC_UNAUTHENTICATED when none asks. */
MUST_CHECK enum rc registry_own_account(struct session *session, struct account *out, struct err *e);

struct new_user {
    const char *email;
    const char *name;
    const char *language;      /* NULL: not chosen */
    const char *password_hash; /* NULL: he sets one by a link */
    struct grant grant;        /* ROLE_SUPER at organisation 0 */
};

/* What follows runs in the session's transaction. */

/* Adds a user without invitation: for the operator. RC_CONFLICT (ER-2217) when the address is taken. */
MUST_CHECK enum rc registry_add_user(struct session *session, const struct new_user *input, struct account *out, struct err *e);

/* Gives and takes a role; ROLE_SUPER at organisation 0. Giving what is there does nothing, and is for users who have a role already where
 * the asking one manages: others are invited. Taking: RC_NOT_FOUND (ER-2226) when it is not there, RC_CONFLICT (ER-2218) for the last
 * authorised representative of an organisation and the last super administrator. */
MUST_CHECK enum rc registry_give_role(struct session *session, int64_t account_id, const struct grant *grant, struct err *e);
MUST_CHECK enum rc registry_take_role(struct session *session, int64_t account_id, const struct grant *grant, struct err *e);

/* A disabled user can't log in; his sessions and links end. RC_CONFLICT (ER-2218) as above. */
MUST_CHECK enum rc registry_disable_user(struct session *session, int64_t account_id, struct err *e);
MUST_CHECK enum rc registry_enable_user(struct session *session, int64_t account_id, struct err *e);

/* RC_OK for a name of 1 to 255 characters. */
MUST_CHECK enum rc user_check_name(struct str name, struct err *e);
