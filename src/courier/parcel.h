/* SPDX-License-Identifier: EUPL-1.2 */
/* One thing of the outbox on its way: what is sent, how it went, and what follows from that. */
#pragma once

#include "courier/mail.h"
#include "registry/outbox.h"
#include "store/outbox.h"
#include "store/services.h"

/* How much is to be asked before something is called lost. */
#define PARCEL_EVENT_AGE_US (3 * INT64_C(86400000000))
#define PARCEL_MAIL_AGE_US (2 * INT64_C(86400000000))

/* What has failed waits no longer than this. */
#define PARCEL_DELAY_MAX_US (900 * INT64_C(1000000))

struct parcel {
    struct outcall call; /* first, so that the address that libcurl hands back is the parcel's */
    struct mail_call mail;
    struct arena arena;
    struct parcel *next;
    int64_t id;
    int64_t service_id; /* 0: a mail */
    int64_t created_at_us;
    int64_t attempts; /* that have failed before */
    bool is_legacy;
    bool is_settled_next; /* it has ended; `outcome` is filled */
    bool blames_target;   /* nobody answers there, or only with faults of its own: others would fare no better */
    struct delivery outcome;
};

/* NULL when there is no memory. */
struct parcel *parcel_new(const struct outbox_item *item);
void parcel_free(struct parcel *parcel);

/* Fills in what is to be sent. RC_INVALID and RC_INTERNAL: it never can be. */
MUST_CHECK enum rc parcel_pack_mail(
    struct parcel *parcel, const struct outbox_item *item, const struct mail_route *route, struct sockets *sockets, struct err *e);
MUST_CHECK enum rc parcel_pack_event(struct parcel *parcel, const struct outbox_item *item, const struct remote_service *service,
    struct str secret, struct outcall_rules rules, int64_t now_us, struct err *e);

/* Judges what libcurl says at the end. */
void parcel_judge(struct parcel *parcel, CURLcode code, int64_t now_us);

/* It arrived; it is to be tried again; it is lost. `why` is copied. */
void parcel_end_well(struct parcel *parcel);
void parcel_end_badly(struct parcel *parcel, const char *why, bool for_good, int64_t now_us);

/* How long to wait after this many failures: a second, four times as long each time, up to PARCEL_DELAY_MAX_US; at random between half of
 * that and the whole, so that what failed together does not come back together. */
int64_t parcel_delay_us(int64_t failures);
