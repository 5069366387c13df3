/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/inbox.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* `filled` and `asleep` make the wake-up cheap: whoever posts sets `filled` before it looks at `asleep`, the loop sets `asleep` before it
 * looks at `filled`, so that one of the two sees the other. A loop that is at work costs the poster no system call. */
struct inbox {
    pthread_mutex_t mutex;
    struct inbox_item *first;
    struct inbox_item **last;
    bool closed;
    atomic_bool filled;
    atomic_bool asleep;
    atomic_uint holders;
    int event_fd;
};

struct inbox *inbox_new(void)
{
    struct inbox *const inbox = calloc(1, sizeof *inbox);
    if (inbox == NULL) {
        return NULL;
    }
    inbox->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (inbox->event_fd < 0) {
        free(inbox);
        return NULL;
    }
    (void)pthread_mutex_init(&inbox->mutex, NULL);
    inbox->last = &inbox->first;
    atomic_init(&inbox->holders, 1);
    return inbox;
}

struct inbox *inbox_hold(struct inbox *inbox)
{
    atomic_fetch_add(&inbox->holders, 1);
    return inbox;
}

void inbox_release(struct inbox *inbox)
{
    if (inbox == NULL || atomic_fetch_sub(&inbox->holders, 1) > 1) {
        return;
    }
    (void)close(inbox->event_fd);
    (void)pthread_mutex_destroy(&inbox->mutex);
    free(inbox);
}

bool inbox_add(struct inbox *inbox, struct inbox_item *item)
{
    item->next = NULL;
    (void)pthread_mutex_lock(&inbox->mutex);
    const bool open = !inbox->closed;
    if (open) {
        *inbox->last = item;
        inbox->last = &item->next;
        atomic_store(&inbox->filled, true);
    }
    (void)pthread_mutex_unlock(&inbox->mutex);
    return open;
}

bool inbox_post(struct inbox *inbox, struct inbox_item *item)
{
    const bool open = inbox_add(inbox, item);
    if (open) {
        inbox_wake(inbox);
    }
    return open;
}

void inbox_wake(struct inbox *inbox)
{
    if (!atomic_exchange(&inbox->asleep, false)) {
        return;
    }
    const uint64_t one = 1;
    const ssize_t written = write(inbox->event_fd, &one, sizeof one);
    (void)written; /* fails only when the counter is full, and then the loop is awake */
}

struct inbox_item *inbox_take(struct inbox *inbox)
{
    if (!atomic_load(&inbox->filled)) {
        return NULL;
    }
    (void)pthread_mutex_lock(&inbox->mutex);
    struct inbox_item *const first = inbox->first;
    inbox->first = NULL;
    inbox->last = &inbox->first;
    atomic_store(&inbox->filled, false);
    (void)pthread_mutex_unlock(&inbox->mutex);
    return first;
}

int inbox_fd(const struct inbox *inbox)
{
    return inbox->event_fd;
}

bool inbox_may_sleep(struct inbox *inbox)
{
    atomic_store(&inbox->asleep, true);
    if (!atomic_load(&inbox->filled)) {
        return true;
    }
    atomic_store(&inbox->asleep, false);
    return false;
}

void inbox_awake(struct inbox *inbox, bool woken)
{
    atomic_store(&inbox->asleep, false);
    if (woken) {
        uint64_t count = 0;
        const ssize_t got = read(inbox->event_fd, &count, sizeof count);
        (void)got;
    }
}

void inbox_close(struct inbox *inbox)
{
    (void)pthread_mutex_lock(&inbox->mutex);
    inbox->closed = true;
    (void)pthread_mutex_unlock(&inbox->mutex);
}
