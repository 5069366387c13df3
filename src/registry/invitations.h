/* SPDX-License-Identifier: EUPL-1.2 */
/* Inviting administrative users by mail. */
#pragma once

#include "registry/links.h"
#include "store/links.h"

struct invitation {
    int64_t organisation_id; /* 0: the router itself, for super administrators alone */
    enum role role;
    const char *email;
    const char *base_url;          /* how this router is reached, without final slash: where the link leads */
    const char *organisation_name; /* of one that was made in the same transaction; NULL: as it is known */
};

/* Makes the link and posts the mail that carries it, in the session's transaction. `secret` tells the link's secret this once, for who
 * hands it over himself. RC_INVALID for a role that does not fit, an address that is none, a missing base_url. */
MUST_CHECK enum rc registry_invite(
    struct session *session, const struct invitation *invitation, struct link *out, char secret[LINK_SECRET_SIZE], struct err *e);

/* Those that can still be accepted, of an organisation; 0: to the router itself. */
MUST_CHECK enum rc registry_list_invitations(struct session *session, int64_t organisation_id, struct links *out, struct err *e);

/* In the session's transaction: takes back one of those. RC_NOT_FOUND (ER-2210) when it is not among them. */
MUST_CHECK enum rc registry_withdraw_invitation(struct session *session, int64_t organisation_id, int64_t id, struct err *e);
