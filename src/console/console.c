/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/console.h"

#include "console/assets_list.h"
#include "console/cookie.h"
#include "console/register_page.h"
#include "console/routes.h"
#include "console/state.h"
#include "console/student_page.h"
#include "console/view.h"

#include "http/throttle.h"
#include "registry/users.h"

#include <stdlib.h>
#include <string.h>

static const struct page_table *const tables[] = {
    &imports_pages,
    &import_pages,
    &cards_pages,
    &card_pages,
    &person_pages,
    &person_link_pages,
    &persons_pages,
    &portrait_pages,
    &verify_pages,
    &sign_in_pages,
    &link_pages,
    &home_pages,
    &report_pages,
    &code_pages,
    &docs_pages,
    &docs_try_pages,
    &token_pages,
    &user_pages,
    &account_pages,
    &audit_pages,
    &service_pages,
    &colours_pages,
    &look_pages,
    &logo_pages,
    &student_pages,
    &student_data_pages,
    &student_ask_pages,
    &student_app_pages,
    &first_steps_pages,
    &organisation_list_pages,
    &organisation_pages,
    &contact_pages,
    &registration_pages,
    &register_pages,
    &mandate_pages,
    &legal_pages,
    &legal_office_pages,
    &legal_publish_pages,
};

static http_failure_fn render_error;

/* The session's user, if any; a session that is over makes a guest. */
static enum rc know_user(struct visit *visit, struct err *e)
{
    struct session *const session = visit->session;
    struct err found = {0};
    session->is_stranger = true;
    visit->secret = cookie_get(visit, COOKIE_SESSION);
    if (visit->secret.length == 0) {
        return RC_OK;
    }
    const enum rc rc = session_authenticate_user(session, visit->secret, &found);
    if (rc == RC_UNAUTHENTICATED) {
        return RC_OK;
    }
    if (rc != RC_OK) {
        *e = found;
        return rc;
    }
    return registry_own_account(session, &visit->account, e);
}

/* Who is not signed in gets a secret of his own with the first page, so that no other site can send forms in his name. */
static enum rc know_guest(struct visit *visit, struct err *e)
{
    visit->secret = cookie_get(visit, COOKIE_GUEST);
    if (visit->secret.length == SECRET_TEXT_SIZE - 1) {
        return RC_OK;
    }
    char *const secret = arena_alloc(visit->arena, SECRET_TEXT_SIZE);
    if (secret == NULL) {
        return err_no_memory(e);
    }
    secret_make(secret);
    visit->secret = str_of(secret);
    return visit->call->method == HTTP_GET ? cookie_set(visit, COOKIE_GUEST, secret, 0, e) : RC_OK;
}

static bool has_role_at(const struct session_user *user, int64_t organisation_id)
{
    for (size_t i = 0; i < user->grant_count; i++) {
        if (user->grants[i].organisation_id == organisation_id) {
            return true;
        }
    }
    return false;
}

/* The organisation chosen, where the user has a role at it; else his first one, or for a super administrator none. */
static void choose_organisation(struct visit *visit)
{
    const struct session_user *const user = visit->session->user;
    const struct directory *const directory = &visit->session->directory;
    const struct str wanted = cookie_get(visit, COOKIE_ORGANISATION);
    const struct organisation *const chosen = wanted.length == 0 ? NULL : directory_find(directory, wanted);
    if (chosen != NULL && has_role_at(user, chosen->id)) {
        visit->organisation = chosen;
    } else if (!user->is_super && user->grant_count > 0) {
        visit->organisation = directory_get(directory, user->grants[0].organisation_id);
    }
    visit->session->actor = visit->organisation;
}

static void take_said(struct visit *visit)
{
    long long number = 0;
    if (visit->call->method == HTTP_GET && str_to_int64(cookie_get(visit, COOKIE_SAID), &number) && number > 0 && number < SAID_COUNT) {
        visit->said = (enum said)number;
    }
}

/* A student's visit that has not ended. */
static enum rc know_student(struct visit *visit, struct err *e)
{
    struct err found = {0};
    visit->session->is_stranger = true;
    visit->secret = cookie_get(visit, COOKIE_STUDENT);
    const enum rc rc = registry_student_resume(visit->session, visit->secret, &visit->cardholder, &found);
    if (rc == RC_NOT_FOUND || rc == RC_DENIED || rc == RC_CONFLICT) {
        return err_set(e, RC_UNAUTHENTICATED, "ER-2422", "", "this page is for a student who has come by a link within the last half hour");
    }
    if (rc != RC_OK) {
        *e = found;
        return rc;
    }
    login_csrf(visit->secret, visit->csrf);
    take_said(visit);
    return RC_OK;
}

static enum rc know_visitor(struct visit *visit, struct err *e)
{
    if (visit->route->audience == PAGE_PUBLIC) {
        return RC_OK;
    }
    if (visit->route->audience == PAGE_STUDENT) {
        return know_student(visit, e);
    }
    if (know_user(visit, e) != RC_OK) {
        return e->rc;
    }
    if (visit->session->user != NULL) {
        choose_organisation(visit);
    } else if (know_guest(visit, e) != RC_OK) {
        return e->rc;
    }
    login_csrf(visit->secret, visit->csrf);
    take_said(visit);
    return RC_OK;
}

