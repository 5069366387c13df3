/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/listener.h"

#include "http/park.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOST_SIZE 256
#define PORT_SIZE 6

/* So many connections are accepted before requests get their turn again. */
#define ACCEPT_MAX 64

/* How long to wait when the system has no descriptor or memory for another connection. */
#define PAUSE_US INT64_C(100000)

/* How often to complain about it. */
#define COMPLAIN_US INT64_C(10000000)

struct place {
    char host[HOST_SIZE]; /* empty: all addresses */
    char port[PORT_SIZE];
};

/* Takes "[::1]:80", "host:80" and "*:80" apart. */
static bool split_place(const char *text, struct place *out)
{
    const char *const colon = strrchr(text, ':');
    long long port = 0;
    if (colon == NULL || strlen(colon + 1) >= PORT_SIZE || !str_to_int64(str_of(colon + 1), &port) || port < 0 || port > 65535) {
        return false;
    }
    struct str host = {text, (size_t)(colon - text)};
    const bool bracketed = host.length > 2 && host.data[0] == '[' && host.data[host.length - 1] == ']';
    if (bracketed) {
        host = (struct str){host.data + 1, host.length - 2};
    }
    const bool has_colon = host.length > 0 && memchr(host.data, ':', host.length) != NULL;
    if (host.length == 0 || host.length >= HOST_SIZE || has_colon != bracketed) {
        return false;
    }
    memset(out, 0, sizeof *out);
    if (!str_equal(host, STR("*"))) {
        memcpy(out->host, host.data, host.length);
    }
    (void)snprintf(out->port, sizeof out->port, "%lld", port);
    return true;
}

static int open_socket(const struct addrinfo *at)
{
    const int fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    const int off = 0;
    if (fd < 0) {
        return -1;
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (at->ai_family == AF_INET6) {
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off); /* "*" is both families */
    }
    if (bind(fd, at->ai_addr, at->ai_addrlen) != 0 || listen(fd, SOMAXCONN) != 0) {
        const int why = errno;
        (void)close(fd);
        errno = why;
        return -1;
    }
    return fd;
}

static unsigned bound_port(int fd)
{
    struct sockaddr_storage at = {0};
    socklen_t size = sizeof at;
    if (getsockname(fd, (struct sockaddr *)&at, &size) != 0) {
        return 0;
    }
    if (at.ss_family == AF_INET6) {
        return ntohs(((const struct sockaddr_in6 *)(const void *)&at)->sin6_port);
    }
    return ntohs(((const struct sockaddr_in *)(const void *)&at)->sin_port);
}

static int open_family(const struct addrinfo *list, int family)
{
    int fd = -1;
    for (const struct addrinfo *at = list; at != NULL && fd < 0; at = at->ai_next) {
        if (family == AF_UNSPEC || at->ai_family == family) {
            fd = open_socket(at);
        }
    }
    return fd;
}

/* All addresses: IPv6, which takes IPv4 along, before IPv4 alone. */
static int open_first(const struct addrinfo *list, bool everywhere)
{
    const int fd = everywhere ? open_family(list, AF_INET6) : -1;
    return fd >= 0 ? fd : open_family(list, AF_UNSPEC);
}

enum rc listener_open(const char *text, int *fd, unsigned *port, struct err *e)
{
    struct place place;
    if (!split_place(text, &place)) {
        return err_set(
            e, RC_INVALID, "", "", "\"%.200s\" is no place to listen on; expected ADDRESS:PORT, such as 127.0.0.1:8080 or *:80", text);
    }
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *list = NULL;
    const int failure = getaddrinfo(place.host[0] == '\0' ? NULL : place.host, place.port, &hints, &list);
    if (failure != 0) {
        return err_set(e, RC_INVALID, "", "", "cannot listen on %.200s: %s", text, gai_strerror(failure));
    }
    *fd = open_first(list, place.host[0] == '\0');
    const int why = errno;
    freeaddrinfo(list);
    if (*fd < 0) {
        const char *const hint = why == EADDRINUSE ? "; another program listens there" : "";
        return err_set(e, RC_UNAVAILABLE, "", "", "cannot listen on %.200s: %s%s", text, strerrordesc_np(why), hint);
    }
    *port = bound_port(*fd);
    return RC_OK;
}

void listener_watch(struct loop *loop)
{
    loop->accepting = loop_watch(loop, loop->server->listen_fd, EPOLLIN | EPOLLEXCLUSIVE, &loop->listener_watch);
    loop->accept_again_us = loop->accepting ? 0 : loop->now_us + PAUSE_US;
}

