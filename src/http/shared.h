/* SPDX-License-Identifier: EUPL-1.2 */
/* What the event loops of one server share. */
#pragma once

#include "base/arena.h"
#include "base/ip.h"
#include "http/census.h"
#include "http/exchange.h"
#include "http/metrics.h"
#include "http/server.h"

#include <pthread.h>
#include <stdatomic.h>

struct loop;

/* Written while the server starts, read by all loops from then on, but for `stopping` and the listening socket's end. */
struct http_server {
    struct http_options options; /* limits filled in */
    struct arena arena;
    struct router *router;
    struct operations operations;
    struct ip_blocks trusted;
    struct census *census;
    struct spool spool;
    int listen_fd;
    atomic_uint listening; /* loops that accept; the last one that doesn't any more closes listen_fd */
    unsigned port;
    struct loop **loops;
    unsigned loop_count;
    unsigned thread_count; /* loops whose thread runs */
    atomic_bool stopping;

    /* Loops tell here that they are ready, or why not. */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    unsigned reported;
    struct err failure;
};
