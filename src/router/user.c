/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router user create|invite|reset: users, and the links by which they come in. */
#include "router/user.h"
#include "base/day.h"
#include "core/password.h"
#include "registry/invitations.h"
#include "registry/own_account.h"
#include "registry/password.h"

#include <stdio.h>
#include <string.h>

#define PASSWORD_LINE_MAX 2048

struct user_options {
    const char *organisation, *role, *email, *name, *url;
    bool super, password_stdin;
};

#define USER_ROLE_SPECS                                                                                         \
    OWN_TEXT(struct user_options, organisation, "organisation", "PIC", "where the user has the role"),          \
        OWN_TEXT(struct user_options, role, "role", "ROLE", "representative, functional, technical or reader"), \
        OWN_FLAG(struct user_options, super, "super", "a super administrator, in place of a role at an organisation")

static const struct option_spec create_specs[] = {
    USER_ROLE_SPECS,
    OWN_TEXT(struct user_options, email, "email", "ADDRESS", "e-mail address, by which the user logs in"),
    OWN_TEXT(struct user_options, name, "name", "NAME", "name"),
    OWN_FLAG(struct user_options, password_stdin, "password-stdin", "read the password from a line of standard input"),
    OWN_TEXT(struct user_options, url, "url", "URL", "how users reach this router (default: public_url of the file)"),
};

static const struct option_spec invite_specs[] = {
    USER_ROLE_SPECS,
    OWN_TEXT(struct user_options, email, "email", "ADDRESS", "where the invitation goes"),
    OWN_TEXT(struct user_options, url, "url", "URL", "how users reach this router (default: public_url of the file)"),
};

static const struct option_spec role_specs[] = {USER_ROLE_SPECS};

static const struct option_spec reset_specs[] = {
    OWN_FLAG(struct user_options, password_stdin, "password-stdin", "set the password that stands in a line of standard input"),
    OWN_TEXT(struct user_options, url, "url", "URL", "how users reach this router (default: public_url of the file)"),
};

#define OWN_OPTIONS(list)                                                             \
    {                                                                                 \
        .specs = (list), .count = COUNT_OF(list), .size = sizeof(struct user_options) \
    }
const struct own_options user_create_options = OWN_OPTIONS(create_specs);
const struct own_options user_invite_options = OWN_OPTIONS(invite_specs);
const struct own_options user_role_options = OWN_OPTIONS(role_specs);
const struct own_options user_reset_options = OWN_OPTIONS(reset_specs);

/* What a command is about. */
struct errand {
    const struct user_options *own;
    const char *base_url;
    int64_t account_id;
    struct grant grant;
    const char *password_hash; /* NULL: a link instead */
    struct account account;
    struct link link;
    char secret[LINK_SECRET_SIZE];
};

enum rc user_read_grant(const struct desk *desk, const struct command_call *call, struct grant *out, struct err *e)
{
    const struct user_options *const own = call->own;
    const struct organisation *organisation = NULL;
    *out = (struct grant){.role = ROLE_SUPER};
    if (own->super) {
        return own->organisation == NULL && own->role == NULL
            ? RC_OK
            : err_set(e, RC_INVALID, "", "super", "--super stands in place of --organisation and --role");
    }
    if (require_option("organisation", own->organisation, e) != RC_OK || require_option("role", own->role, e) != RC_OK ||
        role_parse(str_of(own->role), &out->role, e) != RC_OK || desk_organisation(desk, own->organisation, &organisation, e) != RC_OK) {
        return e->rc;
    }
    out->organisation_id = organisation->id;
    return RC_OK;
}

/* A line, without its end. */
static enum rc read_password(const struct desk *desk, const char *email, struct arena *arena, const char **hash, struct err *e)
{
    char line[PASSWORD_LINE_MAX];
    if (fgets(line, sizeof line, stdin) == NULL) {
        return err_set(e, RC_INVALID, "ER-2219", "password", "no password stands in standard input");
    }
    const struct str password = {line, strcspn(line, "\r\n")};
    const enum rc rc = password_check(arena, password, str_of(email), e);
    if (rc == RC_OK && password_hash(desk->registry, arena, password, hash, e) != RC_OK) {
        return e->rc;
    }
    explicit_bzero(line, sizeof line);
    return rc;
}

static enum rc read_base_url(const struct command_call *call, struct errand *errand, struct err *e)
{
    errand->base_url = errand->own->url != NULL ? errand->own->url : call->settings->public_url;
    return errand->base_url != NULL
        ? RC_OK
        : err_set(e, RC_INVALID, "ER-2214", "url", "the link must lead somewhere: --url, or public_url in the configuration file");
}

struct link_view {
    int64_t user;
    const char *email, *url, *expires_at;
};

