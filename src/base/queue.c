/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    size_t capacity;
    size_t first;
    size_t count;
    bool closed;
    void *items[];
};

struct queue *queue_new(size_t capacity)
{
    struct queue *const queue = calloc(1, sizeof *queue + capacity * sizeof(void *));
    if (queue == NULL) {
        return NULL;
    }
    queue->capacity = capacity;
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&queue->mutex, NULL);
    (void)pthread_cond_init(&queue->filled, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    return queue;
}

void queue_free(struct queue *queue)
{
    if (queue == NULL) {
        return;
    }
    (void)pthread_cond_destroy(&queue->filled);
    (void)pthread_mutex_destroy(&queue->mutex);
    free(queue);
}

bool queue_push(struct queue *queue, void *item)
{
    (void)pthread_mutex_lock(&queue->mutex);
    const bool taken = !queue->closed && queue->count < queue->capacity;
    if (taken) {
        queue->items[(queue->first + queue->count) % queue->capacity] = item;
        queue->count++;
        (void)pthread_cond_signal(&queue->filled);
    }
    (void)pthread_mutex_unlock(&queue->mutex);
    return taken;
}

static struct timespec deadline_in(int timeout_ms)
{
    struct timespec at = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += timeout_ms / 1000;
    at.tv_nsec += (long)(timeout_ms % 1000) * 1000000L;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000L;
    }
    return at;
}

/* With the mutex held: waits until there is an item, the queue is closed or the time is over. */
static void wait_for_items(struct queue *queue, int timeout_ms)
{
    const struct timespec deadline = deadline_in(timeout_ms < 0 ? 0 : timeout_ms);
    int outcome = 0;
    while (queue->count == 0 && !queue->closed && outcome != ETIMEDOUT) {
        outcome = timeout_ms < 0 ? pthread_cond_wait(&queue->filled, &queue->mutex)
                                 : pthread_cond_timedwait(&queue->filled, &queue->mutex, &deadline);
    }
}

size_t queue_pop(struct queue *queue, void **out, size_t max, int timeout_ms)
{
    (void)pthread_mutex_lock(&queue->mutex);
    wait_for_items(queue, timeout_ms);
    size_t taken = 0;
    while (taken < max && queue->count > 0) {
        out[taken++] = queue->items[queue->first];
        queue->first = (queue->first + 1) % queue->capacity;
        queue->count--;
    }
    (void)pthread_mutex_unlock(&queue->mutex);
    return taken;
}

void queue_close(struct queue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
    queue->closed = true;
    (void)pthread_cond_broadcast(&queue->filled);
    (void)pthread_mutex_unlock(&queue->mutex);
}

bool queue_is_closed(struct queue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
    const bool closed = queue->closed;
    (void)pthread_mutex_unlock(&queue->mutex);
    return closed;
}

size_t queue_length(struct queue *queue)
{
    (void)pthread_mutex_lock(&queue->mutex);
    const size_t count = queue->count;
    (void)pthread_mutex_unlock(&queue->mutex);
    return count;
}
