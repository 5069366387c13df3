/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/request.h"

#include "base/clock.h"
#include "base/fold.h"
#include "http/head.h"
#include "http/park.h"
#include "http/reply.h"

#include <string.h>

/* A refused request's body is read to its end when it isn't longer, so that the connection can go on. */
#define DISCARD_MAX 65536

/* What routes without a body tolerate. */
#define UNWANTED_BODY_MAX 65536

struct http_connection *request_connection(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *const info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info->socket_context;
}

/* The call of this connection was given up: its lane owns it now. */
static bool is_given_up(const struct loop *loop, const struct http_connection *connection)
{
    return loop->forced && connection->phase == PHASE_RUNNING;
}

void *request_begin(void *cls, const char *target, struct MHD_Connection *mhd)
{
    struct loop *const loop = cls;
    loop->daemon_acted = true;
    struct http_connection *const connection = request_connection(mhd);
    struct exchange *const exchange = exchange_new(&loop->exchanges);
    if (exchange == NULL) {
        return NULL;
    }
    const size_t length = strlen(target);
    exchange->target = (struct str){arena_text(&exchange->arena, target, length), length};
    if (exchange->target.data == NULL) {
        exchange_free(&loop->exchanges, exchange);
        return NULL;
    }
    exchange->target_end = target + length;
    exchange->mhd = mhd;
    exchange->call.connection = connection;
    connection->begun = exchange;
    exchange->started_us = clock_steady_us();
    park_cancel(loop, connection);
    if (connection->phase != PHASE_FRESH) {
        connection_enter(loop, connection, PHASE_HEADERS);
    }
    return exchange;
}

static enum http_method parse_method(const char *text)
{
    for (int method = 0; method < HTTP_METHOD_COUNT; method++) {
        if (strcmp(text, http_method_name((enum http_method)method)) == 0) {
            return (enum http_method)method;
        }
    }
    return HTTP_METHOD_COUNT;
}

static enum MHD_Result add_header(
    void *cls, enum MHD_ValueKind kind, const char *name, size_t name_length, const char *value, size_t value_length)
{
    (void)kind;
    head_add(cls, (struct str){name, name_length}, (struct str){value, value_length});
    return MHD_YES;
}

