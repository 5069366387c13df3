/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers about the server for Prometheus: each loop counts for itself without locks, whoever asks adds them up. */
#pragma once

#include "base/buf.h"
#include "http/route.h"

#include <stdatomic.h>
#include <stdint.h>

#define METRICS_STATUS_CLASSES 6 /* 1xx to 5xx, and 0 for what never got an answer */
#define METRICS_BUCKETS 8

/* What happened apart from answered requests. */
enum metric {
    METRIC_ACCEPTED,          /* connections */
    METRIC_REFUSED_FULL,      /* connections over the limit in all */
    METRIC_REFUSED_ADDRESS,   /* connections over the limit of one address */
    METRIC_REFUSED_RESOURCES, /* connections for which there was no descriptor or memory */
    METRIC_LANE_FULL,         /* calls answered 503 because their lane took no more */
    METRIC_TIMEOUT_HEADERS,   /* connections closed for being late */
    METRIC_TIMEOUT_BODY,
    METRIC_TIMEOUT_ANSWER,
    METRIC_TIMEOUT_IDLE,
    METRIC_ABORTED, /* requests whose client left before it had the answer */
    METRIC_COUNT
};

/* Names of the operations in a table of routes, each once. */
struct operations {
    struct arena arena;
    const char **names; /* names[0] is "-": requests that no route takes */
    size_t count;
    size_t *of_route; /* by the route's index */
    const struct http_route *routes;
};

/* False when there is no memory. */
bool operations_init(struct operations *operations, struct http_routes routes);
void operations_deinit(struct operations *operations);
size_t operations_of(const struct operations *operations, const struct http_route *route);

struct operation_metrics {
    _Atomic uint64_t answers[METRICS_STATUS_CLASSES];
    _Atomic uint64_t buckets[METRICS_BUCKETS]; /* by duration; the last one has no upper bound */
    _Atomic uint64_t duration_us;
};

/* Of one loop; only its thread writes. */
struct metrics {
    _Atomic uint64_t counters[METRIC_COUNT];
    _Atomic uint64_t calls_in_lanes;
    _Atomic uint64_t held; /* connections that libmicrohttpd holds buffers for */
    size_t operation_count;
    struct operation_metrics operations[];
};

/* NULL when there is no memory. Freed with free(). */
struct metrics *metrics_new(const struct operations *operations);

static inline void metrics_add(_Atomic uint64_t *counter, uint64_t more)
{
    /* One writer: no locked instruction is needed. Wraps for a negative `more` as it should. */
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + more, memory_order_relaxed);
}

void metrics_answer(struct metrics *metrics, size_t operation, int status, int64_t duration_us);

/* Sums up `count` loops' numbers and writes them in Prometheus' text form. */
void metrics_write(const struct operations *operations, const struct metrics *const *loops, size_t count, struct buf *out);