static enum rc may_see(const struct visit *visit, struct err *e)
{
    const struct page_route *const route = visit->route;
    if (route->audience < PAGE_USER) {
        return RC_OK;
    }
    if (session_require_user(visit->session, e) != RC_OK) {
        return e->rc;
    }
    if (route->audience == PAGE_ORGANISATION && visit->organisation == NULL) {
        return err_set(e, RC_DENIED, "ER-2215", "", "this page is for users who work in an organisation");
    }
    return route->permission == PAGE_NO_PERMISSION
        ? RC_OK
        : session_require_permission(visit->session, visit_organisation_id(visit), route->permission, e);
}

/* Browsers tell from where a form was sent; another site's is refused, whatever it knows. */
static bool is_own_site(const struct http_call *call)
{
    const char *const site = http_header(call, "Sec-Fetch-Site");
    const char *const origin = http_header(call, "Origin");
    const char *const host = http_header(call, "Host");
    if (site != NULL) {
        return strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
    }
    const char *const from = origin == NULL ? NULL : strstr(origin, "://");
    return origin == NULL || (from != NULL && host != NULL && strcmp(from + 3, host) == 0);
}

static enum rc foreign_form(struct err *e)
{
    return err_set(
        e, RC_DENIED, "ER-2230", "", "the form was not sent from a page of this site, or the page has become too old: load it again");
}

/* A form counts when it is the sender's own, and made for the organisation in which he works by now. */
static enum rc check_form(const struct visit *visit, struct err *e)
{
    const struct str organisation = form_raw(&visit->form, "for");
    if (!login_csrf_fits(visit->secret, form_raw(&visit->form, "csrf"))) {
        return foreign_form(e);
    }
    if (organisation.length > 0 && (visit->organisation == NULL || !str_equal(organisation, str_of(visit->organisation->identifier)))) {
        return err_set(e, RC_CONFLICT, "ER-2231", "", "the form belongs to another organisation than the one in which you work now");
    }
    return RC_OK;
}

static enum rc check_site(const struct visit *visit, struct err *e)
{
    return visit->route->audience == PAGE_PUBLIC || is_own_site(visit->call) ? RC_OK : foreign_form(e);
}

static enum rc read_form(struct visit *visit, struct err *e)
{
    const struct http_call *const call = visit->call;
    const char *const type = http_header(call, "Content-Type");
    if (visit->route->body != HTTP_BODY_MULTIPART) {
        return form_parse(visit->arena, call->body, &visit->form.sent, e);
    }
    return visit->route->body_in_file ? form_take_file(&visit->form, type, call->body_fd, call->body_bytes, e)
                                      : form_take_parts(&visit->form, type, call->body, e);
}

static enum rc take_form(struct visit *visit, struct err *e)
{
    visit->form = (struct form){.arena = visit->arena, .is_sent = visit->call->method == HTTP_POST};
    if (!visit->form.is_sent || visit->route->audience == PAGE_PUBLIC) {
        return RC_OK;
    }
    if (check_site(visit, e) != RC_OK || read_form(visit, e) != RC_OK) {
        return e->rc;
    }
    return check_form(visit, e);
}

static enum rc run(struct visit *visit, struct err *e)
{
    if (session_begin(visit->session, visit->arena, visit->call->id, e) != RC_OK || know_visitor(visit, e) != RC_OK ||
        may_see(visit, e) != RC_OK || take_form(visit, e) != RC_OK) {
        return e->rc;
    }
    const bool sees_one_moment = visit->call->method == HTTP_GET && visit->route->lane == PAGE_IN_WORKER;
    if (!sees_one_moment) {
        return visit->route->run(visit, e);
    }
    if (session_read_begin(visit->session, e) != RC_OK) {
        return e->rc;
    }
    const enum rc rc = visit->route->run(visit, e);
    session_read_end(visit->session);
    return rc;
}

/* To the page where one signs in, and from there back. */
static void send_to_sign_in(struct visit *visit)
{
    const struct http_call *const call = visit->call;
    struct buf out;
    buf_init(&out, visit->arena);
    buf_add_text(&out, "/console/sign-in?next=");
    uri_add_encoded(&out, call->path);
    if (call->query.length > 0) {
        buf_add_text(&out, "%3F");
        uri_add_encoded(&out, call->query);
    }
    const char *const path = buf_text(&out);
    struct err e = {0};
    if (visit_go(visit, path == NULL ? "/console/sign-in" : path, SAID_NOTHING, &e) != RC_OK) {
        console_render_error(visit->console, visit->call, &e);
    }
}

static struct visit visit_of(struct http_call *call)
{
    struct session_context *const context = call->context;
    return (struct visit){.console = call->route->owner,
        .route = call->route->operation,
        .call = call,
        .thread = context,
        .session = context->session,
        .arena = call->arena};
}