static void read_head(struct exchange *exchange, const char *method, const char *version, struct head *head)
{
    const union MHD_ConnectionInfo *const info = MHD_get_connection_info(exchange->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const size_t size = info == NULL ? 0 : info->header_size;
    head_init(head, version + strlen(version));
    (void)MHD_get_connection_values_n(exchange->mhd, MHD_HEADER_KIND, add_header, head);
    head_end(head, method + size);
    head->cut |= version != exchange->target_end + 1;
    exchange->wire_bytes = size;
}

static void identify(struct loop *loop, struct exchange *exchange, const struct head *head)
{
    const struct str given = head->values[HEAD_REQUEST_ID];
    if (request_id_is_valid(given)) {
        memcpy(exchange->call.id, given.data, given.length);
    } else {
        request_ids_next(&loop->ids, exchange->call.id);
    }
    const struct http_connection *const connection = exchange->call.connection;
    memcpy(exchange->call.address, connection->address, sizeof connection->address);
    if (connection->is_proxy && head->counts[HEAD_FORWARDED_FOR] > 0) {
        const struct ip client = ip_behind(&loop->server->trusted, &connection->peer, head->values[HEAD_FORWARDED_FOR]);
        ip_format(&client, exchange->call.address);
    }
}

/* OPTIONS asks for nothing but the methods, of a path or of the whole server. */
static enum rc answer_options(struct exchange *exchange, enum rc found, struct err *e)
{
    if (str_equal(exchange->call.path, STR("*"))) {
        exchange->allow = "GET, HEAD, POST, PUT, DELETE, OPTIONS";
    } else if (found != RC_BAD_METHOD) {
        return e->rc;
    }
    http_reply(&exchange->call, MHD_HTTP_NO_CONTENT, NULL, STR(""));
    http_reply_header(&exchange->call, "Allow", exchange->allow);
    return RC_OK;
}

static enum rc find_route(const struct loop *loop, struct exchange *exchange, struct err *e)
{
    struct http_call *const call = &exchange->call;
    struct uri uri;
    if (uri_split(exchange->target, &uri, e) != RC_OK) {
        return e->rc;
    }
    call->path = uri.path;
    call->query = uri.query;
    if (query_parse(call->arena, uri.query, &exchange->query, e) != RC_OK) {
        return e->rc;
    }
    const enum rc found = router_find(loop->server->router, call, &exchange->allow, e);
    if (found != RC_OK && call->method == HTTP_OPTIONS) {
        return answer_options(exchange, found, e);
    }
    return found;
}

static enum rc check_type(const struct http_route *route, const struct head *head, struct err *e)
{
    static const char *const types[] = {
        [HTTP_BODY_NONE] = "",
        [HTTP_BODY_JSON] = "application/json",
        [HTTP_BODY_NDJSON] = "application/x-ndjson",
        [HTTP_BODY_MULTIPART] = "multipart/form-data",
        [HTTP_BODY_FORM] = "application/x-www-form-urlencoded",
    };
    const struct str type = head->values[HEAD_CONTENT_TYPE];
    const char *const expected = types[route->body];
    const bool may_lack = route->body == HTTP_BODY_JSON;
    if (route->body == HTTP_BODY_NONE || (may_lack && head->counts[HEAD_CONTENT_TYPE] == 0) || media_type_is(type, str_of(expected))) {
        return RC_OK;
    }
    const bool showable = type.length > 0 && type.length <= 100 && utf8_is_valid(type);
    return err_set(e, RC_BAD_TYPE, "SE-0415", "", "the body's Content-Type is %s%.*s%s; it must be %s", showable ? "\"" : "missing or odd",
        showable ? (int)type.length : 0, showable ? type.data : "", showable ? "\"" : "", expected);
}

static enum rc check_body(
    const struct loop *loop, struct exchange *exchange, const struct head *head, const struct head_body *body, struct err *e)
{
    const struct http_route *const route = exchange->call.route;
    size_t limit = UNWANTED_BODY_MAX;
    if (route != NULL && route->body != HTTP_BODY_NONE) {
        limit = route->body_max > 0 ? route->body_max : loop->server->options.limits.body_max;
    }
    exchange->body.limit = limit;
    if (body->length > limit) {
        return err_set(e, RC_TOO_LARGE, "SE-0413", "", "the request's body is %llu bytes long; at most %zu are taken here",
            (unsigned long long)body->length, limit);
    }
    return route == NULL ? RC_OK : check_type(route, head, e);
}

/* Who has no business here is told before a large body fills memory or disk. */
static enum rc admit(const struct loop *loop, struct exchange *exchange, const struct head_body *body, struct err *e)
{
    struct http_call *const call = &exchange->call;
    const struct http_route *const route = call->route;
    const bool is_small = !body->chunked && !body->expects_continue && body->length <= HTTP_BODY_UNADMITTED;
    if (route == NULL || route->admit == NULL || (is_small && !route->body_in_file)) {
        return RC_OK;
    }
    call->context = loop->context;
    return route->admit(call, e);
}

static enum rc prepare_body(struct loop *loop, struct exchange *exchange, const struct head_body *body, struct err *e)
{
    const struct http_route *const route = exchange->call.route;
    if (admit(loop, exchange, body, e) != RC_OK) {
        return e->rc;
    }
    return route != NULL && route->body_in_file ? exchange_spool(exchange, &loop->server->spool, e) : RC_OK;
}

/* All that can be known before the body. */
static enum rc examine(
    struct loop *loop, struct exchange *exchange, const char *method, const char *version, struct head_body *body, struct err *e)
{
    struct head head;
    read_head(exchange, method, version, &head);
    identify(loop, exchange, &head);
    exchange->call.method = parse_method(method);
    if (head_check(&head, strcmp(version, "HTTP/1.0") == 0, body, e) != RC_OK) {
        exchange->must_close = true;
        return e->rc;
    }
    exchange->wire_bytes += body->length;
    exchange->call.connection->may_park &= !body->chunked;
    if (find_route(loop, exchange, e) != RC_OK) {
        return e->rc;
    }
    if (check_body(loop, exchange, &head, body, e) != RC_OK) {
        return e->rc;
    }
    return prepare_body(loop, exchange, body, e);
}

static enum MHD_Result answer(struct loop *loop, struct exchange *exchange)
{
    exchange->stage = EXCHANGE_ANSWERED;
    connection_enter(loop, exchange->call.connection, PHASE_ANSWER);
    return reply_queue(loop, exchange);
}

/* A body that is short, and on its way anyway, is read to its end first. Otherwise the answer goes out now, which ends the connection. */
static enum MHD_Result refuse(struct loop *loop, struct exchange *exchange, const struct head_body *body, const struct err *e)
{
    exchange_refuse(exchange, e);
    const bool has_body = body->chunked || body->length > 0;
    const bool is_short = !body->chunked && body->length <= DISCARD_MAX && !body->expects_continue;
    if (!has_body || (is_short && !exchange->must_close)) {
        return MHD_YES;
    }
    exchange->call.connection->must_linger = true;
    return answer(loop, exchange);
}

static enum MHD_Result take_head(struct loop *loop, struct exchange *exchange, const char *method, const char *version)
{
    struct head_body body;
    struct err e = {0};
    exchange->stage = EXCHANGE_BODY;
    exchange->call.connection->begun = NULL;
    const enum rc rc = examine(loop, exchange, method, version, &body, &e);
    if (body.chunked || body.length > 0) {
        connection_enter(loop, exchange->call.connection, PHASE_BODY);
    }
    return rc == RC_OK ? MHD_YES : refuse(loop, exchange, &body, &e);
}

static void log_answer(struct loop *loop, const struct exchange *exchange, int status, uint64_t bytes)
{
    const struct http_call *const call = &exchange->call;
    const int64_t now_us = clock_steady_us();
    const int64_t duration_us = now_us - exchange->started_us;
    const size_t operation = operations_of(&loop->server->operations, call->route);
    metrics_answer(loop->metrics, operation, status, duration_us);
    access_log_add(loop->access_log,
        &(struct access_line){
            .now_us = now_us + loop->wall_offset_us,
            .id = call->id[0] == '\0' ? "-" : call->id,
            .method = http_method_name(call->method),
            .operation = loop->server->operations.names[operation],
            .status = status,
            .bytes = bytes,
            .duration_us = duration_us,
        });
}

static void take_piece(const struct loop *loop, struct exchange *exchange, const char *data, size_t size)
{
    struct err e = {0};
    if (exchange_add(exchange, data, size, &e) == RC_OK) {
        return;
    }
    if (e.rc == RC_UNAVAILABLE) {
        log_write(loop->server->options.log, LOG_ERROR, "request %s: its body can't be kept: %s", exchange->call.id, e.msg);
    }
    exchange_refuse(exchange, &e);
    exchange_drop_body(exchange);
}

/* Of a body that nobody wants a little is read, so that the connection can go on; one that doesn't end is cut off with the answer. */
static enum MHD_Result take_body(struct loop *loop, struct exchange *exchange, const char *data, size_t *size)
{
    if (exchange->refusal == NULL) {
        connection_progress(loop, exchange->call.connection, *size);
        take_piece(loop, exchange, data, *size);
    }
    exchange->body.dropped += exchange->refusal != NULL ? *size : 0;
    *size = 0;
    if (exchange->body.dropped <= DISCARD_MAX) {
        return MHD_YES;
    }
    reply_past(loop, exchange);
    log_answer(loop, exchange, exchange->call.reply.status, exchange->call.reply.body.length);
    exchange->stage = EXCHANGE_CUT;
    exchange->call.connection->must_linger = true;
    return MHD_NO;
}

static enum MHD_Result refuse_busy(struct loop *loop, struct exchange *exchange)
{
    struct err e;
    (void)err_set(&e, RC_UNAVAILABLE, "SE-0503", "", "the server has too much to do for the moment; try again in a second");
    exchange_refuse(exchange, &e);
    return answer(loop, exchange);
}

static enum MHD_Result run_in_lane(struct loop *loop, struct exchange *exchange, unsigned number)
{
    struct MHD_Connection *const mhd = exchange->mhd;
    const struct http_lane *const lane = &loop->server->options.lanes[number];
    if (!exchange_detach(exchange)) {
        return refuse_busy(loop, exchange);
    }
    connection_enter(loop, exchange->call.connection, PHASE_RUNNING);
    exchange->stage = EXCHANGE_RUNNING;
    exchange->inbox = inbox_hold(loop->inbox);
    if (!lane->submit(lane->self, &exchange->call)) {
        inbox_release(exchange->inbox);
        metrics_add(&loop->metrics->counters[METRIC_LANE_FULL], 1);
        return refuse_busy(loop, exchange);
    }
    metrics_add(&loop->metrics->calls_in_lanes, 1);
    MHD_suspend_connection(mhd);
    return MHD_YES;
}

/* The request is complete. */
static enum MHD_Result conclude(struct loop *loop, struct exchange *exchange)
{
    struct http_call *const call = &exchange->call;
    if (exchange->refusal != NULL || call->route == NULL) {
        return answer(loop, exchange);
    }
    call->body_bytes = exchange->body.length;
    call->body = exchange->body.data == NULL ? STR("") : (struct str){exchange->body.data, exchange->body.length};
    if (call->route->lane != 0) {
        return run_in_lane(loop, exchange, call->route->lane);
    }
    http_call_run(call, loop->context);
    if (call->moved_to != 0) {
        call->reply = (struct http_reply){0};
        return run_in_lane(loop, exchange, call->moved_to);
    }
    return answer(loop, exchange);
}

enum MHD_Result request_continue(void *cls, struct MHD_Connection *mhd, const char *url, const char *method, const char *version,
    const char *data, size_t *data_size, void **state)
{
    struct loop *const loop = cls;
    loop->daemon_acted = true;
    struct exchange *const exchange = *state;
    (void)url;
    if (exchange == NULL || is_given_up(loop, request_connection(mhd))) {
        return MHD_NO;
    }
    switch (exchange->stage) {
    case EXCHANGE_NEW:
        return take_head(loop, exchange, method, version);
    case EXCHANGE_BODY:
        if (*data_size == 0) {
            return conclude(loop, exchange);
        }
        return take_body(loop, exchange, data, data_size);
    case EXCHANGE_RUNNING:
    case EXCHANGE_ANSWERED:
    case EXCHANGE_CUT:
        break;
    }
    return MHD_NO;
}

void request_finish(struct loop *loop, struct exchange *exchange)
{
    struct MHD_Connection *const mhd = exchange->mhd;
    metrics_add(&loop->metrics->calls_in_lanes, UINT64_MAX);
    loop->daemon_ready = true;
    (void)answer(loop, exchange); /* where that fails, request_continue is asked again and ends the connection */
    MHD_resume_connection(mhd);
}

void request_go_on(struct loop *loop, struct exchange *exchange)
{
    if (exchange != NULL) {
        loop->daemon_ready = true;
        MHD_resume_connection(exchange->mhd);
    }
}

/* A client may close its half of the connection after its request, and waits for the answer all the same. libmicrohttpd closes a connection
 * that it finds so when it is resumed, before anything was sent. Where it is broken instead, sending does no harm. */
static bool is_owed(const struct exchange *exchange, enum MHD_RequestTerminationCode reason)
{
    return exchange->stage == EXCHANGE_ANSWERED && reason == MHD_REQUEST_TERMINATED_WITH_ERROR && !exchange->call.reply.in_file &&
        exchange->call.connection->phase == PHASE_ANSWER;
}

/* What became of it: answered by us, refused by libmicrohttpd itself, or its client left. */
static void account(struct loop *loop, struct exchange *exchange, enum MHD_RequestTerminationCode reason)
{
    const struct http_reply *const reply = &exchange->call.reply;
    const union MHD_ConnectionInfo *const info = MHD_get_connection_info(exchange->mhd, MHD_CONNECTION_INFO_HTTP_STATUS);
    if (exchange->stage == EXCHANGE_CUT) {
        return;
    }
    if (is_owed(exchange, reason)) {
        reply_past(loop, exchange);
        exchange->call.connection->must_linger = true;
        reason = MHD_REQUEST_TERMINATED_COMPLETED_OK;
    }
    if (exchange->stage == EXCHANGE_ANSWERED && reason == MHD_REQUEST_TERMINATED_COMPLETED_OK) {
        log_answer(loop, exchange, reply->status, exchange->call.method == HTTP_HEAD ? 0 : reply_bytes(reply));
    } else if (exchange->stage != EXCHANGE_ANSWERED && info != NULL) {
        log_answer(loop, exchange, (int)info->http_status, 0);
        exchange->call.connection->must_linger = true;
    } else {
        metrics_add(&loop->metrics->counters[METRIC_ABORTED], 1);
    }
}

void request_end(void *cls, struct MHD_Connection *mhd, void **state, enum MHD_RequestTerminationCode reason)
{
    struct loop *const loop = cls;
    loop->daemon_acted = true;
    struct exchange *const exchange = *state;
    struct http_connection *const connection = request_connection(mhd);
    *state = NULL;
    connection->begun = NULL;
    if (exchange == NULL || is_given_up(loop, connection)) {
        return;
    }
    account(loop, exchange, reason);
    connection->consumed += exchange->wire_bytes;
    exchange_free(&loop->exchanges, exchange);
    if (connection->phase != PHASE_CLOSING) {
        connection_enter(loop, connection, PHASE_IDLE);
    }
}
