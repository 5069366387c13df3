/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/metrics.h"

#include <stdlib.h>
#include <string.h>

static const int64_t bucket_limits_us[METRICS_BUCKETS - 1] = {500, 2000, 10000, 50000, 250000, 1000000, 5000000};
static const char *const bucket_names[METRICS_BUCKETS] = {"0.0005", "0.002", "0.01", "0.05", "0.25", "1", "5", "+Inf"};

static size_t find_name(const struct operations *operations, const char *name)
{
    for (size_t i = 0; i < operations->count; i++) {
        if (strcmp(operations->names[i], name) == 0) {
            return i;
        }
    }
    return operations->count;
}

bool operations_init(struct operations *operations, struct http_routes routes)
{
    *operations = (struct operations){.routes = routes.items};
    arena_init(&operations->arena, 2048);
    operations->names = arena_alloc_array(&operations->arena, routes.count + 1, sizeof *operations->names);
    operations->of_route = arena_alloc_array(&operations->arena, routes.count + 1, sizeof *operations->of_route);
    if (operations->names == NULL || operations->of_route == NULL) {
        operations_deinit(operations);
        return false;
    }
    operations->names[operations->count++] = "-";
    for (size_t i = 0; i < routes.count; i++) {
        const size_t at = find_name(operations, routes.items[i].operation_id);
        if (at == operations->count) {
            operations->names[operations->count++] = routes.items[i].operation_id;
        }
        operations->of_route[i] = at;
    }
    return true;
}

void operations_deinit(struct operations *operations)
{
    arena_deinit(&operations->arena);
}

size_t operations_of(const struct operations *operations, const struct http_route *route)
{
    return route == NULL ? 0 : operations->of_route[route - operations->routes];
}

struct metrics *metrics_new(const struct operations *operations)
{
    struct metrics *const metrics = calloc(1, sizeof *metrics + operations->count * sizeof metrics->operations[0]);
    if (metrics != NULL) {
        metrics->operation_count = operations->count;
    }
    return metrics;
}

void metrics_answer(struct metrics *metrics, size_t operation, int status, int64_t duration_us)
{
    struct operation_metrics *const numbers = &metrics->operations[operation];
    const int class = status / 100;
    size_t bucket = 0;
    while (bucket < METRICS_BUCKETS - 1 && duration_us > bucket_limits_us[bucket]) {
        bucket++;
    }
    metrics_add(&numbers->answers[class > 0 && class < METRICS_STATUS_CLASSES ? class : 0], 1);
    metrics_add(&numbers->buckets[bucket], 1);
    metrics_add(&numbers->duration_us, duration_us < 0 ? 0 : (uint64_t)duration_us);
}

/* Where a number stands in every loop's struct. */
static uint64_t sum(const struct metrics *const *loops, size_t count, size_t offset)
{
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        const char *const base = (const char *)loops[i] + offset;
        total += atomic_load_explicit((const _Atomic uint64_t *)(const void *)base, memory_order_relaxed);
    }
    return total;
}

struct report {
    const struct operations *operations;
    const struct metrics *const *loops;
    size_t count;
    struct buf *out;
};

static size_t operation_offset(size_t operation, size_t member)
{
    return offsetof(struct metrics, operations) + operation * sizeof(struct operation_metrics) + member;
}

static uint64_t operation_sum(const struct report *report, size_t operation, size_t member)
{
    return sum(report->loops, report->count, operation_offset(operation, member));
}

static void write_head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_add_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_answers(const struct report *report)
{
    static const char name[] = "http_server_requests_total";
    write_head(report->out, name, "counter", "Requests answered, by operation and class of status.");
    for (size_t i = 0; i < report->operations->count; i++) {
        for (size_t class = 1; class < METRICS_STATUS_CLASSES; class ++) {
            const uint64_t total = operation_sum(report, i, offsetof(struct operation_metrics, answers) + class * sizeof(uint64_t));
            if (total > 0 || class == 2 || class == 5) { /* these even at 0, so that their first is seen as a change */
                buf_add_format(report->out, "%s{operation=\"%s\",status=\"%zuxx\"} %llu\n", name, report->operations->names[i], class,
                    (unsigned long long)total);
            }
        }
    }
}