/* Asked before a large body comes, see http_admit_fn: what the headers tell of who sends it. All is asked again when it is there. */
static enum rc admit(struct http_call *call, struct err *e)
{
    struct visit visit = visit_of(call);
    if (session_begin(visit.session, visit.arena, call->id, e) != RC_OK || check_site(&visit, e) != RC_OK ||
        know_visitor(&visit, e) != RC_OK) {
        return e->rc;
    }
    return may_see(&visit, e);
}

static void dispatch(struct http_call *call)
{
    struct visit visit = visit_of(call);
    struct err e = {0};
    if (run(&visit, &e) == RC_OK) {
        return;
    }
    if (visit.route->audience == PAGE_STUDENT && student_tell(&visit, &e)) {
        return;
    }
    if (e.rc == RC_UNAUTHENTICATED && call->method == HTTP_GET && page_takes_html(call)) {
        send_to_sign_in(&visit);
        return;
    }
    if (e.rc == RC_INTERNAL) {
        log_write(visit.console->settings.log, LOG_ERROR, "%s %s: %s", call->id, visit.route->operation_id, e.msg);
    }
    console_render_error(visit.console, call, &e);
}

static struct http_route route_of(const struct console *console, const struct page_route *page)
{
    const unsigned lanes[] = {
        [PAGE_IN_LOOP] = 0,
        [PAGE_IN_WORKER] = console->settings.worker_lane,
        [PAGE_IN_HEAVY] = console->settings.heavy_lane,
        [PAGE_IN_BULK] = console->settings.bulk_lane,
        [PAGE_IN_WAITING] = console->settings.waiting_lane,
    };
    return (struct http_route){
        .method = page->method,
        .path = page->path,
        .operation_id = page->operation_id,
        .operation = page,
        .lane = lanes[page->lane],
        .body = page->body,
        .body_max = page->body_in_file && page->body_max == 0 ? console->settings.import_max : page->body_max,
        .body_in_file = page->body_in_file,
        .admit = page->body == HTTP_BODY_NONE ? NULL : admit,
        .handler = dispatch,
        .only_root = true,
        .catch_all = page->catch_all,
        .owner = console,
        .render_error = render_error,
    };
}

static struct http_route asset_route(const struct console *console, const struct asset *asset)
{
    return (struct http_route){.method = HTTP_GET,
        .path = asset->path,
        .operation_id = "asset",
        .operation = asset,
        .handler = serve_asset,
        .only_root = true,
        .owner = console,
        .render_error = render_error};
}

static enum rc make_routes(struct console *console, struct err *e)
{
    size_t count = asset_count;
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        count += tables[i]->count;
    }
    console->routes = arena_alloc_array(&console->arena, count, sizeof *console->routes);
    if (console->routes == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        const bool is_there = tables[i] != &docs_try_pages || console->settings.try_out != NULL;
        for (size_t k = 0; k < tables[i]->count && is_there; k++) {
            console->routes[console->route_count++] = route_of(console, &tables[i]->items[k]);
        }
    }
    for (size_t i = 0; i < asset_count; i++) {
        console->routes[console->route_count++] = asset_route(console, assets[i]);
    }
    return RC_OK;
}

enum rc console_new(const struct console_settings *settings, struct console **out, struct err *e)
{
    struct console *const console = calloc(1, sizeof *console);
    if (console == NULL) {
        return err_no_memory(e);
    }
    console->settings = *settings;
    arena_init(&console->arena, 8192);
    console->student_asks = student_ask_throttle();
    console->requests = register_throttle();
    if (console->student_asks == NULL || console->requests == NULL || make_routes(console, e) != RC_OK) {
        console_free(console);
        return err_no_memory(e);
    }
    *out = console;
    return RC_OK;
}

void console_free(struct console *console)
{
    if (console != NULL) {
        throttle_free(console->student_asks);
        throttle_free(console->requests);
        arena_deinit(&console->arena);
        free(console);
    }
}

struct http_routes console_routes(const struct console *console)
{
    return (struct http_routes){.items = console->routes, .count = console->route_count};
}
static void render_error(struct http_call *call, const struct err *e)
{
    console_render_error(call->route->owner, call, e);
}

/* The path holds a hash of the content, so that it may be kept for ever. */
void serve_asset(struct http_call *call)
{
    const struct asset *const asset = call->route->operation;
    const bool packed = asset->packed_length < asset->plain_length && page_takes_gzip(call);
    const unsigned char *const data = packed ? asset->packed : asset->plain;
    http_reply(call, 200, asset->type, (struct str){(const char *)data, packed ? asset->packed_length : asset->plain_length});
    http_reply_header(call, "Cache-Control", "public, max-age=31536000, immutable");
    http_reply_header(call, "Vary", "Accept-Encoding");
    if (packed) {
        http_reply_header(call, "Content-Encoding", "gzip");
    }
}
