/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-router user list|show|disable|enable|role|totp-off and session list|end: looking after the users there are. */
#include "base/day.h"
#include "registry/logins.h"
#include "registry/second_factor.h"
#include "router/user.h"

#include <inttypes.h>
#include <stdio.h>

struct role_view {
    const char *organisation; /* NULL: the router itself */
    const char *role;
};

struct user_view {
    int64_t id;
    const char *email, *name, *language;
    struct wire_list roles;
    bool has_password, has_totp;
    const char *created_at, *last_login_at, *disabled_at;
};

#define AT(type, member) .offset = offsetof(struct type, member)

static const struct wire_field role_fields[] = {
    {"organisation", WIRE_TEXT, AT(role_view, organisation)},
    {"role", WIRE_TEXT, AT(role_view, role)},
};
static const struct wire_shape role_shape = {
    .name = "role", .size = sizeof(struct role_view), .fields = role_fields, .count = COUNT_OF(role_fields)};

static const struct wire_field user_fields[] = {
    {"id", WIRE_INT64, AT(user_view, id)},
    {"email", WIRE_TEXT, AT(user_view, email)},
    {"name", WIRE_TEXT, AT(user_view, name)},
    {"language", WIRE_TEXT, AT(user_view, language)},
    {"roles", WIRE_OBJECTS, AT(user_view, roles), &role_shape},
    {"hasPassword", WIRE_BOOL, AT(user_view, has_password)},
    {"hasSecondFactor", WIRE_BOOL, AT(user_view, has_totp)},
    {"createdAt", WIRE_TEXT, AT(user_view, created_at)},
    {"lastLoginAt", WIRE_TEXT, AT(user_view, last_login_at)},
    {"disabledAt", WIRE_TEXT, AT(user_view, disabled_at)},
};
static const struct wire_shape user_shape = {
    .name = "user", .size = sizeof(struct user_view), .fields = user_fields, .count = COUNT_OF(user_fields)};

static enum rc list_roles(const struct desk *desk, const struct user *user, struct arena *arena, struct wire_list *out, struct err *e)
{
    const size_t count = user->grants.count + user->account.is_super;
    struct role_view *const views = arena_alloc_array(arena, count, sizeof *views);
    const void **const items = arena_alloc_array(arena, count, sizeof *items);
    if (views == NULL || items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < count; i++) {
        const bool is_super = i == user->grants.count;
        const struct organisation *const organisation =
            is_super ? NULL : directory_get(&desk->session->directory, user->grants.items[i].organisation_id);
        views[i] = (struct role_view){
            .organisation = organisation == NULL ? NULL : organisation->identifier,
            .role = role_code(is_super ? ROLE_SUPER : user->grants.items[i].role)->key,
        };
        items[i] = &views[i];
    }
    *out = (struct wire_list){.items = items, .count = count};
    return RC_OK;
}

static enum rc view_of(const struct desk *desk, const struct user *user, struct arena *arena, struct user_view *out, struct err *e)
{
    const struct account *const account = &user->account;
    *out = (struct user_view){
        .id = account->id,
        .email = account->email,
        .name = account->name,
        .language = account->language,
        .has_password = account->password_hash != NULL,
        .has_totp = account_has_totp(account),
        .created_at = shown_instant(arena, account->created_at_us),
        .last_login_at = shown_instant(arena, account->last_login_us),
        .disabled_at = shown_instant(arena, account->disabled_at_us),
    };
    return list_roles(desk, user, arena, &out->roles, e);
}

enum rc user_find(const struct desk *desk, const char *text, struct account *out, struct err *e)
{
    long long id = 0;
    if (str_to_int64(str_of(text), &id)) {
        return registry_find_managed_user(desk->session, id, out, e);
    }
    return registry_find_user(desk->session, str_of(text), out, e);
}

