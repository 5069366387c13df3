/* SPDX-License-Identifier: EUPL-1.2 */
/* From a call's reply to bytes: the headers that every answer has, and those that HTTP demands for some. */
#pragma once

#include "http/loop.h"

#include <microhttpd.h>

/* How many bytes the reply's body has. */
uint64_t reply_bytes(const struct http_reply *reply);

/* Queues the call's reply, or the one for its refusal. MHD_NO when it can't be done: the connection must be closed then. */
enum MHD_Result reply_queue(struct loop *loop, struct exchange *exchange);

/* Sends the reply past libmicrohttpd, which takes none while a body is still coming, and gives up one whose client has closed its half of
 * the connection. The reply isn't in a file, and the connection must be closed then. */
void reply_past(struct loop *loop, struct exchange *exchange);
