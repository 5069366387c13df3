/* SPDX-License-Identifier: EUPL-1.2 */
/* The HTTP server: event loops over libmicrohttpd, limits and deadlines, suspension of calls that run elsewhere, graceful end. */
#pragma once

#include "base/log.h"
#include "http/http.h"
#include "http/route.h"

/* Where calls run that must not hold up an event loop. `submit` takes the call (or returns false at once when full: 503) and some thread
 * later calls http_call_run and then http_call_finish on it. Every call that was taken must be finished, also one that outlives the server:
 * it is on its own then, and freed by http_call_finish. */
struct http_lane {
    bool (*submit)(void *self, struct http_call *call);
    void *self;
};

struct http_limits {
    size_t header_max;                /* bytes of request line and headers; default 16 KiB */
    size_t body_max;                  /* default 1 MiB */
    unsigned connections;             /* in all; default 16384 */
    unsigned connections_per_address; /* 0: no limit; a /64 of IPv6 counts as one address, trusted proxies are not counted */
    int header_timeout_ms; /* from the beginning of a connection, or a later request's line, to the end of the headers; default 10 s */
    int body_timeout_ms;   /* default 60 s */
    int answer_timeout_ms; /* default 60 s: sending the answer */
    size_t
        transfer_rate; /* bytes a second: who sends or takes so many on average gets the body's or a file's timeout anew; default 64 KiB */
    int idle_timeout_ms;  /* between requests; default 75 s */
    int drain_timeout_ms; /* default 20 s */
};

struct http_options {
    const char *listen; /* "127.0.0.1:8080", "[::1]:0", "*:80" */
    unsigned loops;     /* 0: one a core */
    struct http_routes routes;
    struct http_lane lanes[8];          /* lane 0 is not used */
    struct http_limits limits;          /* zero members take the defaults */
    const char *const *trusted_proxies; /* addresses or CIDR blocks whose X-Forwarded-For is believed; NULL-terminated, may be NULL */
    void *(*loop_context_new)(void *self,
        struct err *e); /* called in each loop's thread before it serves; what handlers find in call->context; NULL result = failure */
    void (*loop_context_free)(void *self, void *context);
    void *context_self;
    http_failure_fn *render_error; /* answers a failure that http found itself, where the route has no own form; NULL: plain text */
    const void *failure_owner;     /* for render_error, in call->failure_owner */
    const struct log *log;         /* may be NULL */
    int access_log_fd;             /* -1: none; stays the caller's */
    const char *spool_folder;      /* for bodies that go into files; NULL: /tmp */
    uint64_t spool_max;            /* bytes of such bodies that are on their way or being worked on, together; 0: 8 GiB */
};

struct http_server;

/* Binds, starts the loops and returns when the port answers. */
MUST_CHECK enum rc http_server_start(const struct http_options *options, struct http_server **out, struct err *e);

/* The port in use, for "HOST:0". */
unsigned http_server_port(const struct http_server *server);

/* Stops accepting, answers what has begun (for up to drain_timeout_ms), closes, joins. NULL is fine. */
void http_server_stop(struct http_server *server);

/* Runs the call's handler on this thread with this context. */
void http_call_run(struct http_call *call, void *context);

/* Hands the answered call back to its loop. The call is not the caller's any more. */
void http_call_finish(struct http_call *call);

/* The same for many at once, which wakes each loop only once. */
void http_calls_finish(struct http_call *const *calls, size_t count);

/* Appends the server's metrics in Prometheus text form. */
struct buf;
void http_server_metrics(const struct http_server *server, struct buf *out);