static const struct wire_field link_fields[] = {
    {"id", WIRE_ID, .offset = offsetof(struct link_view, user)},
    {"email", WIRE_TEXT, .offset = offsetof(struct link_view, email)},
    {"url", WIRE_TEXT, .offset = offsetof(struct link_view, url)},
    {"expiresAt", WIRE_TEXT, .offset = offsetof(struct link_view, expires_at)},
};
static const struct wire_shape link_shape = {
    .name = "link", .size = sizeof(struct link_view), .fields = link_fields, .count = COUNT_OF(link_fields)};

static enum rc tell_link(const struct command_call *call, struct arena *arena, const struct errand *errand, const char *what, struct err *e)
{
    char until[INSTANT_TEXT_SIZE];
    instant_format(errand->link.expires_at_us, true, until);
    const struct link_view view = {
        .user = errand->account.id,
        .email = errand->own->email != NULL ? errand->own->email : errand->account.email,
        .url = link_url(arena, errand->base_url, errand->link.purpose, errand->secret),
        .expires_at = until,
    };
    if (view.url == NULL) {
        return err_no_memory(e);
    }
    if (call->settings->json) {
        return print_json(arena, &link_shape, &view, e);
    }
    (void)printf("%s This link works once, until %s:\n\n  %s\n", what, until, view.url);
    return RC_OK;
}

static enum rc tell_done(const struct command_call *call, struct arena *arena, const struct errand *errand, const char *what, struct err *e)
{
    const struct link_view view = {.user = errand->account.id, .email = errand->account.email};
    if (call->settings->json) {
        return print_json(arena, &link_shape, &view, e);
    }
    (void)printf("%s\n", what);
    return RC_OK;
}

/* A link by which the user sets a password, good as long as an invitation. */
static enum rc make_password_link(struct session *session, struct errand *errand, struct err *e)
{
    errand->link = (struct link){
        .purpose = LINK_PASSWORD, .account_id = errand->account.id, .expires_at_us = session->now_us + link_lifetime_us(LINK_INVITATION)};
    return registry_make_link(session, &errand->link, errand->secret, e);
}

static enum rc create(struct session *session, void *argument, struct err *e)
{
    struct errand *const errand = argument;
    const struct new_user input = {
        .email = errand->own->email, .name = errand->own->name, .password_hash = errand->password_hash, .grant = errand->grant};
    if (registry_add_user(session, &input, &errand->account, e) != RC_OK) {
        return e->rc;
    }
    return errand->password_hash != NULL ? RC_OK : make_password_link(session, errand, e);
}

enum rc run_user_create(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct errand errand = {.own = call->own};
    const bool by_link = !errand.own->password_stdin;
    if (require_option("email", errand.own->email, e) != RC_OK || require_option("name", errand.own->name, e) != RC_OK ||
        (by_link && read_base_url(call, &errand, e) != RC_OK) || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        user_read_grant(&desk, call, &errand.grant, e) != RC_OK ||
        (!by_link && read_password(&desk, errand.own->email, arena, &errand.password_hash, e) != RC_OK) ||
        session_transaction(desk.session, create, &errand, e) != RC_OK) {
        return e->rc;
    }
    return by_link ? tell_link(call, arena, &errand, "The user is added, and sets a password by a link.", e)
                   : tell_done(call, arena, &errand, "the user is added", e);
}

static enum rc invite(struct session *session, void *argument, struct err *e)
{
    struct errand *const errand = argument;
    const struct invitation invitation = {.organisation_id = errand->grant.organisation_id,
        .role = errand->grant.role,
        .email = errand->own->email,
        .base_url = errand->base_url};
    return registry_invite(session, &invitation, &errand->link, errand->secret, e);
}

enum rc run_user_invite(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct errand errand = {.own = call->own};
    if (require_option("email", errand.own->email, e) != RC_OK || read_base_url(call, &errand, e) != RC_OK ||
        desk_open(call->settings, arena, &desk, e) != RC_OK || user_read_grant(&desk, call, &errand.grant, e) != RC_OK ||
        session_transaction(desk.session, invite, &errand, e) != RC_OK) {
        return e->rc;
    }
    return tell_link(call, arena, &errand, "The invitation goes out by mail.", e);
}

static enum rc reset(struct session *session, void *argument, struct err *e)
{
    struct errand *const errand = argument;
    return errand->password_hash != NULL ? registry_set_password(session, errand->account.id, errand->password_hash, e)
                                         : make_password_link(session, errand, e);
}

enum rc run_user_reset(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct errand errand = {.own = call->own};
    const bool by_link = !errand.own->password_stdin;
    if ((by_link && read_base_url(call, &errand, e) != RC_OK) || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        user_find(&desk, call->operands->items[0], &errand.account, e) != RC_OK ||
        (!by_link && read_password(&desk, errand.account.email, arena, &errand.password_hash, e) != RC_OK) ||
        session_transaction(desk.session, reset, &errand, e) != RC_OK) {
        return e->rc;
    }
    return by_link ? tell_link(call, arena, &errand, "The user sets a new password by a link.", e)
                   : tell_done(call, arena, &errand, "the password is set, and all sessions of the user have ended", e);
}