void listener_unwatch(struct loop *loop)
{
    if (loop->accepting) {
        loop_unwatch(loop, loop->server->listen_fd);
        loop->accepting = false;
    }
}

void listener_leave(struct loop *loop)
{
    listener_accept(loop);
    listener_unwatch(loop);
    loop->accept_again_us = 0;
    if (atomic_fetch_sub(&loop->server->listening, 1) == 1) {
        (void)close(loop->server->listen_fd);
        loop->server->listen_fd = -1;
    }
}

/* The one with the fewest connections, this one when it is among them. */
static struct loop *choose_loop(struct loop *loop)
{
    struct loop *chosen = loop;
    unsigned fewest = atomic_load(&loop->open);
    for (unsigned i = 0; i < loop->server->loop_count && !loop->draining; i++) {
        const unsigned open = atomic_load(&loop->server->loops[i]->open);
        if (open < fewest) {
            fewest = open;
            chosen = loop->server->loops[i];
        }
    }
    return chosen;
}

/* Whoever has waited longest for a request makes room: at once when it is parked, else in a moment. */
static void make_room(struct loop *loop)
{
    struct http_connection *connection = loop->connections.phases[PHASE_PARKED].first;
    if (connection == NULL) {
        connection = loop->connections.phases[PHASE_IDLE].first;
    }
    if (connection != NULL) {
        connection_end(loop, connection);
    }
}

static void refuse(struct loop *loop, int fd, enum census_answer answer)
{
    static const enum metric reasons[] = {
        [CENSUS_ADMITTED] = METRIC_REFUSED_RESOURCES,
        [CENSUS_FULL] = METRIC_REFUSED_FULL,
        [CENSUS_ADDRESS_FULL] = METRIC_REFUSED_ADDRESS,
        [CENSUS_NO_MEMORY] = METRIC_REFUSED_RESOURCES,
    };
    (void)close(fd);
    metrics_add(&loop->metrics->counters[reasons[answer]], 1);
}

static void admit(struct loop *loop, int fd, const struct sockaddr *from)
{
    struct ip peer = {{0}};
    enum census_answer answer = CENSUS_NO_MEMORY;
    (void)ip_of_socket(from, &peer);
    struct http_connection *connection = connection_new(loop->server, fd, &peer, &answer);
    if (answer == CENSUS_FULL) {
        make_room(loop);
        connection = connection_new(loop->server, fd, &peer, &answer);
    }
    if (connection == NULL) {
        refuse(loop, fd, answer);
        return;
    }
    metrics_add(&loop->metrics->counters[METRIC_ACCEPTED], 1);
    struct loop *const chosen = choose_loop(loop);
    atomic_fetch_add(&chosen->open, 1);
    if (chosen == loop) {
        listener_take(loop, connection);
        return;
    }
    if (!inbox_post(chosen->inbox, &connection->item)) {
        atomic_fetch_sub(&chosen->open, 1);
        atomic_fetch_add(&loop->open, 1);
        listener_take(loop, connection);
    }
}

/* The system lacks something: without a pause the listening socket would wake us again and again. */
static void accept_failed(struct loop *loop, int why)
{
    if (why != EMFILE && why != ENFILE && why != ENOBUFS && why != ENOMEM) {
        return;
    }
    if (loop->complained_us == 0 || loop->now_us - loop->complained_us > COMPLAIN_US) {
        log_write(loop->server->options.log, LOG_WARNING, "connections can't be accepted for the moment: %s", strerrordesc_np(why));
        loop->complained_us = loop->now_us;
    }
    metrics_add(&loop->metrics->counters[METRIC_REFUSED_RESOURCES], 1);
    make_room(loop);
    listener_unwatch(loop);
    loop->accept_again_us = loop->now_us + PAUSE_US;
}

void listener_accept(struct loop *loop)
{
    for (int i = 0; i < ACCEPT_MAX; i++) {
        struct sockaddr_storage from = {0};
        socklen_t size = sizeof from;
        const int fd = accept4(loop->server->listen_fd, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            accept_failed(loop, errno);
            return;
        }
        admit(loop, fd, (const struct sockaddr *)&from);
    }
}

void listener_take(struct loop *loop, struct http_connection *connection)
{
    park(loop, connection, PHASE_FRESH);
}
