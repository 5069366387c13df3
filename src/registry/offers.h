/* SPDX-License-Identifier: EUPL-1.2 */
/* Services where an institution's card is accepted: kept by the institution, seen by everybody. */
#pragma once

#include "registry/session.h"
#include "store/offers.h"

/* Those of an organisation, for who may see it; 0: of all that are active, for everybody. */
MUST_CHECK enum rc registry_list_offers(struct session *session, int64_t organisation_id, struct offers *out, struct err *e);

/* RC_NOT_FOUND (ER-2305) for an id that nobody has, or one of an organisation whose services the user may not manage. */
MUST_CHECK enum rc registry_get_offer(struct session *session, int64_t id, struct offer *out, struct err *e);

/* In the session's transaction; adding fills id and version. RC_CONFLICT (ER-0005) when somebody else has changed it since. */
MUST_CHECK enum rc registry_add_offer(struct session *session, struct offer *offer, struct err *e);
MUST_CHECK enum rc registry_edit_offer(struct session *session, struct offer *offer, struct err *e);
MUST_CHECK enum rc registry_remove_offer(struct session *session, int64_t id, struct err *e);
