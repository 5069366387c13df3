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
    const char *recipient; /* of mails; NULL for events */
    const char *subject;   /* of mails; of events the event's name */
    const char *body;
};

/* To be sent from now on. Fills item->id. */
MUST_CHECK enum rc outbox_insert(struct db *db, struct outbox_item *item, int64_t now_us, struct err *e);
