/* SPDX-License-Identifier: EUPL-1.2 */
/* What the router's operator does: organisations, mandates, legal documents, tokens. */
#pragma once

#include "registry/session.h"
#include "store/tokens.h"

/* All run in the session's transaction. */

/* Adds an organisation after checking its values; fills id. `accepted_by` (may be NULL) names the representative who has accepted the
 * current legal documents. */
MUST_CHECK enum rc registry_add_organisation(
    struct session *session, struct organisation *organisation, const char *accepted_by, struct err *e);

/* From today on, without end, and without the questions of registry_give_mandate: for who makes both organisations in the same transaction.
 */
MUST_CHECK enum rc registry_add_mandate(struct session *session, int64_t issuer_id, int64_t processor_id, struct err *e);

/* A version that has a title and no texts; registry_publish_legal publishes documents. */
MUST_CHECK enum rc registry_publish_legal_document(struct session *session, int version, const char *title, struct err *e);

/* registry_record_acceptance of an organisation in the directory. */
MUST_CHECK enum rc registry_accept_legal_documents(
    struct session *session, int64_t organisation_id, const char *accepted_by, struct err *e);

struct new_token {
    int64_t organisation_id;
    const char *name;
    bool test;             /* "esc_test_" */
    int64_t expires_at_us; /* 0: never */
    unsigned scopes;       /* of enum token_scope; 0: all */
};

/* The secret is told this once. */
MUST_CHECK enum rc registry_create_token(
    struct session *session, const struct new_token *input, struct token *out, char secret[TOKEN_TEXT_SIZE], struct err *e);

/* RC_NOT_FOUND when there is no such token or it was revoked before. */
MUST_CHECK enum rc registry_revoke_token(struct session *session, int64_t id, struct err *e);

/* Revokes every token of a name, such as those of an earlier start of a sandbox. */
MUST_CHECK enum rc registry_revoke_tokens_named(struct session *session, const char *name, struct err *e);
