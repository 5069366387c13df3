/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/server.h"

#include "base/temporary.h"
#include "http/listener.h"
#include "http/loop.h"
#include "http/shared.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOPS_MAX 64
#define SPOOL_MAX (UINT64_C(8) << 30)

static const struct log quiet = {.fd = -1, .least = LOG_LEVEL_COUNT};

static void set_default(int *value, int usual)
{
    *value = *value > 0 ? *value : usual;
}

static void fill_limits(struct http_limits *limits)
{
    limits->header_max = limits->header_max > 0 ? limits->header_max : 16384;
    limits->body_max = limits->body_max > 0 ? limits->body_max : 1048576;
    limits->connections = limits->connections > 0 ? limits->connections : 16384;
    limits->transfer_rate = limits->transfer_rate > 0 ? limits->transfer_rate : 65536;
    set_default(&limits->header_timeout_ms, 10000);
    set_default(&limits->body_timeout_ms, 60000);
    set_default(&limits->answer_timeout_ms, 60000);
    set_default(&limits->idle_timeout_ms, 75000);
    set_default(&limits->drain_timeout_ms, 20000);
}

static unsigned count_loops(unsigned asked)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const unsigned usual = cores < 1 ? 1 : (unsigned)cores;
    const unsigned count = asked > 0 ? asked : usual;
    return count > LOOPS_MAX ? LOOPS_MAX : count;
}

static enum rc read_proxies(struct http_server *server, struct err *e)
{
    const char *const *const texts = server->options.trusted_proxies;
    size_t count = 0;
    while (texts != NULL && texts[count] != NULL) {
        count++;
    }
    struct ip_block *const blocks = arena_alloc_array(&server->arena, count, sizeof *blocks);
    if (blocks == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < count; i++) {
        if (ip_block_parse(texts[i], &blocks[i], e) != RC_OK) {
            return err_wrap(e, "trusted proxies");
        }
    }
    server->trusted = (struct ip_blocks){blocks, count};
    return RC_OK;
}

static enum rc check_lanes(const struct http_options *options, struct err *e)
{
    for (size_t i = 0; i < options->routes.count; i++) {
        const struct http_route *const route = &options->routes.items[i];
        if (route->lane != 0 && (route->lane >= COUNT_OF(options->lanes) || options->lanes[route->lane].submit == NULL)) {
            return err_set(e, RC_INTERNAL, "", "", "route %s %s wants lane %u, which the server doesn't have",
                http_method_name(route->method), route->path, route->lane);
        }
    }
    return RC_OK;
}

/* A folder that takes no files is found out before the first large body. */
static enum rc prepare_spool(struct http_server *server, struct err *e)
{
    const struct http_options *const options = &server->options;
    bool is_needed = false;
    server->spool.folder = options->spool_folder == NULL ? "/tmp" : options->spool_folder;
    server->spool.max = options->spool_max == 0 ? SPOOL_MAX : options->spool_max;
    for (size_t i = 0; i < options->routes.count; i++) {
        is_needed |= options->routes.items[i].body_in_file;
    }
    int fd = -1;
    if (!is_needed) {
        return RC_OK;
    }
    if (temporary_open(server->spool.folder, &fd, e) != RC_OK) {
        return err_wrap(e, "preparing for large bodies");
    }
    (void)close(fd);
    return RC_OK;
}

static enum rc prepare(struct http_server *server, struct err *e)
{
    const struct http_limits *const limits = &server->options.limits;
    if (check_lanes(&server->options, e) != RC_OK || read_proxies(server, e) != RC_OK || prepare_spool(server, e) != RC_OK) {
        return e->rc;
    }
    server->router = router_new(server->options.routes);
    server->census = census_new(limits->connections, limits->connections_per_address);
    server->loop_count = count_loops(server->options.loops);
    server->loops = arena_alloc_array(&server->arena, server->loop_count, sizeof(struct loop *));
    const bool has_operations = operations_init(&server->operations, server->options.routes);
    if (server->router == NULL || server->census == NULL || server->loops == NULL || !has_operations) {
        return err_no_memory(e);
    }
    return listener_open(server->options.listen, &server->listen_fd, &server->port, e);
}

