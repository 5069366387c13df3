/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/loop.h"

#include "base/clock.h"
#include "http/drain.h"
#include "http/linger.h"
#include "http/listener.h"
#include "http/park.h"
#include "http/request.h"
#include "http/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define EVENTS_MAX 128

/* Beyond the headers, a connection's buffer holds libmicrohttpd's notes about them and the headers of the answer. */
#define BUFFER_EXTRA 4096

/* After so many turns without result libmicrohttpd is taken to be stuck, and is asked less often. */
#define BARREN_TURNS_MAX 64U
#define BARREN_WAIT_MS 10

bool loop_watch(struct loop *loop, int fd, uint32_t events, enum watch *watch)
{
    struct epoll_event event = {.events = events, .data.ptr = watch};
    return epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

void loop_unwatch(struct loop *loop, int fd)
{
    (void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
}

/* libmicrohttpd tells that it has taken a connection, or that it lets go of one and is about to close the socket. */
static void connection_changed(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode what)
{
    struct loop *const loop = cls;
    loop->daemon_acted = true;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        loop->adopting->mhd = mhd;
        *context = loop->adopting;
        loop->held++;
        metrics_add(&loop->metrics->held, 1);
        loop->held_peak = loop->held > loop->held_peak ? loop->held : loop->held_peak;
        return;
    }
    loop->held--;
    metrics_add(&loop->metrics->held, UINT64_MAX);
    struct http_connection *const connection = *context;
    if (connection == loop->adopting || park_keeps(loop, connection) || linger_keeps(loop, connection)) {
        return;
    }
    connection->fd = -1; /* closed by libmicrohttpd */
    connection_free(loop, connection);
}

static size_t keep_escapes(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls;
    (void)mhd;
    return strlen(text);
}

/* Accepting, limits and deadlines are ours, so libmicrohttpd needs neither a socket nor a timeout. With MHD_USE_TURBO it doesn't shut a
 * socket down before it closes it, which lets us keep one. */
static struct MHD_Daemon *start_daemon(struct loop *loop)
{
    const struct http_limits *const limits = &loop->server->options.limits;
    return MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL,
        request_continue, loop, MHD_OPTION_NOTIFY_CONNECTION, connection_changed, loop, MHD_OPTION_URI_LOG_CALLBACK, request_begin, loop,
        MHD_OPTION_NOTIFY_COMPLETED, request_end, loop, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits->header_max + BUFFER_EXTRA, MHD_OPTION_CONNECTION_LIMIT, limits->connections + 1024,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

static bool watch_all(struct loop *loop)
{
    const union MHD_DaemonInfo *const info = MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    loop->inbox_watch = WATCH_INBOX;
    loop->daemon_watch = WATCH_DAEMON;
    loop->listener_watch = WATCH_LISTENER;
    listener_watch(loop);
    return loop->accepting && loop_watch(loop, inbox_fd(loop->inbox), EPOLLIN, &loop->inbox_watch) &&
        loop_watch(loop, info->epoll_fd, EPOLLIN, &loop->daemon_watch);
}

static void set_timeouts(struct loop *loop)
{
    const struct http_limits *const limits = &loop->server->options.limits;
    int64_t *const timeouts = loop->connections.timeout_us;
    timeouts[PHASE_FRESH] = limits->header_timeout_ms * INT64_C(1000);
    timeouts[PHASE_HEADERS] = timeouts[PHASE_FRESH];
    timeouts[PHASE_IDLE] = limits->idle_timeout_ms * INT64_C(1000);
    timeouts[PHASE_PARKED] = timeouts[PHASE_IDLE];
    timeouts[PHASE_BODY] = limits->body_timeout_ms * INT64_C(1000);
    timeouts[PHASE_ANSWER] = limits->answer_timeout_ms * INT64_C(1000);
    timeouts[PHASE_LINGER] = LINGER_US;
}

struct loop *loop_new(struct http_server *server, struct err *e)
{
    struct loop *const loop = calloc(1, sizeof *loop);
    if (loop == NULL) {
        (void)err_no_memory(e);
        return NULL;
    }
    loop->server = server;
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->inbox = inbox_new();
    loop->access_log = access_log_new(server->options.access_log_fd);
    loop->metrics = metrics_new(&server->operations);
    loop->daemon = start_daemon(loop);
    request_ids_init(&loop->ids);
    set_timeouts(loop);
    const bool complete = loop->inbox != NULL && loop->access_log != NULL && loop->metrics != NULL && loop->daemon != NULL;
    if (!complete || loop->epoll_fd < 0 || !watch_all(loop)) {
        (void)err_set(e, RC_UNAVAILABLE, "", "", "cannot set up an event loop: memory or file descriptors are lacking");
        loop_free(loop);
        return NULL;
    }
    return loop;
}

void loop_free(struct loop *loop)
{
    if (loop == NULL) {
        return;
    }
    if (loop->daemon != NULL) {
        MHD_stop_daemon(loop->daemon);
    }
    if (loop->epoll_fd >= 0) {
        (void)close(loop->epoll_fd);
    }
    inbox_release(loop->inbox);
    access_log_free(loop->access_log);
    exchange_pool_deinit(&loop->exchanges);
    free(loop->metrics);
    free(loop);
}

static void tell_time(struct loop *loop)
{
    loop->now_us = clock_steady_us();
    if (loop->now_us - loop->wall_checked_us > 1000000) {
        loop->wall_checked_us = loop->now_us;
        loop->wall_offset_us = clock_now_us() - loop->now_us;
    }
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* How long the loop may sleep. */
static int timeout_ms(struct loop *loop)
{
    MHD_UNSIGNED_LONG_LONG daemon_ms = 0;
    if (loop->daemon_ready) {
        return loop->barren_turns > BARREN_TURNS_MAX ? BARREN_WAIT_MS : 0;
    }
    loop->daemon_due_us = INT64_MAX;
    if (MHD_get_timeout(loop->daemon, &daemon_ms) == MHD_YES) {
        loop->daemon_due_us = loop->now_us + (daemon_ms > 3600000 ? INT64_C(3600000000) : (int64_t)daemon_ms * 1000);
    }
    int64_t due_us = least(loop->daemon_due_us, connections_next_us(&loop->connections));
    due_us = least(due_us, park_due_us(loop));
    due_us = least(due_us, connections_look_us(loop));
    const int64_t log_due_us = access_log_due_us(loop->access_log);
    due_us = log_due_us == INT64_MAX ? due_us : least(due_us, log_due_us - loop->wall_offset_us);
    due_us = loop->accept_again_us == 0 ? due_us : least(due_us, loop->accept_again_us);
    due_us = loop->draining ? least(due_us, loop->drain_until_us) : due_us;
    if (due_us == INT64_MAX) {
        return -1;
    }
    const int64_t wait_us = due_us - loop->now_us;
    return wait_us <= 0 ? 0 : (int)(least(wait_us, INT64_C(3600000000)) / 1000) + 1;
}

static void connection_ready(struct loop *loop, struct http_connection *connection, uint32_t events)
{
    if (connection->phase == PHASE_LINGER) {
        linger_ready(loop, connection);
        return;
    }
    park_ready(loop, connection, events);
}

static void handle_event(struct loop *loop, const struct epoll_event *event)
{
    enum watch *const watch = event->data.ptr;
    switch (*watch) {
    case WATCH_INBOX:
        inbox_awake(loop->inbox, true);
        return;
    case WATCH_DAEMON:
        loop->daemon_ready = true;
        return;
    case WATCH_LISTENER:
        loop->accept_ready = true;
        return;
    case WATCH_CONNECTION:
        connection_ready(loop, (struct http_connection *)(void *)watch, event->events);
        return;
    }
}

static void wait_for_events(struct loop *loop)
{
    struct epoll_event events[EVENTS_MAX];
    int wait_ms = timeout_ms(loop);
    if (wait_ms != 0 && (!inbox_may_sleep(loop->inbox) || drain_is_asked(loop))) {
        wait_ms = 0;
    }
    const int count = epoll_wait(loop->epoll_fd, events, EVENTS_MAX, wait_ms);
    inbox_awake(loop->inbox, false);
    tell_time(loop);
    loop->daemon_ready |= loop->daemon_due_us <= loop->now_us;
    for (int i = 0; i < count; i++) {
        handle_event(loop, &events[i]);
    }
    /* Last, because it may end a connection that one of the events was about. */
    if (loop->accept_ready) {
        loop->accept_ready = false;
        listener_accept(loop);
    }
}

void loop_take_inbox(struct loop *loop)
{
    struct inbox_item *item = inbox_take(loop->inbox);
    while (item != NULL) {
        struct inbox_item *const next = item->next;
        switch (item->kind) {
        case INBOX_CALL:
            request_finish(loop, (struct exchange *)(void *)((char *)item - offsetof(struct exchange, item)));
            break;
        case INBOX_STREAM:
            request_go_on(loop, stream_of_item(item));
            break;
        case INBOX_CONNECTION:
            listener_take(loop, (struct http_connection *)(void *)((char *)item - offsetof(struct http_connection, item)));
            break;
        }
        item = next;
    }
}

/* libmicrohttpd asks to go on for ever with a connection whose buffer is full and can't be worked off, such as an endless line between
 * chunks. What it has left unread for so many turns is stuck. */
static void end_stuck(struct loop *loop)
{
    static const enum phase phases[] = {PHASE_FRESH, PHASE_HEADERS, PHASE_BODY};
    for (size_t i = 0; i < COUNT_OF(phases); i++) {
        struct http_connection *connection = loop->connections.phases[phases[i]].first;
        while (connection != NULL) {
            struct http_connection *const next = connection->next;
            if (connection->mhd != NULL && connection_unread(connection) > 0) {
                connection_end(loop, connection);
            }
            connection = next;
        }
    }
}

static void run_daemon(struct loop *loop)
{
    MHD_UNSIGNED_LONG_LONG daemon_ms = 0;
    if (!loop->daemon_ready) {
        return;
    }
    loop->daemon_acted = false;
    (void)MHD_run(loop->daemon);
    loop->daemon_ready = MHD_get_timeout(loop->daemon, &daemon_ms) == MHD_YES && daemon_ms == 0;
    loop->barren_turns = loop->daemon_ready && !loop->daemon_acted ? loop->barren_turns + 1 : 0;
    if (loop->barren_turns == BARREN_TURNS_MAX) {
        end_stuck(loop);
    }
}

static void do_what_is_due(struct loop *loop)
{
    connections_sweep(loop);
    connections_look(loop);
    park_idle(loop);
    if (access_log_due_us(loop->access_log) <= loop->now_us + loop->wall_offset_us) {
        access_log_flush(loop->access_log);
    }
    if (loop->accept_again_us != 0 && loop->accept_again_us <= loop->now_us && !loop->draining) {
        listener_watch(loop);
    }
}

static void turn(struct loop *loop)
{
    wait_for_events(loop);
    loop_take_inbox(loop);
    run_daemon(loop);
    do_what_is_due(loop);
    drain(loop);
}

static void report(struct http_server *server, bool ready, const struct err *e)
{
    (void)pthread_mutex_lock(&server->mutex);
    server->reported++;
    if (!ready && server->failure.rc == RC_OK) {
        server->failure = *e;
    }
    (void)pthread_cond_signal(&server->changed);
    (void)pthread_mutex_unlock(&server->mutex);
}

static bool make_context(struct loop *loop)
{
    const struct http_options *const options = &loop->server->options;
    struct err e = {0};
    if (options->loop_context_new != NULL) {
        loop->context = options->loop_context_new(options->context_self, &e);
    }
    const bool ready = options->loop_context_new == NULL || loop->context != NULL;
    report(loop->server, ready, &e);
    return ready;
}

void *loop_main(void *arg)
{
    struct loop *const loop = arg;
    if (!make_context(loop)) {
        return NULL;
    }
    tell_time(loop);
    while (!drain_is_over(loop)) {
        turn(loop);
    }
    drain_finish(loop);
    if (loop->server->options.loop_context_free != NULL) {
        loop->server->options.loop_context_free(loop->server->options.context_self, loop->context);
    }
    return NULL;
}
