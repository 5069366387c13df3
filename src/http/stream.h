/* SPDX-License-Identifier: EUPL-1.2 */
/* An answer that grows while it is sent: one thread appends to a file, the loop sends what is there, and the connection is suspended while
 * there is nothing more. */
#pragma once

#include "http/exchange.h"
#include "http/inbox.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct http_stream;
struct loop;

/* The loop begins to send: the exchange's connection is told of what is added from now on. */
void stream_attach(struct http_stream *stream, struct loop *loop, struct exchange *exchange);

/* Reads what stands at `at`; 0: nothing yet, and the loop will be told of more by an item in its inbox; -1: the end; -2: broken off. */
ssize_t stream_read(struct http_stream *stream, uint64_t at, char *out, size_t max);

/* The loop sends no more. */
void stream_detach(struct http_stream *stream);

/* Whose exchange waited for more. NULL when nobody waits any longer; the item held the stream until now. */
struct exchange *stream_of_item(struct inbox_item *item);
