/* SPDX-License-Identifier: EUPL-1.2 */
/* A router as its callers see it: an address, perhaps a token, and a transport. */
#pragma once

#include "client/transport.h"

#include <jansson.h>

struct router_client {
    const char *url;   /* what goes before "/api/...", such as "https://router.example.org/esc-rest", without a final slash */
    const char *token; /* NULL for public operations */
    struct transport transport;
};

/* Checks the address and removes final slashes. RC_INVALID unless it is one of http or https without query. The texts are put into the
 * arena. */
MUST_CHECK enum rc router_client_init(
    struct router_client *client, struct arena *arena, const char *url, const char *token, struct transport transport, struct err *e);

/* GET of a path such as "/api/v2/cards/..."; `path` is percent-encoded already. The object of the answer is the caller's. */
MUST_CHECK enum rc router_client_get(
    const struct router_client *client, struct arena *arena, const char *path, json_t **out, struct err *e);
