/* SPDX-License-Identifier: EUPL-1.2 */
/* What a service is sent of an event: path, JSON and signature. */
#pragma once

#include "base/buf.h"
#include "core/event.h"

struct event_letter {
    const char *url;
    const char *body;
    const char *headers[5]; /* lines, NULL-terminated */
};

/* The letter for a service at `url` with this secret, as sent at `now_us`. All is in the arena. RC_NO_MEMORY. */
MUST_CHECK enum rc event_letter_write(struct arena *arena, const struct event *event, const char *url, bool is_legacy, struct str secret,
    int64_t now_us, struct event_letter *out, struct err *e);
