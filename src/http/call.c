/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/exchange.h"
#include "http/http.h"
#include "http/route.h"
#include "http/server.h"

#include <assert.h>
#include <microhttpd.h>
#include <string.h>
#include <unistd.h>

struct str http_param(const struct http_call *call, const char *name)
{
    for (size_t i = 0; i < call->param_count; i++) {
        if (strcmp(call->params[i].name, name) == 0) {
            return call->params[i].value;
        }
    }
    return STR("");
}

bool http_query(const struct http_call *call, const char *name, struct str *out)
{
    const struct str *const value = query_find(&exchange_of_const(call)->query, str_of(name));
    if (value == NULL) {
        return false;
    }
    *out = *value;
    return true;
}

const char *http_header(const struct http_call *call, const char *name)
{
    const struct exchange *const exchange = exchange_of_const(call);
    if (exchange->headers == NULL) {
        return MHD_lookup_connection_value(exchange->mhd, MHD_HEADER_KIND, name);
    }
    for (size_t i = 0; i < exchange->header_count; i++) {
        if (str_equal_fold(str_of(exchange->headers[i].name), str_of(name))) {
            return exchange->headers[i].value;
        }
    }
    return NULL;
}

void http_reply(struct http_call *call, int status, const char *content_type, struct str body)
{
    call->reply.status = status;
    call->reply.content_type = content_type;
    call->reply.body = content_type == NULL ? STR("") : body;
    call->reply.in_file = false;
}

void http_reply_file(struct http_call *call, int status, const char *content_type, int fd, uint64_t at, uint64_t bytes)
{
    struct exchange *const exchange = exchange_of(call);
    http_reply(call, status, content_type, STR(""));
    call->reply.in_file = true;
    call->reply.file_at = at;
    call->reply.file_bytes = bytes;
    if (exchange->reply_fd >= 0 && exchange->reply_fd != fd) {
        (void)close(exchange->reply_fd);
    }
    exchange->reply_fd = fd;
}

int http_body_take(struct http_call *call)
{
    const int fd = call->body_fd;
    call->body_fd = -1;
    return fd;
}

void http_reply_header(struct http_call *call, const char *name, const char *value)
{
    struct http_reply *const reply = &call->reply;
    assert(reply->header_count < HTTP_REPLY_HEADERS_MAX);
    if (reply->header_count < HTTP_REPLY_HEADERS_MAX) {
        reply->headers[reply->header_count++] = (struct http_header){name, value};
    }
}

bool http_move(struct http_call *call, unsigned lane)
{
    if (call->moved_to != 0) {
        return false;
    }
    call->moved_to = lane;
    return true;
}

void http_call_run(struct http_call *call, void *context)
{
    call->context = context;
    call->route->handler(call);
}

/* Calls handed back with one wake-up for each loop. */
#define FINISH_AT_ONCE 64U

static void finish_some(struct http_call *const *calls, size_t count)
{
    struct inbox *inboxes[FINISH_AT_ONCE];
    for (size_t i = 0; i < count; i++) {
        struct exchange *const exchange = exchange_of(calls[i]);
        inboxes[i] = exchange->inbox; /* held by the call until the end of this function */
        if (!inbox_add(inboxes[i], &exchange->item)) {
            exchange->body.spool = NULL; /* the server did not wait any longer */
            exchange_destroy(exchange);
        }
    }
    for (size_t i = 0; i < count; i++) {
        inbox_wake(inboxes[i]);
        inbox_release(inboxes[i]);
    }
}

void http_calls_finish(struct http_call *const *calls, size_t count)
{
    for (size_t done = 0; done < count; done += FINISH_AT_ONCE) {
        const size_t left = count - done;
        finish_some(calls + done, left < FINISH_AT_ONCE ? left : FINISH_AT_ONCE);
    }
}

void http_call_finish(struct http_call *call)
{
    http_calls_finish(&call, 1);
}
