/* SPDX-License-Identifier: EUPL-1.2 */
/* What other threads hand to an event loop: a list of items and a wake-up. It outlives its loop for as long as somebody may still post. */
#pragma once

#include <stdbool.h>

enum inbox_kind {
    INBOX_CALL,      /* a call that has its answer */
    INBOX_STREAM,    /* an answer that has grown */
    INBOX_CONNECTION /* a connection that another loop accepted */
};

/* Lives inside what is posted. */
struct inbox_item {
    struct inbox_item *next;
    enum inbox_kind kind;
};

struct inbox;

/* Held once by the caller. NULL when there is no memory or no descriptor left. */
struct inbox *inbox_new(void);

/* One holder more, one less; the last one frees it. */
struct inbox *inbox_hold(struct inbox *inbox);
void inbox_release(struct inbox *inbox);

/* Any thread: gives an item to the loop, which takes it when it is awake the next time. False when the loop is over: the item stays the
 * caller's. */
bool inbox_add(struct inbox *inbox, struct inbox_item *item);

/* The same, waking the loop when it sleeps. */
bool inbox_post(struct inbox *inbox, struct inbox_item *item);

/* Any thread: ends the loop's sleep. */
void inbox_wake(struct inbox *inbox);

/* The loop's thread: all items, in the order of their posting; NULL for none. */
struct inbox_item *inbox_take(struct inbox *inbox);

/* The loop's thread: what to watch for reading while asleep. */
int inbox_fd(const struct inbox *inbox);

/* The loop's thread, before it waits: false when there are items, so that it must not wait. */
bool inbox_may_sleep(struct inbox *inbox);

/* The loop's thread, after it waited. `woken` when inbox_fd was readable. */
void inbox_awake(struct inbox *inbox, bool woken);

/* The loop's thread: refuses posts from now on. What was posted before can still be taken. */
void inbox_close(struct inbox *inbox);
