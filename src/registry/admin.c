/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/admin.h"

#include "base/day.h"
#include "base/fold.h"
#include "registry/legal.h"
#include "registry/organisations.h"
#include "registry/secret.h"

#include <inttypes.h>

#define NAME_MAX_LENGTH 255 /* characters */

/* RC_OK for 1 to 255 characters of well-formed UTF-8; `whose` begins the message. */
static enum rc check_name(const char *whose, struct str name, struct err *e)
{
    if (!utf8_is_valid(name)) {
        return err_set(e, RC_INVALID, "ER-1012", "name", "the %s's name is no valid UTF-8 text", whose);
    }
    if (name.length == 0 || utf8_length(name) > NAME_MAX_LENGTH) {
        return err_set(e, RC_INVALID, "ER-1012", "name", "the %s's name is %s; 1 to %d characters were expected", whose,
            name.length == 0 ? "missing" : "too long", NAME_MAX_LENGTH);
    }
    return RC_OK;
}

static enum rc check_organisation(const struct organisation *organisation, struct err *e)
{
    if (organisation_check_identifier(organisation->kind, str_of(organisation->identifier), e) != RC_OK) {
        return e->rc;
    }
    return organisation_check(organisation, e);
}

/* VAT numbers are one whatever their letter case. */
static enum rc refuse_known(const struct session *session, const struct organisation *organisation, struct err *e)
{
    const struct organisation *const known = directory_find(&session->directory, str_of(organisation->identifier));
    return known == NULL ? RC_OK
                         : err_set(e, RC_CONFLICT, "ER-0008", "identifier", "there is an organisation %s already", known->identifier);
}

enum rc registry_accept_legal_documents(struct session *session, int64_t organisation_id, const char *accepted_by, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (session_organisation(session, organisation_id, &organisation, e) != RC_OK) {
        return e->rc;
    }
    return registry_record_acceptance(session, organisation, accepted_by, e);
}

enum rc registry_add_organisation(struct session *session, struct organisation *organisation, const char *accepted_by, struct err *e)
{
    if (check_organisation(organisation, e) != RC_OK || refuse_known(session, organisation, e) != RC_OK) {
        return e->rc;
    }
    organisation->contrast_color = organisation_contrast(organisation);
    if (organisations_insert(session->db, organisation, session->now_us, e) != RC_OK) {
        if (e->rc == RC_CONFLICT) {
            return err_set(e, RC_CONFLICT, "ER-0008", "identifier", "there is an organisation %s already", organisation->identifier);
        }
        return e->rc;
    }
    session_touch_directory(session);
    if (session_audit(session, AUDIT_ORGANISATION_ADD, organisation->id, organisation->id, NULL, e) != RC_OK) {
        return e->rc;
    }
    return accepted_by == NULL ? RC_OK : registry_record_acceptance(session, organisation, accepted_by, e);
}

enum rc registry_add_mandate(struct session *session, int64_t issuer_id, int64_t processor_id, struct err *e)
{
    struct mandate mandate = {
        .issuer_id = issuer_id,
        .processor_id = processor_id,
        .from_day = session->today,
        .until_day = DAY_NONE,
    };
    if (mandates_insert(session->db, &mandate, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    session_touch_directory(session);
    return session_audit(session, AUDIT_MANDATE_GIVE, issuer_id, mandate.id, NULL, e);
}

enum rc registry_publish_legal_document(struct session *session, int version, const char *title, struct err *e)
{
    const struct legal_version document = {
        .version = version, .title = title, .published_at_us = session->now_us, .grace_until_day = DAY_NONE};
    if (legal_documents_insert(session->db, &document, e) != RC_OK) {
        return e->rc;
    }
    session_touch_directory(session);
    return session_audit(session, AUDIT_LEGAL_PUBLISH, 0, version, NULL, e);
}

enum rc registry_create_token(
    struct session *session, const struct new_token *input, struct token *out, char secret[TOKEN_TEXT_SIZE], struct err *e)
{
    unsigned char hash[TOKEN_HASH_BYTES];
    char hint[TOKEN_HINT_SIZE];
    const struct str name = str_trim(str_of(input->name));
    if (check_name("token", name, e) != RC_OK) {
        return e->rc;
    }
    token_make(input->test, secret);
    token_hash(str_of(secret), hash);
    token_hint(secret, hint);
    *out = (struct token){
        .organisation_id = input->organisation_id,
        .name = arena_text(session->arena, name.data, name.length),
        .hint = arena_copy(session->arena, hint),
        .created_at_us = session->now_us,
        .expires_at_us = input->expires_at_us,
        .scopes = input->scopes == 0 ? (unsigned)TOKEN_ALL : input->scopes,
    };
    if (out->name == NULL || out->hint == NULL) {
        return err_no_memory(e);
    }
    if (tokens_insert(session->db, out, hash, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_TOKEN_CREATE, input->organisation_id, out->id, NULL, e);
}

enum rc registry_revoke_token(struct session *session, int64_t id, struct err *e)
{
    bool changed = false;
    if (tokens_revoke(session->db, id, session->now_us, &changed, e) != RC_OK) {
        return e->rc;
    }
    if (!changed) {
        return err_set(e, RC_NOT_FOUND, "ER-0009", "id", "there is no token %" PRId64 " that could be revoked", id);
    }
    return session_audit(session, AUDIT_TOKEN_REVOKE, 0, id, NULL, e);
}

enum rc registry_revoke_tokens_named(struct session *session, const char *name, struct err *e)
{
    return tokens_revoke_named(session->db, name, session->now_us, e);
}
