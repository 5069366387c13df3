/* SPDX-License-Identifier: EUPL-1.2 */
/* A user's second factor: enrolling an authenticator app, checking its codes, recovery codes for the day it is lost. */
#pragma once

#include "registry/session.h"
#include "registry/totp.h"
#include "store/accounts.h"

#define RECOVERY_CODES 10
#define RECOVERY_TEXT_SIZE 20 /* "abcd-efgh-jkmn-pqrs" (80 bits) and NUL */

struct recovery_codes {
    char items[RECOVERY_CODES][RECOVERY_TEXT_SIZE];
};

/* All run in the session's transaction. */

/* Begins for the asking user: a new secret, which counts once a code of it is shown. *uri and *text are told this once. RC_CONFLICT
 * (ER-2224) when there is a second factor already. */
MUST_CHECK enum rc registry_begin_totp(struct session *session, const char *issuer, const char **uri, const char **text, struct err *e);

/* Ends what was begun, by a code of the app; all other sessions end. RC_UNAUTHENTICATED (ER-2223) for a wrong code, RC_CONFLICT (ER-2224)
 * when nothing was begun. */
MUST_CHECK enum rc registry_confirm_totp(struct session *session, struct str code, struct recovery_codes *out, struct err *e);

/* New recovery codes in place of the old ones. */
MUST_CHECK enum rc registry_renew_recovery_codes(struct session *session, struct recovery_codes *out, struct err *e);

/* Takes the second factor of a user away: one's own, or that of whom one may manage. His sessions end, but the asking one. */
MUST_CHECK enum rc registry_remove_totp(struct session *session, int64_t account_id, struct err *e);

/* *good when the code is one of the app that was not used before, or a recovery code, which is used up then. Changes the account in the
 * store where it has to, and raises account->version. */
MUST_CHECK enum rc second_factor_try(struct session *session, struct account *account, struct str code, bool *good, struct err *e);
