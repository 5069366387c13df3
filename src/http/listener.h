/* SPDX-License-Identifier: EUPL-1.2 */
/* The listening socket, shared by all loops: whichever is free accepts, the loop with the fewest connections gets them. */
#pragma once

#include "http/loop.h"

/* Opens "127.0.0.1:8080", "[::1]:0", "*:80" or "localhost:8080". RC_INVALID when the text is none of these, RC_UNAVAILABLE when the system
 * refuses. */
MUST_CHECK enum rc listener_open(const char *text, int *fd, unsigned *port, struct err *e);

/* Starts and stops watching it in this loop. */
void listener_watch(struct loop *loop);
void listener_unwatch(struct loop *loop);

/* Lets in who has got through to us, and nobody any more. The last loop to do so closes the socket. */
void listener_leave(struct loop *loop);

/* Accepts what waits and gives it to the loops. */
void listener_accept(struct loop *loop);

/* A connection that another loop accepted for this one. */
void listener_take(struct loop *loop, struct http_connection *connection);
