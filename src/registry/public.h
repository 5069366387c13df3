/* SPDX-License-Identifier: EUPL-1.2 */
/* What anybody may learn of a card: its status and its verification. */
#pragma once

#include "core/card.h"
#include "core/person.h"
#include "registry/session.h"

struct public_status {
    struct escn escn;
    const char *display_name; /* NULL unless the issuer chose to show it */
    int32_t issued_day;
    int32_t expires_day;
    const struct organisation *issuer;
    enum card_status status; /* as shown in public: with the rule of the new logo */
};

struct public_verification {
    struct escn escn;
    enum card_type type;
    enum card_status status;
    int32_t expires_day;
    enum academic_level academic_level;
    const struct organisation *issuer;
};

/* RC_NOT_FOUND (ER-0001) for what is no number, unknown or deleted. The status of a card asked for before comes from the session's memory.
 */
MUST_CHECK enum rc registry_card_status(struct session *session, struct str number, struct public_status *out, struct err *e);
MUST_CHECK enum rc registry_verify_card(struct session *session, struct str number, struct public_verification *out, struct err *e);

/* RC_OK when there is such a card. */
MUST_CHECK enum rc registry_card_exists(struct session *session, const struct escn *escn, struct err *e);
