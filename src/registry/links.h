/* SPDX-License-Identifier: EUPL-1.2 */
/* One-time links: making, reading, using and revoking them. */
#pragma once

#include "core/link.h"
#include "registry/session.h"
#include "store/links.h"

/* All but registry_find_link and link_url run in the session's transaction. */

/* Makes a link of link->purpose for whom its ids and address say; fills id and instants. Without link->expires_at_us it is good for the
 * usual time of its purpose. What was open of the same kind for the same receiver is revoked. The secret is told this once. */
MUST_CHECK enum rc registry_make_link(struct session *session, struct link *link, char secret[LINK_SECRET_SIZE], struct err *e);

/* What stands behind a link that can be used now, without using it: to show a form. `text` is the secret or the whole address. RC_NOT_FOUND
 * (ER-2210) for one that was never made or has another purpose, RC_DENIED when it has expired (ER-2211) or was revoked (ER-2213),
 * RC_CONFLICT when it was used (ER-2212). */
MUST_CHECK enum rc registry_find_link(struct session *session, enum link_purpose purpose, struct str text, struct link *out, struct err *e);

/* The same, and takes it: of several who use one link at the same moment, one does. */
MUST_CHECK enum rc registry_use_link(struct session *session, enum link_purpose purpose, struct str text, struct link *out, struct err *e);

/* RC_NOT_FOUND when there is none that could be revoked. */
MUST_CHECK enum rc registry_revoke_link(struct session *session, int64_t id, struct err *e);

/* To be run now and then: what has expired stays so even when the clock is set back; what expired long ago is deleted. */
MUST_CHECK enum rc registry_expire_links(struct session *session, struct err *e);

/* The address to send: `base_url` (without final slash), the purpose and the secret. NULL without memory. */
const char *link_url(struct arena *arena, const char *base_url, enum link_purpose purpose, const char *secret);
