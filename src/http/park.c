/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/park.h"

#include <fcntl.h>
#include <linux/tcp.h>
#include <malloc.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

/* How long a connection must have been idle, and how many may be on their way from libmicrohttpd to us, which takes a second. */
#define IDLE_US INT64_C(2000000)
#define ROUND_US INT64_C(1000000)
#define ROUND_MAX 256

/* When so many buffers (5 MiB) fewer are in use than before, their memory is given back to the system, which malloc does not do by itself.
 */
#define TRIM_MIN 256

void park(struct loop *loop, struct http_connection *connection, enum phase phase)
{
    connection->mhd = NULL;
    connection->parking = false;
    connection_enter(loop, connection, phase);
    if (!loop_watch(loop, connection->fd, EPOLLIN | EPOLLRDHUP, &connection->watch)) {
        connection_free(loop, connection);
    }
}

/* libmicrohttpd takes over; its callback finds the connection in loop->adopting. */
static void give_to_daemon(struct loop *loop, struct http_connection *connection)
{
    /* Only its family matters: limits by address are ours. */
    const struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    loop->adopting = connection;
    const enum MHD_Result added =
        MHD_add_connection(loop->daemon, connection->fd, (const struct sockaddr *)(const void *)&address, sizeof address);
    loop->adopting = NULL;
    loop->daemon_ready = true;
    if (added == MHD_NO) {
        connection->fd = -1; /* closed by libmicrohttpd */
        connection_free(loop, connection);
    }
}

void park_ready(struct loop *loop, struct http_connection *connection, uint32_t events)
{
    const bool has_left = (events & (EPOLLHUP | EPOLLERR)) != 0 || ((events & EPOLLRDHUP) != 0 && connection_unread(connection) == 0);
    loop_unwatch(loop, connection->fd);
    if (has_left) {
        connection_free(loop, connection);
        return;
    }
    give_to_daemon(loop, connection);
}

/* How many bytes of the connection have been read, ever; false when the kernel doesn't tell. */
static bool count_read(const struct http_connection *connection, uint64_t *out)
{
    struct tcp_info info = {0};
    size_t unread = connection_unread(connection);
    for (int i = 0; i < 3; i++) {
        socklen_t size = sizeof info;
        const size_t needed = offsetof(struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received;
        if (getsockopt(connection->fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0 || size < needed) {
            return false;
        }
        const size_t unread_after = connection_unread(connection);
        if (unread_after == unread) {
            *out = info.tcpi_bytes_received - unread;
            return true;
        }
        unread = unread_after; /* more came in between: the two numbers don't belong together */
    }
    return false;
}

/* Whether every byte that was read has been part of a complete request. Else libmicrohttpd holds the beginning of one, which would be
 * lost. */
static bool is_between_requests(const struct http_connection *connection)
{
    uint64_t read = 0;
    return connection->may_park && count_read(connection, &read) && read == connection->consumed;
}

/* How many were asked to go. */
static size_t ask_idle(struct loop *loop)
{
    size_t asked = 0;
    const int64_t before_us = loop->now_us - IDLE_US + loop->connections.timeout_us[PHASE_IDLE];
    struct http_connection *connection = loop->connections.phases[PHASE_IDLE].first;
    while (connection != NULL && connection->deadline_us <= before_us && asked < ROUND_MAX) {
        if (!connection->parking && is_between_requests(connection)) {
            connection->parking = MHD_set_connection_option(connection->mhd, MHD_CONNECTION_OPTION_TIMEOUT, 1U) == MHD_YES;
            asked++;
        }
        connection = connection->next;
    }
    return asked;
}

static bool must_trim(const struct loop *loop)
{
    return loop->held_peak - loop->held >= TRIM_MIN;
}

void park_idle(struct loop *loop)
{
    if (loop->now_us < loop->park_again_us) {
        return;
    }
    loop->park_again_us = loop->now_us + ROUND_US;
    if (ask_idle(loop) < ROUND_MAX && must_trim(loop)) {
        loop->held_peak = loop->held;
        (void)malloc_trim(0);
    }
}

int64_t park_due_us(const struct loop *loop)
{
    const bool is_needed = loop->connections.phases[PHASE_IDLE].first != NULL || must_trim(loop);
    return is_needed ? loop->park_again_us : INT64_MAX;
}

void park_cancel(struct loop *loop, struct http_connection *connection)
{
    (void)loop;
    if (connection->parking) {
        connection->parking = false;
        (void)MHD_set_connection_option(connection->mhd, MHD_CONNECTION_OPTION_TIMEOUT, 0U);
    }
}

bool park_keeps(struct loop *loop, struct http_connection *connection)
{
    if (!connection->parking || connection->phase != PHASE_IDLE || loop->draining || !is_between_requests(connection)) {
        return false;
    }
    const int fd = fcntl(connection->fd, F_DUPFD_CLOEXEC, 0);
    if (fd < 0) {
        return false;
    }
    connection->fd = fd;
    park(loop, connection, PHASE_PARKED);
    return true;
}
