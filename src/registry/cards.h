/* SPDX-License-Identifier: EUPL-1.2 */
/* Issuing cards, reading, changing and deleting them. */
#pragma once

#include "registry/details.h"

/* What a client says of a card; texts NULL where it says nothing. */
struct card_input {
    const char *number; /* NULL or blank on issue: the router makes one */
    const char *status;
    const char *type;
    const char *display_name;
    const char *uid; /* of the chip; NULL on change: it stays */
    int32_t issued_day;
    int32_t expires_day;
    const char *issuer;
    const char *person;
    const char *processor;
};

/* All run in the session's transaction and answer from it. A number that nobody has: RC_NOT_FOUND (ER-0001); a card of others: RC_DENIED
 * (SE-0000). */

MUST_CHECK enum rc registry_get_card(struct session *session, struct str number, struct card_detail *out, struct err *e);

/* Issues a card. RC_CONFLICT (ER-0002) when the number is in use, or was used for another person or issuer. */
MUST_CHECK enum rc registry_issue_card(struct session *session, const struct card_input *input, struct card_detail *out, struct err *e);
MUST_CHECK enum rc registry_update_card(
    struct session *session, struct str number, const struct card_input *input, struct card_detail *out, struct err *e);
MUST_CHECK enum rc registry_delete_card(struct session *session, struct str number, struct err *e);

/* The steps of which these operations are made, for those who have many cards to write. Each writes lists, counters and log of acts with
 * the card; whether the caller may is the caller's business unless said otherwise. */

/* The issuer of this identifier, for whom the asking organisation may write. RC_INVALID (ER-0004) when there is none, RC_DENIED. */
MUST_CHECK enum rc card_check_issuer(struct session *session, const char *identifier, const struct organisation **out, struct err *e);

/* The processor's id: the one named (blank: none), or the asking organisation where it processes for the issuer. RC_INVALID (ER-0006). */
MUST_CHECK enum rc card_check_processor(
    struct session *session, const char *identifier, const struct organisation *issuer, int64_t *out, struct err *e);

/* Issues a card under a number that nobody had; fills id, seq and version. */
MUST_CHECK enum rc card_add(struct session *session, struct card *card, struct err *e);

/* Issues a card under the number of `old`, as read. RC_CONFLICT (ER-0002) unless `old` is deleted and of the same person and issuer. */
MUST_CHECK enum rc card_add_again(struct session *session, const struct card *old, struct card *card, struct err *e);

/* Writes what differs from `old`, as read; raises card->version. */
MUST_CHECK enum rc card_change(struct session *session, const struct card *old, struct card *card, struct err *e);

/* Marks a card that is there as deleted. */
MUST_CHECK enum rc card_remove(struct session *session, struct card *card, struct err *e);
