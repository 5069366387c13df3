/* SPDX-License-Identifier: EUPL-1.2 */
/* What users do for themselves: name and language, address, password, second factor, sessions. */
#include "console/account_page.h"
#include "console/routes.h"
#include "console/view.h"
#include "core/password.h"
#include "draw/qr_text.h"
#include "registry/own_account.h"
#include "registry/password.h"
#include "registry/users.h"

/* The languages there are, behind "as the browser says". */
static const struct form_option *language_options(struct arena *arena)
{
    struct form_option *const options = arena_alloc_array(arena, language_count + 1, sizeof *options);
    for (size_t i = 0; options != NULL && i <= language_count; i++) {
        options[i] = i == 0 ? (struct form_option){"", N_("As the browser says"), NULL}
                            : (struct form_option){languages[i - 1].code, NULL, languages[i - 1].name};
    }
    return options;
}

static enum rc page_account(struct visit *visit, struct err *e)
{
    struct account_view view = {.visit = visit, .form = &visit->form, .languages = language_options(visit->arena)};
    if (view.languages == NULL) {
        return err_no_memory(e);
    }
    if (registry_list_logins(visit->session, visit->account.id, &view.logins, e) != RC_OK) {
        return e->rc;
    }
    struct frame frame = {
        .title = N_("My account"), .subtitle = visit->account.email, .form = &visit->form, .content = account_content, .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

struct change {
    const char *name;
    const char *language;
    const char *email;
    const char *base_url;
    int64_t account_id;
    struct login_attempt proof;
    const char *hash;
    struct str code;
    int64_t login_id;
    const char *uri, *text;
    struct recovery_codes codes;
};

/* Does what a form of the account asks; shows the account again when it is refused. */
static enum rc finish(struct visit *visit, writer_work_fn *work, struct change *change, enum said said, struct err *e)
{
    enum rc rc = RC_OK;
    if (visit->form.error_count == 0 && visit_write_form(visit, work, change, &rc, e)) {
        return visit_go(visit, "/console/account", said, e);
    }
    return rc == RC_OK ? page_account(visit, e) : rc;
}

static enum rc set_profile(struct session *session, void *argument, struct err *e)
{
    const struct change *const self = argument;
    return registry_set_profile(session, self->name, self->language, e);
}

static enum rc do_profile(struct visit *visit, struct err *e)
{
    const char *const code = form_optional(&visit->form, "language");
    const struct language *const language = code == NULL ? NULL : language_find(str_of(code));
    struct change change = {
        .name = form_need(&visit->form, "name", N_("Enter your name.")), .language = language == NULL ? NULL : language->code};
    const enum rc rc = finish(visit, set_profile, &change, SAID_SAVED, e);
    if (rc == RC_OK && visit->form.error_count == 0) {
        page_keep_language(visit->call, change.language == NULL ? "" : change.language);
    }
    return rc;
}

static enum rc set_password(struct session *session, void *argument, struct err *e)
{
    const struct change *const self = argument;
    return registry_set_password(session, self->account_id, self->hash, e);
}

static enum rc note_failure(struct session *session, void *argument, struct err *e)
{
    struct change *const self = argument;
    return login_throttle_fail(session, &self->proof.keys, e);
}

/* The old password, in the field of this id, shows that it is the user who sits there; guessing is slowed down as at signing in. */
static enum rc prove(struct visit *visit, const char *field, struct change *change, struct err *e)
{
    int wait_s = 0;
    struct err found = {0};
    const enum rc rc =
        registry_look_at_login(visit->session, str_of(visit->account.email), visit->call->address, &change->proof, &wait_s, &found);
    if (rc == RC_THROTTLED) {
        form_fail(&visit->form, field, N_("Too many attempts have failed. Wait a few minutes, then try again."));
        return RC_OK;
    }
    if (rc != RC_OK) {
        *e = found;
        return rc;
    }
    if (login_judge(visit->session->registry, visit->arena, &change->proof, form_raw(&visit->form, "old"), e) != RC_OK) {
        return e->rc;
    }
    if (change->proof.is_good) {
        return RC_OK;
    }
    form_fail(&visit->form, field, N_("This is not your password."));
    return visit_write(visit, note_failure, change, e);
}

static enum rc ask_email(struct session *session, void *argument, struct err *e)
{
    const struct change *const self = argument;
    return registry_ask_email(session, self->email, self->base_url, e);
}

static enum rc do_email(struct visit *visit, struct err *e)
{
    struct change change = {.email = form_need(&visit->form, "email", N_("Enter an e-mail address.")), .base_url = visit_base_url(visit)};
    if (visit->form.error_count == 0 && prove(visit, OLD_OF_EMAIL, &change, e) != RC_OK) {
        return e->rc;
    }
    return finish(visit, ask_email, &change, SAID_EMAIL_ASKED, e);
}

static enum rc do_password(struct visit *visit, struct err *e)
{
    struct change change = {.account_id = visit->account.id};
    struct err found = {0};
    const struct str password = form_raw(&visit->form, "password");
    if (password_check(visit->arena, password, str_of(visit->account.email), &found) != RC_OK) {
        form_fail_err(&visit->form, "password", &found);
    } else if (!str_equal(password, form_raw(&visit->form, "again"))) {
        form_fail(&visit->form, "again", N_("This is not the same password."));
    }
    if (visit->form.error_count == 0 && prove(visit, "old", &change, e) != RC_OK) {
        return e->rc;
    }
    if (visit->form.error_count == 0 && password_hash(visit->session->registry, visit->arena, password, &change.hash, e) != RC_OK) {
        return e->rc;
    }
    return finish(visit, set_password, &change, SAID_SAVED, e);
}

static enum rc end_session(struct session *session, void *argument, struct err *e)
{
    const struct change *const self = argument;
    return self->login_id == 0 ? registry_end_other_logins(session, self->account_id, e)
                               : registry_end_login(session, self->account_id, self->login_id, e);
}

static enum rc do_sessions(struct visit *visit, struct err *e)
{
    long long id = 0;
    struct change change = {.account_id = visit->account.id};
    if (str_to_int64(form_raw(&visit->form, "session"), &id) && id > 0) {
        change.login_id = id;
    }
    return finish(visit, end_session, &change, SAID_SESSIONS_ENDED, e);
}

static enum rc show_totp(struct visit *visit, const struct change *change, struct err *e)
{
    struct factor_view view = {.visit = visit, .form = &visit->form, .text = change->text};
    if (change->uri != NULL) {
        struct buf svg;
        buf_init(&svg, visit->arena);
        if (qr_text_svg(&svg, change->uri, e) != RC_OK) {
            return e->rc;
        }
        view.qr = buf_text(&svg);
    }
    struct frame frame = {.title = N_("Second factor"),
        .back = {"/console/account", N_("My account")},
        .form = &visit->form,
        .narrow = true,
        .content = totp_content,
        .view = &view};
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc begin_totp(struct session *session, void *argument, struct err *e)
{
    struct change *const self = argument;
    return registry_begin_totp(session, self->name, &self->uri, &self->text, e);
}

static enum rc do_begin_totp(struct visit *visit, struct err *e)
{
    struct change change = {.name = "Student Card Router"};
    enum rc rc = RC_OK;
    if (visit_write_form(visit, begin_totp, &change, &rc, e)) {
        return show_totp(visit, &change, e);
    }
    return rc == RC_OK ? page_account(visit, e) : rc;
}

static enum rc show_codes(struct visit *visit, const struct change *change, struct err *e)
{
    struct frame frame = {.title = N_("Recovery codes"),
        .back = {"/console/account", N_("My account")},
        .narrow = true,
        .content = recovery_content,
        .view = &change->codes};
    return visit_show(visit, 200, &frame, e);
}

static enum rc confirm_totp(struct session *session, void *argument, struct err *e)
{
    struct change *const self = argument;
    return registry_confirm_totp(session, self->code, &self->codes, e);
}

static enum rc do_confirm_totp(struct visit *visit, struct err *e)
{
    const char *const code = form_need(&visit->form, "code", N_("Enter the code."));
    struct change change = {.code = str_of(code)};
    struct err found = {0};
    if (visit->form.error_count > 0) {
        return show_totp(visit, &change, e);
    }
    const enum rc rc = visit_write(visit, confirm_totp, &change, &found);
    if (rc == RC_OK) {
        return show_codes(visit, &change, e);
    }
    if (rc == RC_UNAUTHENTICATED && str_equal(str_of(found.code), STR("ER-2223"))) {
        form_fail(&visit->form, "code", N_("This code is wrong, or it was used before."));
        return show_totp(visit, &change, e);
    }
    *e = found;
    return rc;
}

static enum rc renew_codes(struct session *session, void *argument, struct err *e)
{
    struct change *const self = argument;
    return registry_renew_recovery_codes(session, &self->codes, e);
}

static enum rc do_renew_codes(struct visit *visit, struct err *e)
{
    struct change change = {0};
    enum rc rc = RC_OK;
    if (visit_write_form(visit, renew_codes, &change, &rc, e)) {
        return show_codes(visit, &change, e);
    }
    return rc == RC_OK ? page_account(visit, e) : rc;
}

static enum rc remove_totp(struct session *session, void *argument, struct err *e)
{
    const struct change *const self = argument;
    return registry_remove_totp(session, self->account_id, e);
}

static enum rc do_remove_totp(struct visit *visit, struct err *e)
{
    struct change change = {.account_id = visit->account.id};
    if (prove(visit, OLD_OF_FACTOR, &change, e) != RC_OK) {
        return e->rc;
    }
    return finish(visit, remove_totp, &change, SAID_FACTOR_REMOVED, e);
}

#define OWN_PAGE .audience = PAGE_USER, .permission = PAGE_NO_PERMISSION, .lane = PAGE_IN_WORKER
#define SLOW_PAGE .audience = PAGE_USER, .permission = PAGE_NO_PERMISSION, .lane = PAGE_IN_HEAVY

static const struct page_route routes[] = {
    {HTTP_GET, "/console/account", "pageAccount", page_account, OWN_PAGE},
    {HTTP_POST, "/console/account/profile", "doProfile", do_profile, OWN_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/account/email", "doOwnEmail", do_email, SLOW_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/account/password", "doOwnPassword", do_password, SLOW_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/account/sessions", "doOwnSessions", do_sessions, OWN_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/account/factor", "doBeginFactor", do_begin_totp, OWN_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/account/factor/confirm", "doConfirmFactor", do_confirm_totp, OWN_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/account/factor/codes", "doRenewCodes", do_renew_codes, OWN_PAGE, .body = HTTP_BODY_FORM},
    {HTTP_POST, "/console/account/factor/remove", "doRemoveFactor", do_remove_totp, SLOW_PAGE, .body = HTTP_BODY_FORM},
};

const struct page_table account_pages = {routes, COUNT_OF(routes)};
