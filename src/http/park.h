/* SPDX-License-Identifier: EUPL-1.2 */
/* Connections that wait for a request cost libmicrohttpd a whole buffer each. Those that are new, and those that have been idle for a
 * while, are kept by us alone, as little more than a descriptor, until they have something to say. */
#pragma once

#include "http/loop.h"

/* Keeps a connection that libmicrohttpd doesn't know; ends it when the kernel refuses. */
void park(struct loop *loop, struct http_connection *connection, enum phase phase);

/* A parked connection can be read, or its client has left. */
void park_ready(struct loop *loop, struct http_connection *connection, uint32_t events);

/* Asks libmicrohttpd to let go of connections that have been idle for long enough, about once a second. */
void park_idle(struct loop *loop);

/* When to do that next; INT64_MAX when there is no need. */
int64_t park_due_us(const struct loop *loop);

/* Takes that back for one which has got a request after all. */
void park_cancel(struct loop *loop, struct http_connection *connection);

/* libmicrohttpd lets go of a connection, its socket still open: whether it is kept from now on by us. */
bool park_keeps(struct loop *loop, struct http_connection *connection);
