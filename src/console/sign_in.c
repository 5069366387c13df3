/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in with password and second factor, signing out, asking for a new password. */
#include "console/cookie.h"
#include "console/routes.h"
#include "console/sign_in_page.h"
#include "console/view.h"
#include "registry/own_account.h"

/* A page of the console to go to; anything else in the address is ignored, so that no link leads to another site from here. */
static const char *next_of(const struct visit *visit)
{
    const char *const next = visit->form.is_sent ? form_value(&visit->form, "next") : visit_query(visit, "next");
    const struct str text = str_of(next);
    bool good = str_equal(text, STR("/console")) || str_starts_with(text, STR("/console/")) || str_starts_with(text, STR("/console?"));
    for (size_t i = 0; i < text.length; i++) {
        good = good && text.data[i] > ' ' && text.data[i] < 0x7F && text.data[i] != '\\';
    }
    return good ? next : "/console";
}

static enum rc show_form(struct visit *visit, const char *title, void (*content)(struct page *page, const void *view), struct err *e)
{
    const struct sign_in_view view = {.form = &visit->form, .next = next_of(visit), .email = form_value(&visit->form, "email")};
    struct frame frame = {.title = title, .form = &visit->form, .narrow = true, .content = content, .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_sign_in(struct visit *visit, struct err *e)
{
    if (visit->session->user != NULL) {
        return visit_go(visit, next_of(visit), SAID_NOTHING, e);
    }
    return show_form(visit, N_("Sign in"), sign_in_content, e);
}

struct attempt {
    struct login_attempt login;
    struct str old_secret;
    struct str code;
    const char *address;
    struct new_login out;
};

static enum rc keep_login(struct session *session, void *argument, struct err *e)
{
    struct attempt *const self = argument;
    return registry_keep_login(session, &self->login, self->old_secret, &self->out, e);
}

static enum rc show_factor(struct session *session, void *argument, struct err *e)
{
    struct attempt *const self = argument;
    return registry_show_factor(session, self->old_secret, self->code, self->address, &self->out, e);
}

static enum rc try_password(struct visit *visit, struct attempt *attempt, struct err *e)
{
    const char *const email = form_need(&visit->form, "email", N_("Enter your e-mail address."));
    const struct str password = form_raw(&visit->form, "password");
    int wait_s = 0;
    if (password.length == 0) {
        form_fail(&visit->form, "password", N_("Enter your password."));
    }
    if (visit->form.error_count > 0) {
        return RC_OK;
    }
    if (registry_look_at_login(visit->session, str_of(email), visit->call->address, &attempt->login, &wait_s, e) != RC_OK ||
        login_judge(visit->session->registry, visit->arena, &attempt->login, password, e) != RC_OK) {
        return e->rc;
    }
    return visit_write(visit, keep_login, attempt, e);
}

/* Those who have to wait are told at the form. */
static bool is_told(struct visit *visit, struct err *e)
{
    if (e->rc != RC_THROTTLED) {
        return false;
    }
    form_fail(&visit->form, "", N_("Too many attempts have failed. Wait a few minutes, then try again."));
    *e = (struct err){0};
    return true;
}

static enum rc go_on(struct visit *visit, const struct new_login *login, struct err *e)
{
    struct buf path;
    buf_init(&path, visit->arena);
    buf_add_text(&path, login->needs_factor ? "/console/factor?next=" : next_of(visit));
    if (login->needs_factor) {
        uri_add_encoded(&path, str_of(next_of(visit)));
    }
    const char *const text = buf_text(&path);
    const char *const secret = arena_copy(visit->arena, login->secret);
    if (text == NULL || secret == NULL) {
        return err_no_memory(e);
    }
    page_keep_language(visit->call, login->language);
    return cookie_set(visit, COOKIE_SESSION, secret, 0, e) == RC_OK ? visit_go(visit, text, SAID_NOTHING, e) : e->rc;
}

static enum rc do_sign_in(struct visit *visit, struct err *e)
{
    struct attempt attempt = {.old_secret = cookie_get(visit, COOKIE_SESSION)};
    if (try_password(visit, &attempt, e) != RC_OK && !is_told(visit, e)) {
        return e->rc;
    }
    if (attempt.out.let_in) {
        return go_on(visit, &attempt.out, e);
    }
    if (visit->form.error_count == 0) {
        form_fail(&visit->form, "password", N_("The e-mail address or the password is wrong."));
    }
    return show_form(visit, N_("Sign in"), sign_in_content, e);
}

static enum rc page_factor(struct visit *visit, struct err *e)
{
    return show_form(visit, N_("Second factor"), factor_content, e);
}

static enum rc do_factor(struct visit *visit, struct err *e)
{
    struct attempt attempt = {.old_secret = cookie_get(visit, COOKIE_SESSION), .address = visit->call->address};
    const char *const code = form_need(&visit->form, "code", N_("Enter the code."));
    attempt.code = str_of(code);
    if (visit->form.error_count == 0 && visit_write(visit, show_factor, &attempt, e) != RC_OK && !is_told(visit, e)) {
        return e->rc == RC_UNAUTHENTICATED ? visit_go(visit, "/console/sign-in", SAID_NOTHING, e) : e->rc;
    }
    if (attempt.out.let_in) {
        return go_on(visit, &attempt.out, e);
    }
    if (visit->form.error_count == 0) {
        form_fail(&visit->form, "code", N_("This code is wrong, or it was used before."));
    }
    return page_factor(visit, e);
}

static enum rc log_out(struct session *session, void *argument, struct err *e)
{
    const struct str *const secret = argument;
    return registry_log_out(session, *secret, e);
}

/* What was shown to the user must not come back by the browser's back button either. */
static enum rc do_sign_out(struct visit *visit, struct err *e)
{
    struct str secret = visit->secret;
    if (visit_write(visit, log_out, &secret, e) != RC_OK || cookie_clear(visit, COOKIE_SESSION, e) != RC_OK ||
        cookie_clear(visit, COOKIE_ORGANISATION, e) != RC_OK) {
        return e->rc;
    }
    http_reply_header(visit->call, "Clear-Site-Data", "\"cache\"");
    return visit_go(visit, "/console/sign-in", SAID_SIGNED_OUT, e);
}

static enum rc do_switch(struct visit *visit, struct err *e)
{
    const char *const organisation = form_value(&visit->form, "organisation");
    const bool is_known = directory_find(&visit->session->directory, str_of(organisation)) != NULL;
    const enum rc rc = is_known ? cookie_set(visit, COOKIE_ORGANISATION, organisation, 0, e) : cookie_clear(visit, COOKIE_ORGANISATION, e);
    return rc == RC_OK ? visit_go(visit, "/console", SAID_NOTHING, e) : rc;
}

static enum rc page_forgotten(struct visit *visit, struct err *e)
{
    return show_form(visit, N_("Set a new password"), forgotten_content, e);
}

struct reset {
    struct str email;
    const char *base_url;
};

static enum rc ask_reset(struct session *session, void *argument, struct err *e)
{
    const struct reset *const self = argument;
    return registry_ask_reset(session, self->email, self->base_url, e);
}

static enum rc do_forgotten(struct visit *visit, struct err *e)
{
    const char *const email = form_need(&visit->form, "email", N_("Enter your e-mail address."));
    struct reset reset = {str_of(email), visit_base_url(visit)};
    enum rc rc = RC_OK;
    if (visit->form.error_count == 0 && visit_write_form(visit, ask_reset, &reset, &rc, e)) {
        return visit_go(visit, "/console/sign-in", SAID_RESET_SENT, e);
    }
    return rc == RC_OK ? page_forgotten(visit, e) : rc;
}

static const struct page_route routes[] = {
    {HTTP_GET, "/console/sign-in", "pageSignIn", page_sign_in, .audience = PAGE_GUEST},
    {HTTP_POST, "/console/sign-in", "doSignIn", do_sign_in, .audience = PAGE_GUEST, .lane = PAGE_IN_HEAVY, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/factor", "pageFactor", page_factor, .audience = PAGE_GUEST},
    {HTTP_POST, "/console/factor", "doFactor", do_factor, .audience = PAGE_GUEST, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
    {HTTP_GET, "/console/forgotten", "pageForgotten", page_forgotten, .audience = PAGE_GUEST},
    {HTTP_POST, "/console/forgotten", "doForgotten", do_forgotten, .audience = PAGE_GUEST, .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/sign-out", "doSignOut", do_sign_out, .audience = PAGE_USER, .permission = PAGE_NO_PERMISSION,
        .lane = PAGE_IN_WORKER, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/switch", "doSwitch", do_switch, .audience = PAGE_USER, .permission = PAGE_NO_PERMISSION, .lane = PAGE_IN_WORKER,
        .body = HTTP_BODY_FORM},
};

const struct page_table sign_in_pages = {routes, COUNT_OF(routes)};
