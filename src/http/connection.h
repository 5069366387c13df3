/* SPDX-License-Identifier: EUPL-1.2 */
/* One client's connection as we see it: in which phase it is and how long that may last. */
#pragma once

#include "base/ip.h"
#include "http/census.h"
#include "http/inbox.h"

#include <stdbool.h>
#include <stdint.h>

struct MHD_Connection;
struct exchange;
struct loop;

/* What the loop's epoll tells about; the pointer registered there leads to one of these. */
enum watch { WATCH_INBOX, WATCH_DAEMON, WATCH_LISTENER, WATCH_CONNECTION };

/* Each phase but PHASE_RUNNING, PHASE_WAITING and PHASE_CLOSING has a deadline that no trickle of bytes puts off. */
enum phase {
    PHASE_FRESH,   /* from its beginning to the end of its first request's headers */
    PHASE_IDLE,    /* between requests, known to libmicrohttpd */
    PHASE_PARKED,  /* between requests, only watched by us: costs next to nothing */
    PHASE_HEADERS, /* from the request line of a later request to the end of its headers */
    PHASE_BODY,    /* until the body is complete */
    PHASE_RUNNING, /* suspended while its call is in a lane */
    PHASE_WAITING, /* suspended until there is more of its answer */
    PHASE_ANSWER,  /* until the answer is sent */
    PHASE_LINGER,  /* answered before its body was read: what still comes is thrown away, so that the client gets to see the answer */
    PHASE_CLOSING, /* shut down by us; libmicrohttpd will notice */
    PHASE_COUNT
};

struct http_connection {
    enum watch watch; /* WATCH_CONNECTION: first member, see `enum watch` */
    enum phase phase;
    struct http_connection *previous, *next; /* in the list of its phase, the earliest deadline first */
    int64_t deadline_us;
    struct inbox_item item;
    struct exchange *begun;     /* whose head is not complete: libmicrohttpd does not always tell when such a request ends */
    struct MHD_Connection *mhd; /* NULL while libmicrohttpd does not know it */
    int fd;
    bool is_proxy;     /* its X-Forwarded-For is believed */
    bool may_park;     /* we know how many bytes of it have been read */
    bool parking;      /* libmicrohttpd was asked to let go of it */
    bool must_linger;  /* close it only after reading what still comes */
    uint64_t moved;    /* bytes of a body or an answer since the deadline was set */
    uint64_t consumed; /* bytes of whole requests so far, for as long as may_park */
    struct ip peer;
    char address[IP_TEXT_SIZE];
};

struct connection_list {
    struct http_connection *first, *last;
};

/* The connections of one loop. */
struct connections {
    struct connection_list phases[PHASE_COUNT];
    int64_t timeout_us[PHASE_COUNT];
    size_t count;
};

/* For a socket just accepted: counted in the census, or NULL and *answer tells why not. */
struct http_server;
struct http_connection *connection_new(struct http_server *server, int fd, const struct ip *peer, enum census_answer *answer);

/* Takes the connection into the loop's lists, or moves it to another phase with a deadline of its own. */
void connection_enter(struct loop *loop, struct http_connection *connection, enum phase phase);

/* So many bytes of the body or of the answer went over. Enough of them set the deadline anew, so that large ones take their time and
 * trickling ones don't. */
void connection_progress(struct loop *loop, struct http_connection *connection, size_t bytes);

/* Uncounts and frees it; closes `fd` unless it is -1. */
void connection_free(struct loop *loop, struct http_connection *connection);

/* Ends it at once: what libmicrohttpd knows is shut down and freed when it notices. */
void connection_end(struct loop *loop, struct http_connection *connection);

/* Bytes that came and nobody has read yet. */
size_t connection_unread(const struct http_connection *connection);

/* Ends what is late. */
void connections_sweep(struct loop *loop);

/* Ends those whose client has left in the middle of a body; looks about once a second. When next; INT64_MAX when there is no need. */
void connections_look(struct loop *loop);
int64_t connections_look_us(const struct loop *loop);

/* The earliest deadline; INT64_MAX for none. */
int64_t connections_next_us(const struct connections *connections);
