/* SPDX-License-Identifier: EUPL-1.2 */
/* Closing a socket on which bytes are still coming makes the kernel tear the connection down, often before the client has read our
 * answer. So the answer's end is signalled, and what still comes is thrown away for a moment. */
#pragma once

#include "http/loop.h"

#define LINGER_US INT64_C(2000000)

/* libmicrohttpd lets go of a connection, its socket still open: whether it lingers with us. */
bool linger_keeps(struct loop *loop, struct http_connection *connection);

/* More came, or the client has read all and left. */
void linger_ready(struct loop *loop, struct http_connection *connection);
