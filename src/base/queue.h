/* SPDX-License-Identifier: EUPL-1.2 */
/* A bounded queue of pointers between threads. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>

struct queue;

/* NULL when there is no memory. Free it when no thread uses it any more. */
struct queue *queue_new(size_t capacity);
void queue_free(struct queue *queue);

/* False when the queue is full or closed; the item stays the caller's then. Never waits. */
MUST_CHECK bool queue_push(struct queue *queue, void *item);

/* Takes up to `max` items in order into `out`, waiting up to `timeout_ms` (-1: without limit) for the first. Returns how many; 0 after the
 * timeout, or at once when the queue is closed and empty. */
size_t queue_pop(struct queue *queue, void **out, size_t max, int timeout_ms);

/* No more pushes; waiting threads go on. What is queued can still be taken. */
void queue_close(struct queue *queue);
bool queue_is_closed(struct queue *queue);
size_t queue_length(struct queue *queue);
