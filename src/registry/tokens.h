/* SPDX-License-Identifier: EUPL-1.2 */
/* API tokens of organisations: making, replacing, revoking. */
#pragma once

#include "registry/session.h"
#include "store/tokens.h"

struct new_token {
    int64_t organisation_id;
    const char *name;
    bool test;             /* "esc_test_" */
    int64_t expires_at_us; /* 0: never */
    unsigned scopes;       /* of enum token_scope; 0: all */
    const char *networks;  /* blocks of addresses by comma; NULL: from everywhere */
};

/* Those of an organisation; 0: all. */
MUST_CHECK enum rc registry_list_tokens(struct session *session, int64_t organisation_id, struct tokens *out, struct err *e);

/* What follows runs in the session's transaction. */

/* The secret is told this once. RC_CONFLICT (ER-2203) when two good tokens of the organisation have this name already. */
MUST_CHECK enum rc registry_create_token(
    struct session *session, const struct new_token *input, struct token *out, char secret[TOKEN_TEXT_SIZE], struct err *e);

struct token_rotation {
    int64_t id;
    int64_t old_until_us;  /* from when on the old one is not good any more; 0: until it is revoked */
    int64_t expires_at_us; /* of the successor; 0: never */
};

/* Makes a successor with the same name, rights and networks. RC_NOT_FOUND when there is no such token that is good, RC_CONFLICT (ER-2203)
 * when it has a good successor already. */
MUST_CHECK enum rc registry_rotate_token(
    struct session *session, const struct token_rotation *input, struct token *out, char secret[TOKEN_TEXT_SIZE], struct err *e);

/* RC_NOT_FOUND when there is no such token or it was revoked before. */
MUST_CHECK enum rc registry_revoke_token(struct session *session, int64_t id, struct err *e);

/* Revokes every token of a name, such as those of an earlier start of a sandbox. */
MUST_CHECK enum rc registry_revoke_tokens_named(struct session *session, const char *name, struct err *e);
