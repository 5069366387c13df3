/* SPDX-License-Identifier: EUPL-1.2 */
/* What services are told of changes, and the short text in which an event waits to be sent. */
#pragma once

#include "base/arena.h"
#include "core/card.h"

/* The numbers are bits of a stored mask. */
enum event_kind { EVENT_CARD_CREATED, EVENT_CARD_UPDATED, EVENT_CARD_DELETED, EVENT_PERSON_DELETED, EVENT_TEST, EVENT_KIND_COUNT };

#define EVENT_ALL 0xFU /* those that a service can choose */
#define EVENT_ID_SIZE 33

/* Texts are borrowed. */
struct event {
    enum event_kind kind;
    char id[EVENT_ID_SIZE]; /* 32 hexadecimal digits, one of its kind for ever */
    int64_t occurred_at_us;
    const char *issuer; /* identifier of the organisation whose card or person it is */
    const char *esi;    /* of persons, and of cards for services of the old form; NULL else */

    /* of cards */
    char number[ESCN_TEXT_SIZE];
    enum card_type type;
    enum card_status status;
    bool status_changed;
    int32_t issued_day;
    int32_t expires_day;
};

/* "card.created" and so on. */
const char *event_name(enum event_kind kind);

/* Reads names separated by commas into a mask. RC_INVALID names those that there are. */
ESC_MUST_CHECK enum rc event_mask_parse(struct str list, unsigned *out, struct err *e);

/* The names of a mask, separated by commas; NULL when there is no memory. */
const char *event_mask_format(struct arena *arena, unsigned mask);

/* One line; NULL when there is no memory. */
const char *event_format(struct arena *arena, const struct event *event);

/* Reads what event_format wrote; texts go into the arena. RC_INTERNAL for anything else, since we stored it. */
ESC_MUST_CHECK enum rc event_parse(struct arena *arena, struct str text, struct event *out, struct err *e);

/* RC_OK for an address to which events can be sent: http or https, a host, a path at most; no user, query or fragment. */
ESC_MUST_CHECK enum rc event_url_check(struct str url, struct err *e);
