/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/api.h"

#include "api/bodies.h"
#include "api/describe.h"
#include "api/fault.h"
#include "api/once.h"
#include "api/operation.h"
#include "api/running.h"
#include "api/v1.h"
#include "api/views.h"
#include "base/clock.h"
#include "http/throttle.h"
#include "wire/json_write.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define THROTTLE_SLOTS 16384

/* Where an error of the old form says more can be read. */
#define OLD_URI "/esc-rest/v3/api-docs/V1"

#define OUT_OF_MEMORY "The server is out of memory for the moment, try again."

static http_handler_fn dispatch;
static http_admit_fn admit;

static const char *const base_paths[] = {"/esc-rest", NULL};

static enum rc make_routes(struct api *api, struct err *e)
{
    const struct api_route *const table = api_route_table(&api->route_count);
    api->routes = arena_alloc_array(&api->arena, api->route_count, sizeof *api->routes);
    if (api->routes == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < api->route_count; i++) {
        const struct api_body *const body = api_body_of(table[i].request);
        const bool is_import = table[i].request == &csv_form_shape && api->settings.import_max > 0;
        api->routes[i] = (struct http_route){
            .method = table[i].method,
            .path = table[i].path,
            .operation_id = table[i].operation_id,
            .lane = table[i].lane,
            .body = body->kind,
            .body_max = is_import ? api->settings.import_max : body->max,
            .body_in_file = body->in_file,
            .admit = body->kind == HTTP_BODY_NONE ? NULL : admit,
            .handler = dispatch,
            .owner = api,
            .operation = &table[i],
            .render_error = api_render_error,
        };
    }
    return RC_OK;
}

