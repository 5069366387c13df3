/* SPDX-License-Identifier: EUPL-1.2 */
/* Inviting administrative users by mail. */
#pragma once

#include "registry/links.h"

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
