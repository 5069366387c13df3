/* SPDX-License-Identifier: EUPL-1.2 */
/* Administrative users: who they are, inviting them, their roles, letting them in or out. */
#include "console/routes.h"
#include "console/users_page.h"
#include "registry/logins.h"
#include "registry/second_factor.h"

/* Those of an organisation, and that of the router itself. */
static const struct form_option roles[] = {
    {"reader", N_("Reader"), NULL},
    {"functional", N_("Functional administrator"), NULL},
    {"technical", N_("Technical administrator"), NULL},
    {"representative", N_("Authorised representative"), NULL},
};
static const struct form_option super[] = {{"super", N_("Super administrator"), NULL}};

const char *organisation_name(const struct visit *visit, int64_t organisation_id)
{
    const struct organisation *const found = directory_get(&visit->session->directory, organisation_id);
    return found == NULL ? NULL : found->name;
}

static enum rc page_users(struct visit *visit, struct err *e)
{
    struct users_view view = {.visit = visit};
    if (registry_list_users(visit->session, visit_organisation_id(visit), &view.users, e) != RC_OK ||
        registry_list_invitations(visit->session, visit_organisation_id(visit), &view.invitations, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {
        .title = N_("Administrative users"), .current = MENU_USERS, .content = users_content, .actions = users_actions, .view = &view};
    return visit_show(visit, 200, &frame, e);
}

static enum rc page_invite(struct visit *visit, struct err *e)
{
    const bool at_router = visit->organisation == NULL;
    const struct invite_view view = {.visit = visit,
        .form = &visit->form,
        .roles = at_router ? super : roles,
        .role_count = at_router ? COUNT_OF(super) : COUNT_OF(roles)};
    struct frame frame = {.title = N_("Invite a user"),
        .current = MENU_USERS,
        .back = {"/console/users", N_("Administrative users")},
        .form = &visit->form,
        .narrow = true,
        .content = invite_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum role read_role(struct visit *visit)
{
    enum role role = ROLE_NONE;
    struct err found = {0};
    const char *const text = form_need(&visit->form, "role", N_("Choose a role."));
    if (text[0] != '\0' && role_parse(str_of(text), &role, &found) != RC_OK) {
        form_fail(&visit->form, "role", N_("Choose a role."));
    }
    return role;
}

struct inviting {
    struct invitation invitation;
    struct link link;
    char secret[LINK_SECRET_SIZE];
};

static enum rc invite(struct session *session, void *argument, struct err *e)
{
    struct inviting *const self = argument;
    return registry_invite(session, &self->invitation, &self->link, self->secret, e);
}

static enum rc do_invite(struct visit *visit, struct err *e)
{
    struct inviting inviting = {.invitation = {.organisation_id = visit_organisation_id(visit),
                                    .email = form_need(&visit->form, "email", N_("Enter an e-mail address.")),
                                    .role = read_role(visit),
                                    .base_url = visit_base_url(visit)}};
    enum rc rc = RC_OK;
    if (visit->form.error_count == 0 && visit_write_form(visit, invite, &inviting, &rc, e)) {
        return visit_go(visit, "/console/users", SAID_INVITED, e);
    }
    return rc == RC_OK ? page_invite(visit, e) : rc;
}

/* What an act on a user or an invitation needs. */
struct act {
    int64_t id;
    int64_t organisation_id;
    struct grant grant;
};

static enum rc withdraw(struct session *session, void *argument, struct err *e)
{
    const struct act *const self = argument;
    return registry_withdraw_invitation(session, self->organisation_id, self->id, e);
}

static enum rc do_withdraw(struct visit *visit, struct err *e)
{
    struct act act = {.organisation_id = visit_organisation_id(visit)};
    if (visit_id(visit, "id", &act.id, e) != RC_OK || visit_write(visit, withdraw, &act, e) != RC_OK) {
        return e->rc;
    }
    return visit_go(visit, "/console/users", SAID_INVITATION_REVOKED, e);
}

static enum rc page_user(struct visit *visit, struct err *e)
{
    int64_t id = 0;
    struct user user;
    if (visit_id(visit, "id", &id, e) != RC_OK || registry_get_user(visit->session, id, &user, e) != RC_OK) {
        return e->rc;
    }
    const bool at_router = visit->organisation == NULL;
    const struct user_view view = {.visit = visit,
        .form = &visit->form,
        .user = &user,
        .roles = at_router ? super : roles,
        .role_count = at_router ? COUNT_OF(super) : COUNT_OF(roles),
        .is_self = user.account.id == visit->account.id};
    struct frame frame = {.title = N_("User"),
        .title_text = user.account.name,
        .subtitle = user.account.email,
        .current = MENU_USERS,
        .back = {"/console/users", N_("Administrative users")},
        .form = &visit->form,
        .content = user_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc give_role(struct session *session, void *argument, struct err *e)
{
    const struct act *const self = argument;
    return registry_give_role(session, self->id, &self->grant, e);
}

static enum rc take_role(struct session *session, void *argument, struct err *e)
{
    const struct act *const self = argument;
    return registry_take_role(session, self->id, &self->grant, e);
}

static enum rc disable(struct session *session, void *argument, struct err *e)
{
    const struct act *const self = argument;
    return registry_disable_user(session, self->id, e);
}

static enum rc enable(struct session *session, void *argument, struct err *e)
{
    const struct act *const self = argument;
    return registry_enable_user(session, self->id, e);
}

static enum rc remove_factor(struct session *session, void *argument, struct err *e)
{
    const struct act *const self = argument;
    return registry_remove_totp(session, self->id, e);
}

static enum rc end_sessions(struct session *session, void *argument, struct err *e)
{
    const struct act *const self = argument;
    return registry_end_other_logins(session, self->id, e);
}

/* What forms on a user's page ask for, by the name of their button. */
static const struct {
    const char *name;
    writer_work_fn *work;
    enum said said;
    bool with_role;
} acts[] = {
    {"give", give_role, SAID_ROLE_GIVEN, true},
    {"take", take_role, SAID_ROLE_TAKEN, true},
    {"disable", disable, SAID_USER_DISABLED, false},
    {"enable", enable, SAID_USER_ENABLED, false},
    {"factor", remove_factor, SAID_FACTOR_REMOVED, false},
    {"sessions", end_sessions, SAID_SESSIONS_ENDED, false},
};

/* A role is given where the user works; it is taken from where the form says, which the registry judges. */
static struct grant read_grant(struct visit *visit)
{
    long long at = 0;
    const bool is_named = str_to_int64(form_raw(&visit->form, "at"), &at) && at >= 0;
    return (struct grant){.organisation_id = is_named ? at : visit_organisation_id(visit), .role = read_role(visit)};
}

static enum rc do_user(struct visit *visit, struct err *e)
{
    struct act act = {0};
    const char *const wanted = form_value(&visit->form, "act");
    enum rc rc = visit_id(visit, "id", &act.id, e);
    const char *const path = arena_format(visit->arena, "/console/users/%lld", (long long)act.id);
    if (rc != RC_OK || path == NULL) {
        return rc != RC_OK ? rc : err_no_memory(e);
    }
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        if (!str_equal(str_of(wanted), str_of(acts[i].name))) {
            continue;
        }
        if (acts[i].with_role) {
            act.grant = read_grant(visit);
        }
        if (visit->form.error_count == 0 && visit_write_form(visit, acts[i].work, &act, &rc, e)) {
            return visit_go(visit, path, acts[i].said, e);
        }
    }
    return rc == RC_OK ? page_user(visit, e) : rc;
}

#define USERS_PAGE .audience = PAGE_USER, .permission = PERMISSION_USERS, .lane = PAGE_IN_WORKER

static const struct page_route routes[] = {
    {HTTP_GET, "/console/users", "pageUsers", page_users, USERS_PAGE},
    {HTTP_GET, "/console/users/invite", "pageInvite", page_invite, USERS_PAGE},
    {HTTP_POST, "/console/users/invite", "doInvite", do_invite, USERS_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/invitations/{id}/withdraw", "doWithdrawInvitation", do_withdraw, USERS_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/users/{id}", "pageUser", page_user, USERS_PAGE},
    {HTTP_POST, "/console/users/{id}", "doUser", do_user, USERS_PAGE, .body = HTTP_BODY_FORM},
};

const struct page_table user_pages = {routes, COUNT_OF(routes)};
