/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/connection.h"

#include "http/loop.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOOK_US INT64_C(1000000)

struct http_connection *connection_new(struct http_server *server, int fd, const struct ip *peer, enum census_answer *answer)
{
    const bool is_proxy = ip_blocks_have(&server->trusted, peer);
    const struct ip client = ip_client(peer);
    *answer = census_enter(server->census, is_proxy ? NULL : &client);
    if (*answer != CENSUS_ADMITTED) {
        return NULL;
    }
    struct http_connection *const connection = calloc(1, sizeof *connection);
    if (connection == NULL) {
        census_leave(server->census, is_proxy ? NULL : &client);
        *answer = CENSUS_NO_MEMORY;
        return NULL;
    }
    connection->watch = WATCH_CONNECTION;
    connection->phase = PHASE_COUNT;
    connection->item.kind = INBOX_CONNECTION;
    connection->fd = fd;
    connection->is_proxy = is_proxy;
    connection->may_park = true;
    connection->peer = *peer;
    ip_format(peer, connection->address);
    return connection;
}

static void list_remove(struct connection_list *list, struct http_connection *connection)
{
    *(connection->previous == NULL ? &list->first : &connection->previous->next) = connection->next;
    *(connection->next == NULL ? &list->last : &connection->next->previous) = connection->previous;
}

static void list_append(struct connection_list *list, struct http_connection *connection)
{
    connection->previous = list->last;
    connection->next = NULL;
    *(list->last == NULL ? &list->first : &list->last->next) = connection;
    list->last = connection;
}

void connection_enter(struct loop *loop, struct http_connection *connection, enum phase phase)
{
    struct connections *const all = &loop->connections;
    const int64_t timeout_us = all->timeout_us[phase];
    if (connection->phase == PHASE_COUNT) {
        all->count++;
    } else {
        list_remove(&all->phases[connection->phase], connection);
    }
    /* A parked connection goes on waiting for as long as it would have unparked. */
    if (phase != PHASE_PARKED) {
        connection->deadline_us = timeout_us == 0 ? INT64_MAX : loop->now_us + timeout_us;
    }
    connection->phase = phase;
    connection->moved = 0;
    list_append(&all->phases[phase], connection);
}

void connection_progress(struct loop *loop, struct http_connection *connection, size_t bytes)
{
    const uint64_t timeout_ms = (uint64_t)loop->connections.timeout_us[connection->phase] / 1000;
    connection->moved += bytes;
    if (connection->moved >= loop->server->options.limits.transfer_rate * timeout_ms / 1000) {
        connection_enter(loop, connection, connection->phase);
    }
}

void connection_free(struct loop *loop, struct http_connection *connection)
{
    const struct ip client = ip_client(&connection->peer);
    if (connection->phase != PHASE_COUNT) {
        list_remove(&loop->connections.phases[connection->phase], connection);
        loop->connections.count--;
    }
    if (connection->begun != NULL) {
        exchange_free(&loop->exchanges, connection->begun);
    }
    if (connection->fd >= 0) {
        /* Closing alone doesn't do that while a child process that is just being started has a copy. */
        loop_unwatch(loop, connection->fd);
        (void)close(connection->fd);
    }
    atomic_fetch_sub(&loop->open, 1);
    census_leave(loop->server->census, connection->is_proxy ? NULL : &client);
    free(connection);
}

void connection_end(struct loop *loop, struct http_connection *connection)
{
    if (connection->mhd == NULL) {
        connection_free(loop, connection);
        return;
    }
    (void)shutdown(connection->fd, SHUT_RDWR);
    /* Where its buffer is full, libmicrohttpd doesn't read and so never sees the end: then its own timeout ends it. */
    (void)MHD_set_connection_option(connection->mhd, MHD_CONNECTION_OPTION_TIMEOUT, 1U);
    connection_enter(loop, connection, PHASE_CLOSING);
}

size_t connection_unread(const struct http_connection *connection)
{
    int unread = 0;
    return ioctl(connection->fd, FIONREAD, &unread) == 0 && unread > 0 ? (size_t)unread : 0;
}

static const enum metric late_metrics[PHASE_COUNT] = {
    [PHASE_FRESH] = METRIC_TIMEOUT_HEADERS,
    [PHASE_IDLE] = METRIC_TIMEOUT_IDLE,
    [PHASE_PARKED] = METRIC_TIMEOUT_IDLE,
    [PHASE_HEADERS] = METRIC_TIMEOUT_HEADERS,
    [PHASE_BODY] = METRIC_TIMEOUT_BODY,
    [PHASE_RUNNING] = METRIC_COUNT,
    [PHASE_WAITING] = METRIC_COUNT,
    [PHASE_ANSWER] = METRIC_TIMEOUT_ANSWER,
    [PHASE_LINGER] = METRIC_COUNT,
    [PHASE_CLOSING] = METRIC_COUNT,
};

void connections_sweep(struct loop *loop)
{
    for (size_t phase = 0; phase < PHASE_COUNT; phase++) {
        struct http_connection *connection = NULL;
        while ((connection = loop->connections.phases[phase].first) != NULL && connection->deadline_us <= loop->now_us) {
            if (late_metrics[phase] != METRIC_COUNT) {
                metrics_add(&loop->metrics->counters[late_metrics[phase]], 1);
            }
            connection_end(loop, connection);
        }
    }
}

/* libmicrohttpd waits for a further event after it has read less than it could. The client's end, when it came together with its last
 * bytes, makes none: the body, and its file, would be kept until the deadline. */
static bool has_left(const struct http_connection *connection)
{
    char unused = 0;
    return recv(connection->fd, &unused, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void connections_look(struct loop *loop)
{
    if (loop->now_us < loop->look_again_us) {
        return;
    }
    loop->look_again_us = loop->now_us + LOOK_US;
    struct http_connection *connection = loop->connections.phases[PHASE_BODY].first;
    while (connection != NULL) {
        struct http_connection *const next = connection->next;
        if (has_left(connection)) {
            connection_end(loop, connection);
        }
        connection = next;
    }
}

int64_t connections_look_us(const struct loop *loop)
{
    return loop->connections.phases[PHASE_BODY].first == NULL ? INT64_MAX : loop->look_again_us;
}

int64_t connections_next_us(const struct connections *connections)
{
    int64_t next_us = INT64_MAX;
    for (size_t phase = 0; phase < PHASE_COUNT; phase++) {
        const struct http_connection *const first = connections->phases[phase].first;
        if (first != NULL && first->deadline_us < next_us) {
            next_us = first->deadline_us;
        }
    }
    return next_us;
}
