/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/stream.h"

#include "base/temporary.h"
#include "http/loop.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/* Held by who adds, by the exchange, and by the item while it is on its way to the loop or may come to be. */
struct http_stream {
    atomic_uint holders;
    pthread_mutex_t mutex;
    int fd;
    uint64_t written;
    bool ended, whole;
    bool waiting; /* the loop has read all there is */
    struct inbox_item item;
    struct inbox *inbox;       /* NULL until the loop begins to send */
    struct exchange *exchange; /* NULL before, and when it sends no more */
};

static void release(struct http_stream *stream)
{
    if (atomic_fetch_sub(&stream->holders, 1) > 1) {
        return;
    }
    (void)close(stream->fd);
    inbox_release(stream->inbox);
    (void)pthread_mutex_destroy(&stream->mutex);
    free(stream);
}

struct http_stream *http_reply_stream(struct http_call *call, int status, const char *content_type, int fd)
{
    struct exchange *const exchange = exchange_of(call);
    struct http_stream *const stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        (void)close(fd);
        return NULL;
    }
    stream->fd = fd;
    stream->item.kind = INBOX_STREAM;
    atomic_init(&stream->holders, 2);
    (void)pthread_mutex_init(&stream->mutex, NULL);
    http_reply(call, status, content_type, STR(""));
    call->reply.in_file = true;
    call->reply.file_bytes = 0;
    exchange->stream = stream;
    return stream;
}

/* The item holds the stream from the moment when the loop began to wait. */
static void wake(struct http_stream *stream, bool waited)
{
    if (waited && !inbox_post(stream->inbox, &stream->item)) {
        release(stream);
    }
}

enum rc http_stream_add(struct http_stream *stream, struct str data, struct err *e)
{
    if (file_write(stream->fd, data.data, data.length, e) != RC_OK) {
        return e->rc;
    }
    (void)pthread_mutex_lock(&stream->mutex);
    const bool waited = stream->waiting;
    stream->waiting = false;
    stream->written += data.length;
    (void)pthread_mutex_unlock(&stream->mutex);
    wake(stream, waited);
    return RC_OK;
}

void http_stream_end(struct http_stream *stream, bool whole)
{
    (void)pthread_mutex_lock(&stream->mutex);
    const bool waited = stream->waiting;
    stream->waiting = false;
    stream->ended = true;
    stream->whole = whole;
    (void)pthread_mutex_unlock(&stream->mutex);
    wake(stream, waited);
    release(stream);
}

void stream_attach(struct http_stream *stream, struct loop *loop, struct exchange *exchange)
{
    (void)pthread_mutex_lock(&stream->mutex);
    stream->inbox = inbox_hold(loop->inbox);
    stream->exchange = exchange;
    (void)pthread_mutex_unlock(&stream->mutex);
}

ssize_t stream_read(struct http_stream *stream, uint64_t at, char *out, size_t max)
{
    struct err e = {0};
    size_t got = 0;
    (void)pthread_mutex_lock(&stream->mutex);
    const uint64_t left = stream->written - at;
    const bool ended = stream->ended;
    const bool whole = stream->whole;
    if (left == 0 && !ended && !stream->waiting) {
        stream->waiting = true;
        (void)atomic_fetch_add(&stream->holders, 1);
    }
    (void)pthread_mutex_unlock(&stream->mutex);
    if (left == 0) {
        return !ended ? 0 : whole ? -1 : -2;
    }
    const enum rc rc = file_read(stream->fd, at, out, left < max ? (size_t)left : max, &got, &e);
    return rc != RC_OK || got == 0 ? -2 : (ssize_t)got;
}

void stream_detach(struct http_stream *stream)
{
    (void)pthread_mutex_lock(&stream->mutex);
    const bool waited = stream->waiting;
    stream->waiting = false;
    stream->exchange = NULL;
    (void)pthread_mutex_unlock(&stream->mutex);
    if (waited) {
        release(stream);
    }
    release(stream);
}

struct exchange *stream_of_item(struct inbox_item *item)
{
    struct http_stream *const stream = (struct http_stream *)(void *)((char *)item - offsetof(struct http_stream, item));
    struct exchange *const exchange = stream->exchange; /* changed by the loop's thread alone */
    release(stream);
    return exchange;
}
