/* SPDX-License-Identifier: EUPL-1.2 */
/* How a caller of the router gets an answer to a request; libcurl in programs, anything in tests. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

struct transport_request {
    const char *method;
    const char *url;
    const char *token; /* of the organisation that asks; NULL: none */
    const char *const
        *headers;    /* more lines, "Name: value", NULL-terminated; NULL for none. One that names Accept takes the usual one's place */
    struct str body; /* data NULL: none */
};

struct transport_reply {
    int status;
    bool is_json;    /* by its media type */
    struct str head; /* the lines of the headers as they came, without the status line; in the arena, as the body is */
    struct str body;
};

/* RC_OK for any complete answer, whatever its status; RC_UNAVAILABLE when there is none. */
typedef enum rc transport_fn(
    void *context, struct arena *arena, const struct transport_request *request, struct transport_reply *out, struct err *e);

struct transport {
    transport_fn *send;
    void *context;
};
