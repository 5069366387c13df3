/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/exchange.h"
#include "http/http.h"
#include "http/route.h"
#include "http/server.h"

#include <assert.h>
#include <microhttpd.h>
#include <string.h>

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
}

void http_reply_header(struct http_call *call, const char *name, const char *value)
{
    struct http_reply *const reply = &call->reply;
    assert(reply->header_count < HTTP_REPLY_HEADERS_MAX);
    if (reply->header_count < HTTP_REPLY_HEADERS_MAX) {
        reply->headers[reply->header_count++] = (struct http_header){name, value};
    }
}

void http_call_run(struct http_call *call, void *context)
{
    call->context = context;
    call->route->handler(call);
}

void http_call_finish(struct http_call *call)
{
    struct exchange *const exchange = exchange_of(call);
    struct inbox *const inbox = exchange->inbox;
    if (!inbox_post(inbox, &exchange->item)) {
        exchange_destroy(exchange); /* the server did not wait any longer */
    }
    inbox_release(inbox);
}
