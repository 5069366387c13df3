/* SPDX-License-Identifier: EUPL-1.2 */
/* One request and its answer, from the request line to the last byte sent. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "http/http.h"
#include "http/inbox.h"
#include "http/uri.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct MHD_Connection;
struct loop;

enum exchange_stage {
    EXCHANGE_NEW,     /* the request line is there */
    EXCHANGE_BODY,    /* headers are there, the body is being gathered, or thrown away when it is refused */
    EXCHANGE_RUNNING, /* in a lane */
    EXCHANGE_ANSWERED,
    EXCHANGE_CUT /* refused and told so while its body was still coming */
};

/* Where large bodies lie as files; of the whole server. */
struct spool {
    const char *folder;
    uint64_t max;                 /* bytes */
    atomic_uint_least64_t in_use; /* by the bodies of calls */
};

/* A body on its way in; grows with what really comes, not with what was announced. */
struct body {
    char *data;
    size_t length, capacity, limit;
    size_t dropped;      /* bytes thrown away after a refusal */
    struct spool *spool; /* NULL: gathered in memory */
};

struct exchange {
    struct http_call call; /* first member: a call leads to its exchange */
    struct inbox_item item;
    struct exchange *next; /* in the pool */
    struct arena arena;
    struct MHD_Connection *mhd;
    struct inbox *inbox; /* of the loop that waits for the call */
    enum exchange_stage stage;
    struct str target;      /* a copy: libmicrohttpd cuts up its own */
    const char *target_end; /* in libmicrohttpd's memory, to see whether a NUL hides something; only to compare */
    struct query query;
    const struct http_header *headers; /* copies, for a call that left its loop */
    size_t header_count;
    struct body body;
    int reply_fd;               /* -1: the reply is no file */
    struct http_stream *stream; /* NULL: the reply doesn't grow while it is sent */
    struct loop *loop;          /* that sends the reply, when it is a file */
    const struct err *refusal;  /* why the handler is not called */
    const char *allow;          /* methods, for 405 and OPTIONS */
    bool must_close;
    uint64_t wire_bytes; /* of headers and body */
    int64_t started_us;
};

/* Exchanges that wait for their next use. */
struct exchange_pool {
    struct exchange *free;
    size_t count;
};

static inline struct exchange *exchange_of(struct http_call *call)
{
    return (struct exchange *)(void *)call;
}

static inline const struct exchange *exchange_of_const(const struct http_call *call)
{
    return (const struct exchange *)(const void *)call;
}

/* NULL when there is no memory. */
struct exchange *exchange_new(struct exchange_pool *pool);

/* Back to the pool, with all that its arena held. */
void exchange_free(struct exchange_pool *pool, struct exchange *exchange);

/* For who has no pool. */
void exchange_destroy(struct exchange *exchange);
void exchange_pool_deinit(struct exchange_pool *pool);

/* Notes why the request is refused; kept in the arena. Without memory a constant reason stands in. */
void exchange_refuse(struct exchange *exchange, const struct err *e);

/* Makes the call independent of its connection by copying the headers. False when there is no memory. */
bool exchange_detach(struct exchange *exchange);

/* Lets the body go into a file. RC_UNAVAILABLE. */
MUST_CHECK enum rc exchange_spool(struct exchange *exchange, struct spool *spool, struct err *e);

/* Adds to the body; RC_TOO_LARGE past its limit, RC_NO_MEMORY, RC_UNAVAILABLE without room for its file. */
MUST_CHECK enum rc exchange_add(struct exchange *exchange, const char *data, size_t length, struct err *e);

/* Forgets the body, and its file. */
void exchange_drop_body(struct exchange *exchange);
