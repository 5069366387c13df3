/* SPDX-License-Identifier: EUPL-1.2 */
/* Bodies of requests that are not one JSON object in memory: forms with files, lines of JSON. */
#pragma once

#include "base/temporary.h"
#include "http/route.h"
#include "wire/multipart.h"
#include "wire/shape.h"

/* How the body of a request is taken. */
struct api_body {
    enum http_body kind;
    const char *media_type;
    const char *schema; /* as JSON, for the documentation; NULL: the shape itself */
    size_t max;         /* bytes; 0: the server's usual limit */
    bool in_file;       /* see http_route */
};

/* What a route's `request` is to be for a form with a part "file": CSV, which goes into a file, or a picture, which is taken into memory.
 * Nobody without a good token and the route's right gets to send either. */
extern const struct wire_shape csv_form_shape, picture_form_shape;

/* Lines of JSON, each a card to issue; they go into a file. */
extern const struct wire_shape card_lines_shape;

/* How a body of this shape is taken. */
const struct api_body *api_body_of(const struct wire_shape *request);

/* Finds the parts of the form in the call's body, wherever it is: multipart_get tells where the part "file" stands in call->body, or in
 * call->body_fd. RC_INVALID, RC_UNAVAILABLE. */
MUST_CHECK enum rc form_read(struct http_call *call, struct multipart *out, struct err *e);

/* The content of a part, in the body or in the call's arena; RC_TOO_LARGE when it is longer than `max`. */
MUST_CHECK enum rc form_text(const struct http_call *call, const struct multipart_part *part, size_t max, struct str *out, struct err *e);
