/* SPDX-License-Identifier: EUPL-1.2 */
/* What a router tells everybody about a card. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "client/router.h"
#include "esc/escn.h"

#include <stdint.h>

/* A key of the API with its label; both NULL where the router gives none. */
struct card_code {
    const char *key, *label;
};

/* Texts are in the arena and may be NULL, days may be DAY_NONE, but for `status`, which is always there. */
struct card_status_answer {
    const char *status; /* ACTIVE, INACTIVE or EXPIRED */
    const char *display_name;
    int32_t issued_day, expires_day;
    const char *issuer_identifier, *issuer_name;
};

/* As above; `status.key` is always there. */
struct card_verification_answer {
    struct card_code status; /* ACTIVE, INACTIVE or EXPIRED */
    struct card_code type;
    struct card_code level; /* of the holder's studies */
    int32_t expires_day;
    const char *issuer_identifier, *issuer_name;
    struct card_code issuer_identifier_type;
};

/* RC_NOT_FOUND when the router knows no such card; RC_UNAVAILABLE when there is no answer, none of a router, or one about another card. */
MUST_CHECK enum rc cards_ask_status(
    const struct router_client *client, struct arena *arena, const struct escn *escn, struct card_status_answer *out, struct err *e);
MUST_CHECK enum rc cards_ask_verification(
    const struct router_client *client, struct arena *arena, const struct escn *escn, struct card_verification_answer *out, struct err *e);
