/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of what is to leave the router: mails and events, until they are sent. */
#pragma once

#include "db/db.h"

/* The numbers are stored. */
enum outbox_kind { OUTBOX_MAIL = 1, OUTBOX_EVENT = 2 };

struct outbox_item {
    int64_t id;
    enum outbox_kind kind;
    int64_t service_id;    /* of events; 0 for mails */
    int64_t object_id;     /* of events: those of one object leave in their order; of mails the student's id, else 0 */
    const char *recipient; /* of mails; NULL for events */
    const char *subject;   /* of mails; of events the event's name */
    const char *body;
    int64_t created_at_us;
    int64_t attempts;
};

struct outbox_items {
    struct outbox_item *items;
    size_t count;
};

/* To be sent from now on. Fills item->id. */
MUST_CHECK enum rc outbox_insert(struct db *db, struct outbox_item *item, int64_t now_us, struct err *e);

/* The same for an event; does nothing (id 0) when its service is not there, or disabled. */
MUST_CHECK enum rc outbox_insert_event(struct db *db, struct outbox_item *item, int64_t now_us, struct err *e);

/* What may be sent to a service (0: the mails), in the order in which its turn has come. What is to wait until after `horizon_us` counts as
 * due, too: no wait is that long, so that the clock must have been ahead; of it there are up to `limit` more, at the end. */
MUST_CHECK enum rc outbox_list_due(struct db *db, struct arena *arena, int64_t service_id, int64_t now_us, int64_t horizon_us, size_t limit,
    struct outbox_items *out, struct err *e);

/* The same whatever its turn, where it was written before an instant. */
MUST_CHECK enum rc outbox_list_before(
    struct db *db, struct arena *arena, int64_t service_id, int64_t instant_us, size_t limit, struct outbox_items *out, struct err *e);

/* The first instant after `now_us` at which something is due; *found is false when there is none. */
MUST_CHECK enum rc outbox_next(struct db *db, int64_t now_us, int64_t *out, bool *found, struct err *e);
MUST_CHECK enum rc outbox_delete(struct db *db, int64_t id, struct err *e);
MUST_CHECK enum rc outbox_delete_of_service(struct db *db, int64_t service_id, struct err *e);

/* One more attempt has failed. */
MUST_CHECK enum rc outbox_postpone(struct db *db, int64_t id, int64_t next_at_us, const char *failure, struct err *e);

/* What waits, of one kind. */
struct outbox_figures {
    int64_t waiting;
    int64_t oldest_us; /* created; 0 when nothing waits */
};

MUST_CHECK enum rc outbox_measure(struct db *db, enum outbox_kind kind, struct outbox_figures *out, struct err *e);
MUST_CHECK enum rc outbox_count_of_service(struct db *db, int64_t service_id, int64_t *out, struct err *e);

/* How many were written before an instant. */
MUST_CHECK enum rc outbox_count_before(struct db *db, int64_t instant_us, int64_t *out, struct err *e);

/* Deletes the mails to a student that wait. */
MUST_CHECK enum rc outbox_forget_mails(struct db *db, int64_t person_id, struct err *e);