static void write_histogram(const struct report *report, size_t operation)
{
    static const char name[] = "http_server_request_duration_seconds";
    const char *const label = report->operations->names[operation];
    uint64_t total = 0;
    for (size_t i = 0; i < METRICS_BUCKETS; i++) {
        total += operation_sum(report, operation, offsetof(struct operation_metrics, buckets) + i * sizeof(uint64_t));
        buf_add_format(
            report->out, "%s_bucket{operation=\"%s\",le=\"%s\"} %llu\n", name, label, bucket_names[i], (unsigned long long)total);
    }
    const uint64_t duration_us = operation_sum(report, operation, offsetof(struct operation_metrics, duration_us));
    buf_add_format(report->out, "%s_sum{operation=\"%s\"} %llu.%06llu\n", name, label, (unsigned long long)(duration_us / 1000000),
        (unsigned long long)(duration_us % 1000000));
    buf_add_format(report->out, "%s_count{operation=\"%s\"} %llu\n", name, label, (unsigned long long)total);
}

/* The counters apart from requests: metrics that share a name differ in their label. */
static const struct {
    const char *name, *label, *help;
} counters[METRIC_COUNT] = {
    [METRIC_ACCEPTED] = {"http_server_connections_accepted_total", "", "Connections accepted."},
    [METRIC_REFUSED_FULL] = {"http_server_connections_refused_total", "{reason=\"full\"}", "Connections closed at once."},
    [METRIC_REFUSED_ADDRESS] = {"http_server_connections_refused_total", "{reason=\"address\"}", NULL},
    [METRIC_REFUSED_RESOURCES] = {"http_server_connections_refused_total", "{reason=\"resources\"}", NULL},
    [METRIC_LANE_FULL] = {"http_server_lane_full_total", "", "Calls answered 503 because their lane was full."},
    [METRIC_TIMEOUT_HEADERS] = {"http_server_timeouts_total", "{phase=\"headers\"}", "Connections closed for being late."},
    [METRIC_TIMEOUT_BODY] = {"http_server_timeouts_total", "{phase=\"body\"}", NULL},
    [METRIC_TIMEOUT_ANSWER] = {"http_server_timeouts_total", "{phase=\"answer\"}", NULL},
    [METRIC_TIMEOUT_IDLE] = {"http_server_timeouts_total", "{phase=\"idle\"}", NULL},
    [METRIC_ABORTED] = {"http_server_requests_aborted_total", "", "Requests whose client left before it had the answer."},
};

static void write_counters(const struct report *report)
{
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        if (counters[i].help != NULL) {
            write_head(report->out, counters[i].name, "counter", counters[i].help);
        }
        const uint64_t total = sum(report->loops, report->count, offsetof(struct metrics, counters) + i * sizeof(uint64_t));
        buf_add_format(report->out, "%s%s %llu\n", counters[i].name, counters[i].label, (unsigned long long)total);
    }
}

static void write_gauge(const struct report *report, const char *name, const char *help, size_t member)
{
    write_head(report->out, name, "gauge", help);
    buf_add_format(report->out, "%s %llu\n", name, (unsigned long long)sum(report->loops, report->count, member));
}

void metrics_write(const struct operations *operations, const struct metrics *const *loops, size_t count, struct buf *out)
{
    const struct report report = {operations, loops, count, out};
    write_answers(&report);
    write_head(out, "http_server_request_duration_seconds", "histogram", "Time from the request line to the last byte of the answer.");
    for (size_t i = 0; i < operations->count; i++) {
        write_histogram(&report, i);
    }
    write_counters(&report);
    write_gauge(
        &report, "http_server_calls_in_lanes", "Calls that run or wait outside the event loops.", offsetof(struct metrics, calls_in_lanes));
    write_gauge(&report, "http_server_connections_held", "Connections that have buffers; the others wait for a request.",
        offsetof(struct metrics, held));
}
