/* SPDX-License-Identifier: EUPL-1.2 */
/* Tells the services of an issuer what happens to its cards and persons, by the outbox. */
#pragma once

#include "core/event.h"
#include "registry/session.h"

/* All in the session's transaction, with the change that they tell of; they cost nothing where the issuer has no service that wants to
 * know. Events of one person reach a service in their order. */

/* `old` is the card before an update, else NULL. */
MUST_CHECK enum rc events_tell_card(
    struct session *session, enum event_kind kind, const struct card *old, const struct card *card, struct err *e);

/* The enrolment at this organisation has ended; the person must still be there. */
MUST_CHECK enum rc events_tell_person_deleted(struct session *session, int64_t organisation_id, int64_t person_id, struct err *e);

/* A new event without content, with an identifier of its own. */
struct event events_new(const struct session *session, enum event_kind kind, const char *issuer);
