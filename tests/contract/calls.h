/* SPDX-License-Identifier: EUPL-1.2 */
/* Calls of the API as a server would make them, without a connection. */
#pragma once

#include "registries.h"

#include "api/api.h"
#include "http/exchange.h"
#include "http/route.h"
#include "http/server.h"

#include <stdio.h>

/* An API over an office, and the call at hand. */
struct desk {
    struct office *office;
    struct api *api;
    struct router *router;
    struct arena arena;
    struct exchange exchange;
    struct http_header headers[4];
};

/* What a client sends. */
struct wanted {
    enum http_method method;
    const char *path, *query, *body;
    const char *token;        /* "Bearer TOKEN"; NULL: no Authorization */
    const char *name, *value; /* one more header; NULL: none */
};

static inline void desk_open(struct desk *desk, struct office *office, const struct api_settings *settings)
{
    static const struct log silent = {.fd = 2, .least = LOG_LEVEL_COUNT};
    struct api_settings own = settings == NULL ? (struct api_settings){0} : *settings;
    own.log = &silent;
    *desk = (struct desk){.office = office};
    arena_init(&desk->arena, 4096);
    MUST(api_new(&own, &desk->api, &e));
    desk->router = router_new(api_routes(desk->api));
    assert_non_null(desk->router);
}

static inline void desk_close(struct desk *desk)
{
    router_free(desk->router);
    api_free(desk->api);
    arena_deinit(&desk->arena);
}

/* Fills the call; its texts are borrowed. */
static inline struct http_call *desk_prepare(struct desk *desk, const struct wanted *wanted)
{
    struct exchange *const exchange = &desk->exchange;
    const char *allow = NULL;
    arena_reset(&desk->arena);
    *exchange = (struct exchange){.headers = desk->headers, .reply_fd = -1};
    exchange->call = (struct http_call){.method = wanted->method,
        .path = str_of(wanted->path),
        .body = str_of(wanted->body),
        .body_bytes = str_of(wanted->body).length,
        .id = "request-1",
        .address = "192.0.2.1"};
    exchange->call.body_fd = -1;
    exchange->call.arena = &desk->arena;
    desk->headers[exchange->header_count++] = (struct http_header){"Host", "router.example"};
    if (wanted->token != NULL) {
        desk->headers[exchange->header_count++] = (struct http_header){"Authorization", wanted->token};
    }
    if (wanted->name != NULL) {
        desk->headers[exchange->header_count++] = (struct http_header){wanted->name, wanted->value};
    }
    MUST(router_find(desk->router, &exchange->call, &allow, &e));
    MUST(query_parse(&desk->arena, str_of(wanted->query), &exchange->query, &e));
    return &exchange->call;
}

/* Runs a job of the writer's, or a read. */
static inline enum rc desk_write(struct session *session, void *argument, struct err *e)
{
    struct desk *const desk = argument;
    struct session_context context = {.session = session, .writes = true};
    http_call_run(&desk->exchange.call, &context);
    return desk->exchange.call.reply.status < 400 ? RC_OK : err_set(e, RC_INVALID, "", "", "refused");
}

static inline void desk_run(struct desk *desk)
{
    struct http_call *const call = &desk->exchange.call;
    struct err refused = {0};
    if (call->route->lane == API_LANE_WRITER) {
        /* What a call refuses is undone, and told in its reply; so is what fails afterwards. */
        if (session_transaction(desk->office->writer, desk_write, desk, &refused) != RC_OK && call->reply.status < 400) {
            call->reply = (struct http_reply){0};
            call->route->render_error(call, &refused);
        }
        return;
    }
    struct session_context context = {.session = desk->office->reader};
    http_call_run(call, &context);
}

/* The whole of a call; the reply's status. */
static inline int desk_call(struct desk *desk, const struct wanted *wanted)
{
    (void)desk_prepare(desk, wanted);
    desk_run(desk);
    return desk->exchange.call.reply.status;
}

/* The reply's body as a text. */
static inline const char *desk_body(struct desk *desk)
{
    const struct str body = desk->exchange.call.reply.body;
    const char *const text = arena_text(&desk->arena, body.data, body.length);
    assert_non_null(text);
    return text;
}

/* A header of the reply; "" when it is not there. */
static inline const char *desk_header(const struct desk *desk, const char *name)
{
    const struct http_reply *const reply = &desk->exchange.call.reply;
    for (size_t i = 0; i < reply->header_count; i++) {
        if (strcmp(reply->headers[i].name, name) == 0) {
            return reply->headers[i].value;
        }
    }
    return "";
}
