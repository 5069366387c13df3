/* SPDX-License-Identifier: EUPL-1.2 */
/* One event loop: a thread, a libmicrohttpd daemon without threads or sockets of its own, and the connections given to it. */
#pragma once

#include "http/access_log.h"
#include "http/connection.h"
#include "http/exchange.h"
#include "http/inbox.h"
#include "http/request_id.h"
#include "http/shared.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct MHD_Daemon;

/* Belongs to its thread, but for `inbox`, `open` and the numbers in `metrics`, which others may use. */
struct loop {
    struct http_server *server;
    pthread_t thread;
    void *context;          /* of the handlers that run here */
    int64_t now_us;         /* steady clock, as of this turn */
    int64_t wall_offset_us; /* from the steady clock to the time of day */
    int64_t wall_checked_us;

    int epoll_fd;
    enum watch inbox_watch, daemon_watch, listener_watch;
    struct inbox *inbox;
    atomic_uint open; /* connections given to this loop */

    struct MHD_Daemon *daemon;
    bool daemon_ready;                /* it has something to do */
    bool daemon_acted;                /* it has called us in this turn */
    unsigned barren_turns;            /* in a row: it wanted to go on, and nothing came of it */
    int64_t daemon_due_us;            /* when it has something to do without anything having happened */
    struct http_connection *adopting; /* being given to libmicrohttpd right now */

    struct connections connections;
    struct exchange_pool exchanges;
    struct request_ids ids;
    struct access_log *access_log;
    struct metrics *metrics;

    bool accepting;
    bool accept_ready;
    int64_t complained_us;   /* when the log was told that accepting fails */
    int64_t accept_again_us; /* when accepting was given up for a while; 0: it was not */
    size_t held, held_peak;  /* connections that libmicrohttpd holds buffers for, and the most since memory was given back */
    int64_t park_again_us;   /* when to look for connections to park */

    int64_t look_again_us; /* when to look for clients that have left in the middle of a body */

    bool draining;
    bool forced; /* the time to drain is over: calls still in lanes are not ours any more */
    int64_t drain_until_us;
};

/* NULL with `e` filled when memory or descriptors are lacking. */
struct loop *loop_new(struct http_server *server, struct err *e);
void loop_free(struct loop *loop);

/* The thread's function; `arg` is the loop, the result NULL. Reports to the server when it is ready. */
void *loop_main(void *arg);

/* Watches `fd` for what can be read; `watch` says what it is. False when the kernel refuses. */
bool loop_watch(struct loop *loop, int fd, uint32_t events, enum watch *watch);
void loop_unwatch(struct loop *loop, int fd);

/* Handles what other threads have posted. */
void loop_take_inbox(struct loop *loop);