static void print_user(const struct user_view *view)
{
    (void)printf("%-6" PRId64 " %-32s %-25s %-9s", view->id, view->email, view->last_login_at == NULL ? "never" : view->last_login_at,
        view->disabled_at == NULL ? "good" : "disabled");
    for (size_t i = 0; i < view->roles.count; i++) {
        const struct role_view *const role = view->roles.items[i];
        (void)printf(" %s%s%s", role->role, role->organisation == NULL ? "" : "@", role->organisation == NULL ? "" : role->organisation);
    }
    (void)printf("\n");
}

struct list_options {
    const char *organisation;
};

static const struct option_spec list_specs[] = {
    OWN_TEXT(struct list_options, organisation, "organisation", "PIC", "only those with a role there"),
};
const struct own_options user_list_options = {.specs = list_specs, .count = COUNT_OF(list_specs), .size = sizeof(struct list_options)};

static enum rc read_users(const struct desk *desk, const char *identifier, struct users *out, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (identifier != NULL && desk_organisation(desk, identifier, &organisation, e) != RC_OK) {
        return e->rc;
    }
    return registry_list_users(desk->session, organisation == NULL ? 0 : organisation->id, out, e);
}

enum rc run_user_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct users users = {0};
    if (desk_open(call->settings, arena, &desk, e) != RC_OK ||
        read_users(&desk, ((const struct list_options *)call->own)->organisation, &users, e) != RC_OK) {
        return e->rc;
    }
    struct user_view *const views = arena_alloc_array(arena, users.count, sizeof *views);
    if (views == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < users.count; i++) {
        if (view_of(&desk, &users.items[i], arena, &views[i], e) != RC_OK) {
            return e->rc;
        }
    }
    if (call->settings->json) {
        return print_json_list(arena, &user_shape, views, users.count, e);
    }
    (void)printf("%-6s %-32s %-25s %-9s %s\n", "ID", "E-MAIL", "LAST LOGIN", "STATE", "ROLES");
    for (size_t i = 0; i < users.count; i++) {
        print_user(&views[i]);
    }
    return RC_OK;
}

static enum rc tell_user(const struct command_call *call, const struct desk *desk, int64_t id, struct arena *arena, struct err *e)
{
    struct user user;
    struct user_view view;
    if (registry_get_user(desk->session, id, &user, e) != RC_OK || view_of(desk, &user, arena, &view, e) != RC_OK) {
        return e->rc;
    }
    if (call->settings->json) {
        return print_json(arena, &user_shape, &view, e);
    }
    print_user(&view);
    return RC_OK;
}

enum rc run_user_show(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct account account;
    if (desk_open(call->settings, arena, &desk, e) != RC_OK || user_find(&desk, call->operands->items[0], &account, e) != RC_OK) {
        return e->rc;
    }
    return tell_user(call, &desk, account.id, arena, e);
}

/* A change of one user. */
struct change {
    int64_t account_id;
    struct grant grant;
};

static enum rc disable(struct session *session, void *argument, struct err *e)
{
    return registry_disable_user(session, ((const struct change *)argument)->account_id, e);
}

static enum rc enable(struct session *session, void *argument, struct err *e)
{
    return registry_enable_user(session, ((const struct change *)argument)->account_id, e);
}

static enum rc remove_totp(struct session *session, void *argument, struct err *e)
{
    return registry_remove_totp(session, ((const struct change *)argument)->account_id, e);
}

static enum rc give(struct session *session, void *argument, struct err *e)
{
    const struct change *const change = argument;
    return registry_give_role(session, change->account_id, &change->grant, e);
}

static enum rc take(struct session *session, void *argument, struct err *e)
{
    const struct change *const change = argument;
    return registry_take_role(session, change->account_id, &change->grant, e);
}

static enum rc end_all(struct session *session, void *argument, struct err *e)
{
    return registry_end_other_logins(session, ((const struct change *)argument)->account_id, e);
}

static enum rc run_change(const struct command_call *call, struct arena *arena, session_work_fn *work, bool with_role, struct err *e)
{
    AUTO(desk_close) struct desk desk = {0};
    struct account account;
    struct change change = {0};
    if (desk_open(call->settings, arena, &desk, e) != RC_OK || user_find(&desk, call->operands->items[0], &account, e) != RC_OK ||
        (with_role && user_read_grant(&desk, call, &change.grant, e) != RC_OK)) {
        return e->rc;
    }
    change.account_id = account.id;
    return session_transaction(desk.session, work, &change, e) != RC_OK ? e->rc : tell_user(call, &desk, account.id, arena, e);
}

