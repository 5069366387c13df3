/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/reply.h"

#include "base/buf.h"
#include "base/temporary.h"
#include "http/stream.h"

#include <strings.h>
#include <sys/socket.h>

#define PIECE_BYTES 65536

/* Stands in where the owner of the routes has no form for errors. */
static void render_plain(struct http_call *call, const struct err *e)
{
    static const int statuses[RC_COUNT] = {
        [RC_OK] = 500,
        [RC_INVALID] = 400,
        [RC_UNAUTHENTICATED] = 401,
        [RC_DENIED] = 403,
        [RC_NOT_FOUND] = 404,
        [RC_BAD_METHOD] = 405,
        [RC_CONFLICT] = 409,
        [RC_UNPROCESSABLE] = 422,
        [RC_TOO_LARGE] = 413,
        [RC_BAD_TYPE] = 415,
        [RC_THROTTLED] = 429,
        [RC_INTERNAL] = 500,
        [RC_UNAVAILABLE] = 503,
        [RC_NO_MEMORY] = 503,
    };
    http_reply(call, e->rc < RC_COUNT ? statuses[e->rc] : 500, "text/plain; charset=utf-8", str_of(e->msg));
}

static bool has_header(const struct http_reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++) {
        if (strcasecmp(reply->headers[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static http_failure_fn *renderer_of(const struct http_options *options, const struct http_call *call)
{
    if (call->route != NULL && call->route->render_error != NULL) {
        return call->route->render_error;
    }
    return options->render_error == NULL ? render_plain : options->render_error;
}

static void render_refusal(const struct loop *loop, struct exchange *exchange)
{
    struct http_call *const call = &exchange->call;
    const struct http_options *const options = &loop->server->options;
    const enum rc rc = exchange->refusal->rc;
    call->reply = (struct http_reply){0};
    call->failure_owner = options->failure_owner;
    renderer_of(options, call)(call, exchange->refusal);
    if (rc == RC_BAD_METHOD && exchange->allow != NULL && !has_header(&call->reply, "Allow")) {
        http_reply_header(call, "Allow", exchange->allow);
    }
    if ((rc == RC_UNAVAILABLE || rc == RC_NO_MEMORY || rc == RC_THROTTLED) && !has_header(&call->reply, "Retry-After")) {
        http_reply_header(call, "Retry-After", "1");
    }
}

static void make_sure_of_status(const struct loop *loop, struct exchange *exchange)
{
    if (exchange->refusal != NULL) {
        render_refusal(loop, exchange);
    }
    if (exchange->call.reply.status >= 200) {
        return;
    }
    const struct http_route *const route = exchange->call.route;
    log_write(loop->server->options.log, LOG_ERROR, "request %s: operation %s gave no answer", exchange->call.id,
        route == NULL ? "-" : route->operation_id);
    struct err e;
    (void)err_set(&e, RC_INTERNAL, "SE-0500", "", "the server has no answer to this request; its operator finds the reason in the log");
    exchange_refuse(exchange, &e);
    render_refusal(loop, exchange);
}

uint64_t reply_bytes(const struct http_reply *reply)
{
    return reply->status == MHD_HTTP_NO_CONTENT ? 0 : reply->in_file ? reply->file_bytes : reply->body.length;
}

static enum MHD_Result add_headers(const struct loop *loop, const struct exchange *exchange, struct MHD_Response *response)
{
    const struct http_reply *const reply = &exchange->call.reply;
    enum MHD_Result added = MHD_add_response_header(response, "X-Request-Id", exchange->call.id);
    added &= MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    if (reply->content_type != NULL && (reply_bytes(reply) > 0 || exchange->stream != NULL) && reply->status != MHD_HTTP_NO_CONTENT) {
        added &= MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    }
    if (!has_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL)) {
        added &= MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    }
    for (size_t i = 0; i < reply->header_count; i++) {
        added &= MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
    }
    if (exchange->must_close || loop->draining) {
        added &= MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    }
    return added;
}

/* The next piece of a file. It is read by us and not by the kernel's sendfile, so that we see how the answer gets on. */
static ssize_t read_piece(void *cls, uint64_t at, char *out, size_t max)
{
    struct exchange *const exchange = cls;
    const struct http_reply *const reply = &exchange->call.reply;
    const uint64_t left = reply->file_bytes - at;
    struct err e = {0};
    size_t got = 0;
    if (file_read(exchange->reply_fd, reply->file_at + at, out, left < max ? (size_t)left : max, &got, &e) != RC_OK || got == 0) {
        return MHD_CONTENT_READER_END_WITH_ERROR; /* shorter than its handler said, or the disk fails: the client sees a broken answer */
    }
    connection_progress(exchange->loop, exchange->call.connection, got);
    return (ssize_t)got;
}

/* The next piece of an answer that grows. While there is none the connection is suspended; the inbox brings the news of more. */
static ssize_t read_stream(void *cls, uint64_t at, char *out, size_t max)
{
    struct exchange *const exchange = cls;
    struct http_connection *const connection = exchange->call.connection;
    const ssize_t got = stream_read(exchange->stream, at, out, max);
    if (got > 0) {
        if (connection->phase == PHASE_WAITING) {
            connection_enter(exchange->loop, connection, PHASE_ANSWER);
        }
        connection_progress(exchange->loop, connection, (size_t)got);
        exchange->call.reply.file_bytes += (size_t)got;
        return got;
    }
    if (got < 0 || exchange->loop->forced) {
        return got == -1 ? MHD_CONTENT_READER_END_OF_STREAM : MHD_CONTENT_READER_END_WITH_ERROR;
    }
    connection_enter(exchange->loop, connection, PHASE_WAITING);
    MHD_suspend_connection(exchange->mhd);
    return 0;
}

static struct MHD_Response *make_response(struct loop *loop, struct exchange *exchange)
{
    const struct http_reply *const reply = &exchange->call.reply;
    exchange->loop = loop;
    if (exchange->stream != NULL && reply->in_file) {
        stream_attach(exchange->stream, loop, exchange);
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE_BYTES, read_stream, exchange, NULL);
    }
    if (reply->in_file && reply_bytes(reply) > 0) {
        return MHD_create_response_from_callback(reply->file_bytes, PIECE_BYTES, read_piece, exchange, NULL);
    }
    const struct str body = reply_bytes(reply) == 0 ? STR("") : reply->body;
    union {
        const char *given;
        void *taken;
    } data = {.given = body.data}; /* libmicrohttpd only reads it */
    return MHD_create_response_from_buffer(body.length, data.taken, MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result reply_queue(struct loop *loop, struct exchange *exchange)
{
    make_sure_of_status(loop, exchange);
    const struct http_reply *const reply = &exchange->call.reply;
    struct MHD_Response *const response = make_response(loop, exchange);
    if (response == NULL) {
        return MHD_NO;
    }
    enum MHD_Result queued = add_headers(loop, exchange, response);
    if (queued == MHD_YES) {
        queued = MHD_queue_response(exchange->mhd, (unsigned)reply->status, response);
    }
    MHD_destroy_response(response);
    return queued;
}

void reply_past(struct loop *loop, struct exchange *exchange)
{
    make_sure_of_status(loop, exchange);
    const struct http_reply *const reply = &exchange->call.reply;
    const bool has_body = reply_bytes(reply) > 0;
    struct buf out;
    buf_init(&out, &exchange->arena);
    buf_add_format(&out, "HTTP/1.1 %d %s\r\nX-Request-Id: %s\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n", reply->status,
        MHD_get_reason_phrase_for((unsigned)reply->status), exchange->call.id);
    if (has_body) {
        buf_add_format(&out, "Content-Type: %s\r\n", reply->content_type);
    }
    if (reply->status != MHD_HTTP_NO_CONTENT) {
        buf_add_format(&out, "Content-Length: %zu\r\n", reply->body.length);
    }
    if (!has_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL)) {
        buf_add_text(&out, "Cache-Control: no-store\r\n");
    }
    for (size_t i = 0; i < reply->header_count; i++) {
        buf_add_format(&out, "%s: %s\r\n", reply->headers[i].name, reply->headers[i].value);
    }
    buf_add_text(&out, "\r\n");
    buf_add_str(&out, has_body && exchange->call.method != HTTP_HEAD ? reply->body : STR(""));
    if (!out.failed) {
        /* It fits into an empty socket buffer; where it does not, the client sees the end of the connection. */
        const ssize_t sent = send(exchange->call.connection->fd, out.data, out.length, MSG_DONTWAIT | MSG_NOSIGNAL);
        (void)sent;
    }
}
