/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/trial.h"

#include "client/curl.h"
#include "router/node.h"

/* An import's file, a long list. */
#define LIMITS ((struct curl_limits){.connect_ms = 2000, .total_ms = 20000, .body_bytes = 4194304})

enum rc trial_send(void *self, struct arena *arena, const struct console_trial *trial, struct console_tried *out, struct err *e)
{
    if (!node_is_up(self)) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the router has only just started");
    }
    AUTO(curl_transport_freep) struct curl_transport *curl = curl_transport_new(LIMITS);
    const char *const url = arena_format(arena, "%s%s", node_url(self), trial->path);
    if (curl == NULL || url == NULL) {
        return err_no_memory(e);
    }
    const struct transport transport = curl_transport_of(curl);
    const struct transport_request request = {
        .method = trial->method, .url = url, .token = trial->token, .headers = trial->headers, .body = trial->body};
    struct transport_reply reply;
    if (transport.send(transport.context, arena, &request, &reply, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct console_tried){.status = reply.status, .head = reply.head, .body = reply.body};
    return RC_OK;
}
