/* SPDX-License-Identifier: EUPL-1.2 */
/* Users' sessions: logging in by password and second factor, working, ending. */
#pragma once

#include "registry/login_throttle.h"
#include "registry/secret.h"
#include "store/accounts.h"

/* A login on its way, in three steps: looked up by a session that reads, judged without any (slow), kept by one that writes. */
struct login_attempt {
    struct login_keys keys;
    int64_t account_id;        /* 0: there is no such account; nothing tells so */
    const char *password_hash; /* NULL: none */
    const char *new_hash;      /* of the same password at today's cost; NULL: not needed */
    bool is_good;
};

/* `address` is where it comes from. RC_THROTTLED (SE-0429) when too many have failed; *retry_after_s tells how long to wait. What is filled
 * lives in the session's arena. */
MUST_CHECK enum rc registry_look_at_login(
    struct session *session, struct str email, const char *address, struct login_attempt *out, int *retry_after_s, struct err *e);

/* Takes the same time whether or not there is such an account. Any thread; `arena` lives until the login is kept. */
MUST_CHECK enum rc login_judge(
    struct registry *registry, struct arena *arena, struct login_attempt *attempt, struct str password, struct err *e);

struct new_login {
    bool let_in;                   /* false: it was counted as a failure, see login_refusal */
    bool needs_factor;             /* the second factor is awaited; until then nothing else can be done */
    struct login login;            /* this and what follows only when let in */
    char secret[SECRET_TEXT_SIZE]; /* for the cookie; told this once */
    const char *language;          /* that the user has chosen, in the session's arena; NULL: none */
};

/* In the session's transaction, which is to be committed also when nobody is let in. `old_secret` is what the browser brought, if anything:
 * that session ends, and the new one's secret is always new. */
MUST_CHECK enum rc registry_keep_login(
    struct session *session, const struct login_attempt *attempt, struct str old_secret, struct new_login *out, struct err *e);

/* Goes on with a login whose second factor is awaited: by a code of the app, or a recovery code, which is used up. The secret is changed.
 * In the session's transaction, to be committed in any case. RC_UNAUTHENTICATED when the session is over, RC_THROTTLED after too many. */
MUST_CHECK enum rc registry_show_factor(
    struct session *session, struct str secret, struct str code, const char *address, struct new_login *out, struct err *e);

/* RC_UNAUTHENTICATED for who was not let in: ER-2220 for address or password, ER-2223 for the code. */
enum rc login_refusal(struct err *e);
enum rc factor_refusal(struct err *e);

/* Makes the user of a session the one who asks, with his roles. RC_UNAUTHENTICATED: ER-2221 when the session is not known or over, ER-2222
 * while its second factor is awaited. Notes the use, without writing. */
MUST_CHECK enum rc session_authenticate_user(struct session *session, struct str secret, struct err *e);

/* RC_UNAUTHENTICATED (ER-2221) when no user asks. */
MUST_CHECK enum rc session_require_user(const struct session *session, struct err *e);

#define CSRF_TEXT_SIZE 44

/* What forms of a session carry, so that no other site can send them: made from its secret, never stored. */
void login_csrf(struct str secret, char out[CSRF_TEXT_SIZE]);
bool login_csrf_fits(struct str secret, struct str csrf);

/* In the session's transaction: ends the session of a secret; does nothing when there is none. */
MUST_CHECK enum rc registry_log_out(struct session *session, struct str secret, struct err *e);

/* Sessions that live, newest first: of one's own account, of an account that one may manage, or (0, for the operator and super
 * administrators) of all. */
MUST_CHECK enum rc registry_list_logins(struct session *session, int64_t account_id, struct logins *out, struct err *e);

/* In the session's transaction. RC_NOT_FOUND when there is none of this id among those of the account (0, as above: of any). */
MUST_CHECK enum rc registry_end_login(struct session *session, int64_t account_id, int64_t login_id, struct err *e);

/* All of an account but the one in which is being asked. */
MUST_CHECK enum rc registry_end_other_logins(struct session *session, int64_t account_id, struct err *e);

/* To be run now and then, in a transaction. */
MUST_CHECK enum rc registry_expire_logins(struct session *session, struct err *e);
