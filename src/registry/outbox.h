/* SPDX-License-Identifier: EUPL-1.2 */
/* What the registry has to tell the world: put down in the transaction of the act that causes it, sent afterwards. */
#pragma once

#include "registry/session.h"

/* Plain text; borrowed until the call returns. */
struct mail {
    const char *to; /* one address */
    const char *subject;
    const char *text;
    int64_t person_id; /* to a student, with whom it is erased; else 0 */
};

/* In the session's transaction: the mail leaves only when it is committed. RC_INVALID for an address that is none. */
MUST_CHECK enum rc registry_post_mail(struct session *session, const struct mail *mail, struct err *e);

/* How an attempt to send something ended. */
enum delivery_end { DELIVERY_DONE, DELIVERY_FAILED, DELIVERY_GIVEN_UP };

struct delivery {
    int64_t id;         /* of the outbox */
    int64_t service_id; /* 0 for mails */
    enum delivery_end end;
    int64_t next_at_us;  /* of what has failed: when to try again */
    const char *failure; /* a sentence without personal data; NULL of what is done */
    const char *subject; /* of events the name, for the log of acts */
};

/* In the session's transaction: what is done or given up leaves the outbox, what has failed waits. */
MUST_CHECK enum rc registry_settle(struct session *session, const struct delivery *deliveries, size_t count, struct err *e);
