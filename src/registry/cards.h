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

/* Marks a card that is there as deleted, with its counters and its entry in the log of acts; permission is the caller's business. */
MUST_CHECK enum rc card_remove(struct session *session, struct card *card, struct err *e);
