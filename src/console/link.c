/* SPDX-License-Identifier: EUPL-1.2 */
/* What links in mails to administrative users lead to: an invitation, a new password, a confirmed address. Opening one changes nothing, so
 * that a mail scanner uses none up. */
#include "console/routes.h"
#include "console/sign_in_page.h"
#include "registry/own_account.h"
#include "registry/password.h"

/* A password that was chosen: checked and hashed, for the work that follows. */
struct chosen {
    struct str link;
    const char *name;
    const char *hash;
    struct account account;
};

static enum rc take_password(struct visit *visit, const char *email, struct chosen *out, struct err *e)
{
    const struct str password = form_raw(&visit->form, "password");
    struct err found = {0};
    if (password_check(visit->arena, password, str_of(email), &found) != RC_OK) {
        form_fail_err(&visit->form, "password", &found);
        return RC_OK;
    }
    if (!str_equal(password, form_raw(&visit->form, "again"))) {
        form_fail(&visit->form, "again", N_("This is not the same password."));
        return RC_OK;
    }
    return visit->form.error_count > 0 ? RC_OK : password_hash(visit->session->registry, visit->arena, password, &out->hash, e);
}

static enum rc show(
    struct visit *visit, const char *title, void (*content)(struct page *page, const void *view), struct link_view *view, struct err *e)
{
    view->form = &visit->form;
    view->action = arena_text(visit->arena, visit->call->path.data, visit->call->path.length);
    struct frame frame = {.title = title, .form = &visit->form, .narrow = true, .content = content, .view = view};
    return view->action == NULL ? err_no_memory(e) : visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc look_at_invitation(struct visit *visit, struct link_view *view, struct err *e)
{
    struct link link = {0};
    if (registry_look_at_invitation(visit->session, http_param(visit->call, "secret"), &link, &view->is_known, e) != RC_OK) {
        return e->rc;
    }
    const struct organisation *const organisation = directory_get(&visit->session->directory, link.organisation_id);
    view->organisation = organisation == NULL ? NULL : organisation->name;
    view->email = link.email;
    view->role = role_message(link.role);
    return RC_OK;
}

static enum rc page_invitation(struct visit *visit, struct err *e)
{
    struct link_view view = {0};
    return look_at_invitation(visit, &view, e) == RC_OK ? show(visit, N_("You are invited"), invitation_content, &view, e) : e->rc;
}

static enum rc accept_invitation(struct session *session, void *argument, struct err *e)
{
    struct chosen *const self = argument;
    return registry_accept_invitation(session, self->link, self->name, self->hash, &self->account, e);
}

static enum rc do_invitation(struct visit *visit, struct err *e)
{
    struct link_view view = {0};
    struct chosen chosen = {.link = http_param(visit->call, "secret")};
    if (look_at_invitation(visit, &view, e) != RC_OK) {
        return e->rc;
    }
    if (!view.is_known) {
        chosen.name = form_need(&visit->form, "name", N_("Enter your name."));
        if (take_password(visit, view.email, &chosen, e) != RC_OK) {
            return e->rc;
        }
    }
    enum rc rc = RC_OK;
    if (visit->form.error_count == 0 && visit_write_form(visit, accept_invitation, &chosen, &rc, e)) {
        return visit_go(visit, "/console/sign-in", SAID_INVITATION_ACCEPTED, e);
    }
    return rc == RC_OK ? show(visit, N_("You are invited"), invitation_content, &view, e) : rc;
}

static enum rc look_at_reset(struct visit *visit, struct link_view *view, struct err *e)
{
    return registry_look_at_reset(visit->session, http_param(visit->call, "secret"), &view->email, e);
}

static enum rc page_password(struct visit *visit, struct err *e)
{
    struct link_view view = {0};
    return look_at_reset(visit, &view, e) == RC_OK ? show(visit, N_("Set a new password"), password_content, &view, e) : e->rc;
}

static enum rc reset(struct session *session, void *argument, struct err *e)
{
    const struct chosen *const self = argument;
    return registry_reset_password(session, self->link, self->hash, e);
}

static enum rc do_password(struct visit *visit, struct err *e)
{
    struct link_view view = {0};
    struct chosen chosen = {.link = http_param(visit->call, "secret")};
    enum rc rc = RC_OK;
    if (look_at_reset(visit, &view, e) != RC_OK || take_password(visit, view.email, &chosen, e) != RC_OK) {
        return e->rc;
    }
    if (visit->form.error_count == 0 && visit_write_form(visit, reset, &chosen, &rc, e)) {
        return visit_go(visit, "/console/sign-in", SAID_PASSWORD_SET, e);
    }
    return rc == RC_OK ? show(visit, N_("Set a new password"), password_content, &view, e) : rc;
}

static enum rc page_email(struct visit *visit, struct err *e)
{
    struct link link = {0};
    struct link_view view = {0};
    if (registry_find_link(visit->session, LINK_EMAIL, http_param(visit->call, "secret"), &link, e) != RC_OK) {
        return e->rc;
    }
    view.email = link.email;
    return show(visit, N_("Confirm your e-mail address"), email_content, &view, e);
}

static enum rc confirm(struct session *session, void *argument, struct err *e)
{
    const struct str *const link = argument;
    return registry_confirm_email(session, *link, e);
}

static enum rc do_email(struct visit *visit, struct err *e)
{
    struct str link = http_param(visit->call, "secret");
    return visit_write(visit, confirm, &link, e) == RC_OK ? visit_go(visit, "/console/account", SAID_EMAIL_CONFIRMED, e) : e->rc;
}

static const struct page_route routes[] = {
    {HTTP_GET, "/link/invitation/{secret}", "pageInvitation", page_invitation, .audience = PAGE_GUEST, .lane = PAGE_IN_WORKER},
    {HTTP_POST, "/link/invitation/{secret}", "doInvitation", do_invitation, .audience = PAGE_GUEST, .lane = PAGE_IN_HEAVY,
        .body = HTTP_BODY_FORM},
    {HTTP_GET, "/link/password/{secret}", "pagePassword", page_password, .audience = PAGE_GUEST, .lane = PAGE_IN_WORKER},
    {HTTP_POST, "/link/password/{secret}", "doPassword", do_password, .audience = PAGE_GUEST, .lane = PAGE_IN_HEAVY,
        .body = HTTP_BODY_FORM},
    {HTTP_GET, "/link/email/{secret}", "pageEmail", page_email, .audience = PAGE_GUEST, .lane = PAGE_IN_WORKER},
    {HTTP_POST, "/link/email/{secret}", "doEmail", do_email, .audience = PAGE_GUEST, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
};

const struct page_table link_pages = {routes, COUNT_OF(routes)};
