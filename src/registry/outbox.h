/* SPDX-License-Identifier: EUPL-1.2 */
/* What the registry has to tell the world: put down in the transaction of the act that causes it, sent afterwards. */
#pragma once

#include "registry/session.h"

/* Plain text; borrowed until the call returns. */
struct mail {
    const char *to; /* one address */
    const char *subject;
    const char *text;
};

/* In the session's transaction: the mail leaves only when it is committed. RC_INVALID for an address that is none. */
MUST_CHECK enum rc registry_post_mail(struct session *session, const struct mail *mail, struct err *e);