enum rc run_user_disable(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    return run_change(call, arena, disable, false, e);
}

enum rc run_user_enable(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    return run_change(call, arena, enable, false, e);
}

enum rc run_user_totp_off(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    return run_change(call, arena, remove_totp, false, e);
}

enum rc run_user_role_give(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    return run_change(call, arena, give, true, e);
}

enum rc run_user_role_take(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    return run_change(call, arena, take, true, e);
}

enum rc run_user_logout(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    return run_change(call, arena, end_all, false, e);
}

struct session_view {
    int64_t id, user;
    const char *created_at, *seen_at, *expires_at;
};

static const struct wire_field session_fields[] = {
    {"id", WIRE_INT64, AT(session_view, id)},
    {"user", WIRE_INT64, AT(session_view, user)},
    {"createdAt", WIRE_TEXT, AT(session_view, created_at)},
    {"seenAt", WIRE_TEXT, AT(session_view, seen_at)},
    {"expiresAt", WIRE_TEXT, AT(session_view, expires_at)},
};
static const struct wire_shape session_shape = {
    .name = "session", .size = sizeof(struct session_view), .fields = session_fields, .count = COUNT_OF(session_fields)};

enum rc run_session_list(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    struct logins logins = {0};
    if (desk_open(call->settings, arena, &desk, e) != RC_OK || registry_list_logins(desk.session, 0, &logins, e) != RC_OK) {
        return e->rc;
    }
    struct session_view *const views = arena_alloc_array(arena, logins.count, sizeof *views);
    if (views == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < logins.count; i++) {
        const struct login *const login = &logins.items[i];
        views[i] = (struct session_view){
            .id = login->id,
            .user = login->account_id,
            .created_at = shown_instant(arena, login->created_at_us),
            .seen_at = shown_instant(arena, login->seen_at_us),
            .expires_at = shown_instant(arena, login->expires_at_us),
        };
    }
    if (call->settings->json) {
        return print_json_list(arena, &session_shape, views, logins.count, e);
    }
    (void)printf("%-6s %-6s %-25s %-25s %s\n", "ID", "USER", "BEGUN", "LAST USED", "ENDS");
    for (size_t i = 0; i < logins.count; i++) {
        (void)printf("%-6" PRId64 " %-6" PRId64 " %-25s %-25s %s\n", views[i].id, views[i].user, views[i].created_at, views[i].seen_at,
            views[i].expires_at);
    }
    return RC_OK;
}

static enum rc end_one(struct session *session, void *argument, struct err *e)
{
    return registry_end_login(session, 0, *(const int64_t *)argument, e);
}

struct ended_view {
    int64_t id;
    bool ended;
};

static const struct wire_field ended_fields[] = {
    {"id", WIRE_INT64, AT(ended_view, id)},
    {"ended", WIRE_BOOL, AT(ended_view, ended)},
};
static const struct wire_shape ended_shape = {
    .name = "ended", .size = sizeof(struct ended_view), .fields = ended_fields, .count = COUNT_OF(ended_fields)};

enum rc run_session_end(const struct command_call *call, struct arena *arena, int *code, struct err *e)
{
    (void)code;
    AUTO(desk_close) struct desk desk = {0};
    int64_t id = 0;
    if (read_id_operand(call, "session", &id, e) != RC_OK || desk_open(call->settings, arena, &desk, e) != RC_OK ||
        session_transaction(desk.session, end_one, &id, e) != RC_OK) {
        return e->rc;
    }
    if (call->settings->json) {
        const struct ended_view view = {.id = id, .ended = true};
        return print_json(arena, &ended_shape, &view, e);
    }
    (void)printf("session %" PRId64 " has ended\n", id);
    return RC_OK;
}