static enum rc make_documents(struct api *api, struct err *e)
{
    if (api_manual_build(&api->arena, &api->manual, e) != RC_OK) {
        return e->rc;
    }
    for (int i = 0; i < MANUAL_VERSION_COUNT; i++) {
        if (openapi_build(&api->arena, &api->manual, (enum manual_version)i, &api->documents[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc make_throttles(struct api *api, struct err *e)
{
    api->running = running_new();
    const double token_rate = api->settings.token_rate;
    const double address_rate = api->settings.address_rate;
    if (token_rate > 0) {
        api->by_token = throttle_new(THROTTLE_SLOTS, token_rate, token_rate * 5);
    }
    if (address_rate > 0) {
        api->by_address = throttle_new(THROTTLE_SLOTS, address_rate, address_rate * 5);
    }
    const bool good = api->running != NULL && (token_rate <= 0 || api->by_token != NULL) && (address_rate <= 0 || api->by_address != NULL);
    return good ? RC_OK : err_no_memory(e);
}

enum rc api_new(const struct api_settings *settings, struct api **out, struct err *e)
{
    struct api *const api = calloc(1, sizeof *api);
    if (api == NULL) {
        return err_no_memory(e);
    }
    api->settings = *settings;
    arena_init(&api->arena, 65536);
    if (make_routes(api, e) != RC_OK || make_documents(api, e) != RC_OK || make_throttles(api, e) != RC_OK) {
        api_free(api);
        return e->rc;
    }
    *out = api;
    return RC_OK;
}

void api_free(struct api *api)
{
    if (api != NULL) {
        throttle_free(api->by_token);
        throttle_free(api->by_address);
        running_free(api->running);
        arena_deinit(&api->arena);
        free(api);
    }
}

struct http_routes api_routes(const struct api *api)
{
    return (struct http_routes){.items = api->routes, .count = api->route_count, .base_paths = base_paths};
}

const struct manual *api_manual(const struct api *api)
{
    return &api->manual;
}

/* The member that a path such as "personOrganisationUpdateViews[0].email" leads to. */
static const char *last_member(const char *field)
{
    const char *const dot = strrchr(field, '.');
    return dot == NULL ? field : dot + 1;
}

static bool begins_with(const char *text, const char *name)
{
    return name[0] != '\0' && strncmp(text, name, strlen(name)) == 0;
}

/* A message within the program becomes a sentence: it names a bad field as clients write it, begins with a capital unless that would
 * change the field's name, and ends with a full stop. */
static const char *sentence(struct arena *arena, const struct err *e)
{
    const char *const member = last_member(e->field);
    if (e->rc == RC_INVALID && strstr(e->msg, member) == NULL) {
        return arena_format(arena, "%s: %s.", e->field, e->msg);
    }
    char *const text = arena_format(arena, "%s.", e->msg[0] == '\0' ? "the request failed" : e->msg);
    if (text != NULL && !begins_with(e->msg, e->field) && !begins_with(e->msg, member)) {
        text[0] = (char)toupper((unsigned char)text[0]);
    }
    return text;
}

static const char *default_code(enum rc rc)
{
    return rc == RC_DENIED ? "SE-0000" : rc == RC_UNAVAILABLE || rc == RC_NO_MEMORY ? "SE-0503" : rc == RC_INTERNAL ? "SE-0500" : "SE-0400";
}

/* What went wrong inside is for the log, not for strangers. */
void api_error_view(struct arena *arena, const struct err *e, struct error_view *out)
{
    const bool ours = e->rc == RC_INTERNAL;
    *out = (struct error_view){
        .code = e->code[0] == '\0' ? default_code(e->rc) : e->code,
        .message = ours ? "The router failed; report it with the X-Request-Id of this answer." : sentence(arena, e),
    };
}

/* The old form tells the same under other names. */
static void write_error(struct buf *out, const struct http_call *call, const struct error_view *view)
{
    const struct old_error_view old = {.error = view->code, .description = view->message, .uri = OLD_URI};
    const bool is_old = call_is_old_form(call);
    wire_write(out, is_old ? &old_error_shape : &error_shape, is_old ? (const void *)&old : view);
}

void api_render_error(struct http_call *call, const struct err *e)
{
    static const char out_of_memory[] = "{\"code\":\"SE-0503\",\"message\":\"" OUT_OF_MEMORY "\"}";
    static const char old_out_of_memory[] =
        "{\"error\":\"SE-0503\",\"error_description\":\"" OUT_OF_MEMORY "\",\"error_uri\":\"" OLD_URI "\"}";
    struct buf body;
    struct error_view view;
    struct err named = *e;
    v1_name_field(call, &named);
    api_error_view(call->arena, &named, &view);
    buf_init(&body, call->arena);
    write_error(&body, call, &view);
    const struct str text =
        body.failed ? str_of(call_is_old_form(call) ? old_out_of_memory : out_of_memory) : (struct str){body.data, body.length};
    http_reply(call, fault_status(e->rc), "application/json", text);
    v1_mark_deprecated(call);
    if (e->rc == RC_UNAUTHENTICATED) {
        http_reply_header(call, "WWW-Authenticate", "Bearer realm=\"ESC-Router\"");
    }
    if (e->rc == RC_UNAVAILABLE || e->rc == RC_NO_MEMORY) {
        http_reply_header(call, "Retry-After", "1");
    }
}

enum rc api_find_token(const struct http_call *call, struct str *out, struct err *e)
{
    const char *const authorization = http_header(call, "Authorization");
    const char *const api_key = http_header(call, "api_key");
    const char *const key = call_is_old_form(call) ? http_header(call, "Key") : NULL;
    *out = (struct str){NULL, 0};
    if (authorization != NULL) {
        struct str rest = str_trim(str_of(authorization));
        const struct str scheme = str_cut(&rest, ' ');
        if (!str_equal_fold(scheme, STR("Bearer")) || rest.data == NULL) {
            return err_set(e, RC_UNAUTHENTICATED, "SE-0401", "", "the header Authorization has not the form \"Bearer <token>\"");
        }
        *out = str_trim(rest);
        return RC_OK;
    }
    if (api_key != NULL || key != NULL) {
        *out = str_trim(str_of(api_key != NULL ? api_key : key));
    }
    return RC_OK;
}

static enum rc throttled(struct http_call *call, int retry_after_s, struct err *e)
{
    const char *const text = arena_format(call->arena, "%d", retry_after_s);
    (void)err_set(e, RC_THROTTLED, "SE-0429", "", "too many requests in a short time, wait %d s", retry_after_s);
    api_render_error(call, e);
    http_reply_header(call, "Retry-After", text == NULL ? "1" : text);
    return e->rc;
}

static const struct api_route *route_of(const struct http_call *call)
{
    return call->route->operation;
}

static enum rc take_turn(struct http_call *call, const struct api_context *context, struct err *e)
{
    const struct api *const api = context->api;
    int retry_after_s = 0;
    if (call->moved_to != 0) {
        return RC_OK; /* had it already */
    }
    if (context->session->token_id != 0 && api->by_token != NULL &&
        !throttle_take(api->by_token, (uint64_t)context->session->token_id, clock_steady_us(), &retry_after_s)) {
        return throttled(call, retry_after_s, e);
    }
    if (route_of(call)->access == API_LIMITED && context->session->token_id == 0 && api->by_address != NULL &&
        !throttle_take(api->by_address, throttle_key(api->by_address, str_of(call->address)), clock_steady_us(), &retry_after_s)) {
        return throttled(call, retry_after_s, e);
    }
    return RC_OK;
}

enum rc api_know_caller(struct http_call *call, struct api_context *context, struct err *e)
{
    const struct api_route *const route = route_of(call);
    struct session *const session = context->session;
    struct str token;
    if (session_begin(session, call->arena, call->id, e) != RC_OK || api_find_token(call, &token, e) != RC_OK) {
        return e->rc;
    }
    session->is_stranger = token.data == NULL;
    if (token.data != NULL && session_authenticate(session, token, call->address, e) != RC_OK) {
        return e->rc;
    }
    if (route->access == API_TOKEN && session_require_actor(session, e) != RC_OK) {
        return call_is_old_form(call)
            ? err_set(e, RC_UNAUTHENTICATED, "SE-0401", "", "this operation needs a token: send the header \"Key: <token>\"")
            : e->rc;
    }
    return session_require_scope(session, route->scope, e);
}

static struct api_context context_of(const struct http_call *call)
{
    struct session_context *const thread = call->context;
    return (struct api_context){
        .api = call->route->owner, .session = thread->session, .thread = thread, .writer = thread->writer, .writes = thread->writes};
}

/* Asked before a large body comes, see http_admit_fn. What the call may do is asked again when it runs. */
static enum rc admit(struct http_call *call, struct err *e)
{
    struct api_context context = context_of(call);
    return api_know_caller(call, &context, e);
}

static enum rc let_in(struct http_call *call, struct api_context *context, struct err *e)
{
    return api_know_caller(call, context, e) == RC_OK ? take_turn(call, context, e) : e->rc;
}

static enum rc run_in_writer(struct http_call *call, struct api_context *context, api_operation_fn *run, struct err *e)
{
    struct answer_claim claim;
    bool claimed = false;
    if (once_read_claim(call, &claim, &claimed, e) != RC_OK) {
        return e->rc;
    }
    return once_run(call, context, claimed ? &claim : NULL, run, e);
}

/* Operations that read several rows see one moment of the database; those that take long don't hold on to it. */
static enum rc run_operation(struct http_call *call, struct api_context *context, api_operation_fn *run, struct err *e)
{
    if (context->writes) {
        return run_in_writer(call, context, run, e);
    }
    const bool is_long = call->route->lane == API_LANE_HEAVY || call->route->lane == API_LANE_BULK;
    if (route_of(call)->access != API_TOKEN || is_long) {
        return run(call, context, e);
    }
    if (session_read_begin(context->session, e) != RC_OK) {
        return e->rc;
    }
    const enum rc rc = run(call, context, e);
    session_read_end(context->session);
    return rc;
}

static void dispatch(struct http_call *call)
{
    struct api_context context = context_of(call);
    struct err e = {0};
    const struct api_route *const route = route_of(call);
    if (let_in(call, &context, &e) == RC_OK && run_operation(call, &context, route->run, &e) == RC_OK) {
        v1_mark_deprecated(call);
        return;
    }
    if (e.rc == RC_INTERNAL) {
        log_write(context.api->settings.log, LOG_ERROR, "%s %s: %s", call->id, route->operation_id, e.msg);
    }
    if (e.rc != RC_THROTTLED) {
        api_render_error(call, &e);
    }
}
