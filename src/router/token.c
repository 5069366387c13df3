/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router token create|list|rotate|revoke. */
#include "base/day.h"
#include "registry/tokens.h"
#include "router/command.h"

#include <inttypes.h>
#include <stdio.h>

struct token_row {
    int64_t id;
    const char *organisation;
    const char *name;
    const char *hint;
    const char *token; /* the secret, once */
    const char *created_at;
    const char *expires_at;
    const char *revoked_at;
    const char *used_at;
    const char *scopes;
    const char *networks;
    int64_t replaces; /* 0: none */
};

#define AT(member) .offset = offsetof(struct token_row, member)

static const struct wire_field made_fields[] = {
    {"id", WIRE_INT64, AT(id)},
    {"organisation", WIRE_TEXT, AT(organisation)},
    {"name", WIRE_TEXT, AT(name)},
    {"token", WIRE_TEXT, AT(token)},
    {"createdAt", WIRE_TEXT, AT(created_at)},
    {"expiresAt", WIRE_TEXT, AT(expires_at)},
    {"scopes", WIRE_TEXT, AT(scopes)},
    {"networks", WIRE_TEXT, AT(networks)},
    {"replaces", WIRE_ID, AT(replaces)},
};

static const struct wire_field row_fields[] = {
    {"id", WIRE_INT64, AT(id)},
    {"organisation", WIRE_TEXT, AT(organisation)},
    {"name", WIRE_TEXT, AT(name)},
    {"hint", WIRE_TEXT, AT(hint)},
    {"createdAt", WIRE_TEXT, AT(created_at)},
    {"expiresAt", WIRE_TEXT, AT(expires_at)},
    {"revokedAt", WIRE_TEXT, AT(revoked_at)},
    {"usedAt", WIRE_TEXT, AT(used_at)},
    {"scopes", WIRE_TEXT, AT(scopes)},
    {"networks", WIRE_TEXT, AT(networks)},
    {"replaces", WIRE_ID, AT(replaces)},
};

static const struct wire_shape made_shape = {
    .name = "token", .size = sizeof(struct token_row), .fields = made_fields, .count = COUNT_OF(made_fields)};
static const struct wire_shape row_shape = {
    .name = "token", .size = sizeof(struct token_row), .fields = row_fields, .count = COUNT_OF(row_fields)};

static struct token_row row_of(const struct desk *desk, const struct token *token, struct arena *arena)
{
    const struct organisation *const owner = directory_get(&desk->session->directory, token->organisation_id);
    char scopes[TOKEN_SCOPES_TEXT_SIZE];
    token_scopes_format(token->scopes, scopes);
    return (struct token_row){
        .id = token->id,
        .organisation = owner == NULL ? "" : owner->identifier,
        .name = token->name,
        .hint = token->hint,
        .created_at = shown_instant(arena, token->created_at_us),
        .expires_at = shown_instant(arena, token->expires_at_us),
        .revoked_at = token_was_revoked(token) ? shown_instant(arena, token->revoked_at_us) : NULL,
        .used_at = shown_instant(arena, token->used_at_us),
        .scopes = arena_copy(arena, scopes),
        .networks = token->networks,
        .replaces = token->replaces_id,
    };
}

struct making {
    struct new_token input;
    struct token token;
    char secret[TOKEN_TEXT_SIZE];
};

static enum rc make(struct session *session, void *argument, struct err *e)
{
    struct making *const making = argument;
    return registry_create_token(session, &making->input, &making->token, making->secret, e);
}

struct create_options {
    const char *organisation;
    const char *name;
    const char *expires;
    const char *scopes;
    const char *networks;
    bool test;
};

static const struct option_spec create_specs[] = {
    OWN_TEXT(struct create_options, organisation, "organisation", "PIC", "whose token"),
    OWN_TEXT(struct create_options, name, "name", "NAME", "what it is for"),
    OWN_TEXT(struct create_options, expires, "expires", "DAY", "first day on which it is not good any more"),
    OWN_TEXT(struct create_options, scopes, "scopes", "LIST", "rights by comma: read, persons, cards, pictures, import (default: all)"),
    OWN_TEXT(struct create_options, networks, "networks", "LIST", "addresses or blocks of them by comma, from where alone it may be used"),
    OWN_FLAG(struct create_options, test, "test", "mark it as one for tests (esc_test_)"),
};

const struct own_options token_create_options = {
    .specs = create_specs, .count = COUNT_OF(create_specs), .size = sizeof(struct create_options)};

static enum rc read_expiry(const char *option, const char *value, int64_t *out, struct err *e)
{
    int32_t day = 0;
    if (read_day_option(option, value, &day, e) != RC_OK) {
        return e->rc;
    }
    *out = day == DAY_NONE ? 0 : (int64_t)day * INT64_C(86400000000);
    return RC_OK;
}

static enum rc tell_made(const struct settings *settings, struct arena *arena, const struct desk *desk, const struct token *token,
    const char *secret, struct err *e)
{
    struct token_row row = row_of(desk, token, arena);
    row.token = secret;
    if (settings->json) {
        return print_json(arena, &made_shape, &row, e);
    }
    (void)printf(
        "Token %" PRId64 " for %s (%s). Keep it now: it is not shown again.\n\n  %s\n", row.id, row.organisation, row.name, secret);
    return RC_OK;
}