static enum rc make_loops(struct http_server *server, struct err *e)
{
    for (unsigned i = 0; i < server->loop_count; i++) {
        server->loops[i] = loop_new(server, e);
        if (server->loops[i] == NULL) {
            return e->rc;
        }
    }
    return RC_OK;
}

/* Signals are the program's: the loops' threads take none. */
static bool start_thread(struct loop *loop)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    const bool started = pthread_create(&loop->thread, NULL, loop_main, loop) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static enum rc start_threads(struct http_server *server, struct err *e)
{
    atomic_store(&server->listening, server->loop_count);
    for (unsigned i = 0; i < server->loop_count; i++) {
        if (!start_thread(server->loops[i])) {
            return err_set(e, RC_UNAVAILABLE, "", "", "cannot start thread %u of %u for the event loops", i + 1, server->loop_count);
        }
        server->thread_count++;
    }
    (void)pthread_mutex_lock(&server->mutex);
    while (server->reported < server->loop_count) {
        (void)pthread_cond_wait(&server->changed, &server->mutex);
    }
    *e = server->failure;
    (void)pthread_mutex_unlock(&server->mutex);
    return e->rc;
}

static struct http_server *server_new(const struct http_options *options)
{
    struct http_server *const server = calloc(1, sizeof *server);
    if (server == NULL) {
        return NULL;
    }
    server->options = *options;
    server->options.log = options->log == NULL ? &quiet : options->log;
    server->listen_fd = -1;
    fill_limits(&server->options.limits);
    arena_init(&server->arena, 1024);
    (void)pthread_mutex_init(&server->mutex, NULL);
    (void)pthread_cond_init(&server->changed, NULL);
    return server;
}

enum rc http_server_start(const struct http_options *options, struct http_server **out, struct err *e)
{
    struct http_server *const server = server_new(options);
    if (server == NULL) {
        return err_no_memory(e);
    }
    if (prepare(server, e) != RC_OK || make_loops(server, e) != RC_OK || start_threads(server, e) != RC_OK) {
        http_server_stop(server);
        return e->rc;
    }
    *out = server;
    return RC_OK;
}

unsigned http_server_port(const struct http_server *server)
{
    return server->port;
}

void http_server_stop(struct http_server *server)
{
    if (server == NULL) {
        return;
    }
    atomic_store(&server->stopping, true);
    for (unsigned i = 0; i < server->thread_count; i++) {
        inbox_wake(server->loops[i]->inbox);
    }
    for (unsigned i = 0; i < server->thread_count; i++) {
        (void)pthread_join(server->loops[i]->thread, NULL);
    }
    for (unsigned i = 0; i < server->loop_count && server->loops != NULL; i++) {
        loop_free(server->loops[i]);
    }
    if (server->listen_fd >= 0) {
        (void)close(server->listen_fd);
    }
    router_free(server->router);
    census_free(server->census);
    operations_deinit(&server->operations);
    arena_deinit(&server->arena);
    (void)pthread_cond_destroy(&server->changed);
    (void)pthread_mutex_destroy(&server->mutex);
    free(server);
}

static void write_gauges(const struct http_server *server, struct buf *out)
{
    uint64_t lost = 0;
    for (unsigned i = 0; i < server->loop_count; i++) {
        lost += access_log_lost(server->loops[i]->access_log);
    }
    buf_add_format(out, "# HELP http_server_connections_open Connections open now.\n# TYPE http_server_connections_open gauge\n");
    buf_add_format(out, "http_server_connections_open %u\n", census_open(server->census));
    buf_add_format(out,
        "# HELP http_server_access_log_lost_total Lines of the access log that could not be written.\n"
        "# TYPE http_server_access_log_lost_total counter\nhttp_server_access_log_lost_total %llu\n",
        (unsigned long long)lost);
}

void http_server_metrics(const struct http_server *server, struct buf *out)
{
    const struct metrics *loops[LOOPS_MAX] = {NULL};
    for (unsigned i = 0; i < server->loop_count; i++) {
        loops[i] = server->loops[i]->metrics;
    }
    metrics_write(&server->operations, loops, server->loop_count, out);
    write_gauges(server, out);
}
