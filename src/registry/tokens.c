/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/tokens.h"

#include "base/fold.h"
#include "base/ip.h"
#include "registry/secret.h"

#include <inttypes.h>
#include <string.h>

#define NAME_MAX_LENGTH 255 /* characters */

static enum rc check_name(struct str name, struct err *e)
{
    if (!utf8_is_valid(name)) {
        return err_set(e, RC_INVALID, "ER-1012", "name", T_("the token's name is no valid UTF-8 text"));
    }
    if (name.length == 0 || utf8_length(name) > NAME_MAX_LENGTH) {
        return name.length == 0 ? err_set(e, RC_INVALID, "ER-1012", "name", T_("%s is missing; 1 to %d characters were expected"),
                                      N_("the token's name"), NAME_MAX_LENGTH)
                                : err_set(e, RC_INVALID, "ER-1012", "name", T_("%s is too long; 1 to %d characters were expected"),
                                      N_("the token's name"), NAME_MAX_LENGTH);
    }
    return RC_OK;
}

enum rc registry_list_tokens(struct session *session, int64_t organisation_id, struct tokens *out, struct err *e)
{
    struct tokens all = {0};
    if (session_require_permission(session, organisation_id, PERMISSION_TOKENS, e) != RC_OK ||
        tokens_list(session->db, session->arena, &all, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct tokens){.items = all.items};
    for (size_t i = 0; i < all.count; i++) {
        if (organisation_id == 0 || all.items[i].organisation_id == organisation_id) {
            out->items[out->count++] = all.items[i];
        }
    }
    return RC_OK;
}

static enum rc check_room(struct session *session, const struct token *token, struct err *e)
{
    int64_t good = 0;
    if (tokens_count_good(session->db, token->organisation_id, token->name, session->now_us, &good, e) != RC_OK) {
        return e->rc;
    }
    return good < TOKENS_OF_NAME_MAX
        ? RC_OK
        : err_set(e, RC_CONFLICT, "ER-2203", "name",
              T_("there are two good tokens of this name already, one to replace the other: revoke one first"));
}

/* One that would never be good helps nobody. */
static enum rc check_expiry(const struct session *session, const struct token *token, struct err *e)
{
    return token->expires_at_us == 0 || token->expires_at_us > session->now_us
        ? RC_OK
        : err_set(e, RC_INVALID, "ER-1012", "expires", T_("the token would have expired already; a later day was expected"));
}

/* Makes the secret and stores the token without it; `token` has all but what is made here. */
static enum rc put_token(struct session *session, struct token *token, bool test, char secret[TOKEN_TEXT_SIZE], struct err *e)
{
    unsigned char hash[TOKEN_HASH_BYTES];
    char hint[TOKEN_HINT_SIZE];
    if (check_expiry(session, token, e) != RC_OK || check_room(session, token, e) != RC_OK) {
        return e->rc;
    }
    token_make(test, secret);
    token_hash(str_of(secret), hash);
    token_hint(secret, hint);
    token->hint = arena_copy(session->arena, hint);
    token->created_at_us = session->now_us;
    return token->hint == NULL ? err_no_memory(e) : tokens_insert(session->db, token, hash, e);
}

enum rc registry_create_token(
    struct session *session, const struct new_token *input, struct token *out, char secret[TOKEN_TEXT_SIZE], struct err *e)
{
    const struct str name = str_trim(str_of(input->name));
    if (session_require_permission(session, input->organisation_id, PERMISSION_TOKENS, e) != RC_OK || check_name(name, e) != RC_OK ||
        (input->networks != NULL && ip_list_check(str_of(input->networks), e) != RC_OK)) {
        return e->rc;
    }
    *out = (struct token){
        .organisation_id = input->organisation_id,
        .name = arena_text(session->arena, name.data, name.length),
        .expires_at_us = input->expires_at_us,
        .networks = input->networks,
        .scopes = input->scopes == 0 ? (unsigned)TOKEN_ALL : input->scopes,
    };
    if (out->name == NULL) {
        return err_no_memory(e);
    }
    if (put_token(session, out, input->test, secret, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_TOKEN_CREATE, input->organisation_id, out->id, NULL, e);
}

/* The token of an id that the asking one may manage. */
static enum rc find_token(struct session *session, int64_t id, const char *verb, struct token *out, struct err *e)
{
    bool found = false;
    if (tokens_get(session->db, session->arena, id, out, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found || out->revoked_at_us != 0) {
        return err_set(e, RC_NOT_FOUND, "ER-0009", "id", T_("there is no token %" PRId64 " that could be %s"), id, verb);
    }
    return session_require_permission(session, out->organisation_id, PERMISSION_TOKENS, e);
}

enum rc registry_rotate_token(
    struct session *session, const struct token_rotation *input, struct token *out, char secret[TOKEN_TEXT_SIZE], struct err *e)
{
    struct token old = {0};
    if (find_token(session, input->id, N_("replaced"), &old, e) != RC_OK) {
        return e->rc;
    }
    if (!token_is_good(&old, session->now_us)) {
        return err_set(e, RC_NOT_FOUND, "ER-0009", "id", T_("there is no token %" PRId64 " that could be %s"), input->id, N_("replaced"));
    }
    *out = (struct token){
        .organisation_id = old.organisation_id,
        .name = old.name,
        .expires_at_us = input->expires_at_us,
        .networks = old.networks,
        .scopes = old.scopes,
        .replaces_id = old.id,
    };
    if (put_token(session, out, strncmp(old.hint, "esc_test_", 9) == 0, secret, e) != RC_OK) {
        return e->rc;
    }
    if (input->old_until_us != 0 && tokens_shorten(session->db, old.id, input->old_until_us, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_TOKEN_ROTATE, old.organisation_id, out->id, NULL, e);
}

enum rc registry_revoke_token(struct session *session, int64_t id, struct err *e)
{
    struct token token = {0};
    bool changed = false;
    if (find_token(session, id, N_("revoked"), &token, e) != RC_OK ||
        tokens_revoke(session->db, id, session->now_us, &changed, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_TOKEN_REVOKE, token.organisation_id, id, NULL, e);
}

enum rc registry_revoke_tokens_named(struct session *session, const char *name, struct err *e)
{
    return tokens_revoke_named(session->db, name, session->now_us, e);
}