enum rc run_token_create(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct create_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    const struct organisation *organisation = NULL;
    struct making making = {.input = {.name = own->name, .test = own->test, .networks = own->networks}};
    if (require_option("organisation", own->organisation, e) != RC_OK || require_option("name", own->name, e) != RC_OK ||
        read_expiry("expires", own->expires, &making.input.expires_at_us, e) != RC_OK ||
        (own->scopes != NULL && token_scopes_parse(str_of(own->scopes), &making.input.scopes, e) != RC_OK) ||
        desk_open(call->settings, arena, &desk, e) != RC_OK || desk_organisation(&desk, own->organisation, &organisation, e) != RC_OK) {
        return e->rc;
    }
    making.input.organisation_id = organisation->id;
    if (session_transaction(desk.session, make, &making, e) != RC_OK) {
        return e->rc;
    }
    return tell_made(call->settings, arena, &desk, &making.token, making.secret, e);
}

struct rotating {
    struct token_rotation input;
    struct token token;
    char secret[TOKEN_TEXT_SIZE];
};

static enum rc rotate(struct session *session, void *argument, struct err *e)
{
    struct rotating *const rotating = argument;
    return registry_rotate_token(session, &rotating->input, &rotating->token, rotating->secret, e);
}

struct rotate_options {
    const char *expires;
    const char *old_until;
};

static const struct option_spec rotate_specs[] = {
    OWN_TEXT(struct rotate_options, expires, "expires", "DAY", "first day on which the new one is not good any more"),
    OWN_TEXT(struct rotate_options, old_until, "old-until", "DAY", "first day on which the old one is not good any more"),
};

const struct own_options token_rotate_options = {
    .specs = rotate_specs, .count = COUNT_OF(rotate_specs), .size = sizeof(struct rotate_options)};

enum rc run_token_rotate(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct rotate_options *const own = call->own;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct rotating rotating = {0};
    if (read_id_operand(call, "token", &rotating.input.id, e) != RC_OK ||
        read_expiry("expires", own->expires, &rotating.input.expires_at_us, e) != RC_OK ||
        read_expiry("old-until", own->old_until, &rotating.input.old_until_us, e) != RC_OK ||
        desk_open(call->settings, arena, &desk, e) != RC_OK || session_transaction(desk.session, rotate, &rotating, e) != RC_OK) {
        return e->rc;
    }
    return tell_made(call->settings, arena, &desk, &rotating.token, rotating.secret, e);
}

enum rc run_token_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct settings *const settings = call->settings;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct tokens tokens;
    if (desk_open(settings, arena, &desk, e) != RC_OK || registry_list_tokens(desk.session, 0, &tokens, e) != RC_OK) {
        return e->rc;
    }
    struct token_row *const rows = arena_alloc_array(arena, tokens.count, sizeof *rows);
    if (rows == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < tokens.count; i++) {
        rows[i] = row_of(&desk, &tokens.items[i], arena);
    }
    if (settings->json) {
        return print_json_list(arena, &row_shape, rows, tokens.count, e);
    }
    (void)printf("%-6s %-14s %-15s %-25s %-25s %s\n", "ID", "ORGANISATION", "BEGINS", "LAST USED", "STATE", "NAME");
    for (size_t i = 0; i < tokens.count; i++) {
        const char *const state = rows[i].revoked_at != NULL ? "revoked" : rows[i].expires_at != NULL ? rows[i].expires_at : "good";
        (void)printf("%-6" PRId64 " %-14s %-15s %-25s %-25s %s\n", rows[i].id, rows[i].organisation, rows[i].hint,
            rows[i].used_at == NULL ? "never" : rows[i].used_at, state, rows[i].name);
    }
    return RC_OK;
}

static enum rc revoke(struct session *session, void *argument, struct err *e)
{
    return registry_revoke_token(session, *(const int64_t *)argument, e);
}

struct revoked_view {
    int64_t id;
    bool revoked;
};

static const struct wire_field revoked_fields[] = {
    {"id", WIRE_INT64, .offset = offsetof(struct revoked_view, id)},
    {"revoked", WIRE_BOOL, .offset = offsetof(struct revoked_view, revoked)},
};
static const struct wire_shape revoked_shape = {
    .name = "revoked", .size = sizeof(struct revoked_view), .fields = revoked_fields, .count = COUNT_OF(revoked_fields)};

enum rc run_token_revoke(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    const struct settings *const settings = call->settings;
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    int64_t id = 0;
    if (read_id_operand(call, "token", &id, e) != RC_OK || desk_open(settings, arena, &desk, e) != RC_OK ||
        session_transaction(desk.session, revoke, &id, e) != RC_OK) {
        return e->rc;
    }
    if (settings->json) {
        const struct revoked_view view = {.id = id, .revoked = true};
        return print_json(arena, &revoked_shape, &view, e);
    }
    (void)printf("token %" PRId64 " is revoked\n", id);
    return RC_OK;
}
