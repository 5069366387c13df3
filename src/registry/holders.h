/* SPDX-License-Identifier: EUPL-1.2 */
/* What an organisation's own users see of a cardholder beyond name and cards: since when, on what ground, and what was done. */
#pragma once

#include "registry/acts.h"
#include "registry/details.h"
#include "store/aliases.h"
#include "store/consents.h"

/* A consent, or that the student was told, with the text that it is about. */
struct agreement {
    struct consent consent;
    int64_t published_at_us; /* of the text; 0: there was none */
};

struct holder {
    int64_t created_at_us;
    int64_t updated_at_us;
    struct aliases aliases;
    struct agreement *agreements; /* oldest first */
    size_t agreement_count;
};

/* Of a visible enrolment. RC_DENIED (ER-2215) to users without the right to read there. */
MUST_CHECK enum rc registry_get_holder(struct session *session, const struct enrolment *enrolment, struct holder *out, struct err *e);

/* What was done with the person, its cards and its links at the enrolment's organisation, the latest `limit`; for who may read the
 * organisation's log. Acts on whole lists are not among them. */
MUST_CHECK enum rc registry_list_holder_acts(
    struct session *session, const struct enrolment *enrolment, int64_t limit, struct acts *out, struct err *e);

/* The same of one card, at its issuer. */
MUST_CHECK enum rc registry_list_card_acts(
    struct session *session, const struct card *card, int64_t limit, struct acts *out, struct err *e);
