/* SPDX-License-Identifier: EUPL-1.2 */
/* What users do for themselves: accept an invitation, change name, password and address, come back without a password. */
#pragma once

#include "registry/links.h"
#include "store/accounts.h"

/* Passwords are checked (core/password.h) and hashed (registry/password.h) before the transaction, which takes the hash. All here but
 * registry_look_at_invitation and registry_look_at_reset run in the session's transaction. */

/* What an invitation leads to, without using it. *known tells that the address belongs to a user already: he keeps name and password. */
MUST_CHECK enum rc registry_look_at_invitation(struct session *session, struct str text, struct link *out, bool *known, struct err *e);

/* Makes the user, or gives the known one his new role; `name` and `password_hash` may be NULL for a known one. Fails as the link does, and
 * with RC_DENIED (ER-2227) when the known user is disabled. */
MUST_CHECK enum rc registry_accept_invitation(
    struct session *session, struct str text, const char *name, const char *password_hash, struct account *out, struct err *e);

/* Sends a link to the address if it belongs to a user who is not disabled, and none again within ten minutes while that one can be used;
 * does not tell whether. RC_INVALID without base_url. */
MUST_CHECK enum rc registry_ask_reset(struct session *session, struct str email, const char *base_url, struct err *e);

/* The address whose password a link lets set, for the rules. */
MUST_CHECK enum rc registry_look_at_reset(struct session *session, struct str text, const char **email, struct err *e);

/* Sets the password by a link; all sessions end, and what failed before is forgiven. */
MUST_CHECK enum rc registry_reset_password(struct session *session, struct str text, const char *password_hash, struct err *e);

/* Of the asking user, once login_judge has proved the old one; or, for the operator, of any. All other sessions end. */
MUST_CHECK enum rc registry_set_password(struct session *session, int64_t account_id, const char *password_hash, struct err *e);

/* `language` may be NULL. */
MUST_CHECK enum rc registry_set_profile(struct session *session, const char *name, const char *language, struct err *e);

/* Sends a link to the new address, and word of it to the old one. RC_CONFLICT (ER-2217) when the new one is taken. */
MUST_CHECK enum rc registry_ask_email(struct session *session, const char *email, const char *base_url, struct err *e);
MUST_CHECK enum rc registry_confirm_email(struct session *session, struct str text, struct err *e);
