/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands in the request line: path and query as received, and their decoded forms. Pure functions over bytes of strangers. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

/* The two parts of a request target, still encoded. */
struct uri {
    struct str path;  /* begins with "/", or is "*" */
    struct str query; /* without "?"; empty when there is none */
};

/* Cuts a request target at its "?"; scheme and host of the absolute form ("http://host/path") are dropped. RC_INVALID for anything that
 * holds a blank or control character or doesn't lead to a path. */
MUST_CHECK enum rc uri_split(struct str target, struct uri *out, struct err *e);

/* Decodes one path segment. What holds no percent sign is returned as it is, else the result is in the arena. RC_INVALID for a percent sign
 * without two hexadecimal digits, a NUL, and what is not UTF-8. */
MUST_CHECK enum rc uri_decode_segment(struct arena *arena, struct str segment, struct str *out, struct err *e);

/* Adds a text as it can stand in a path segment or a query's value: all but letters, digits and "-._~" with percent signs. */
void uri_add_encoded(struct buf *out, struct str text);

struct query_pair {
    struct str name, value;
};

struct query {
    const struct query_pair *items;
    size_t count;
};

/* Decodes a whole query, "+" as a blank; parts without "=" have an empty value. RC_INVALID as above, RC_TOO_LARGE above QUERY_PAIRS_MAX
 * parts. */
#define QUERY_PAIRS_MAX 100
MUST_CHECK enum rc query_parse(struct arena *arena, struct str query, struct query *out, struct err *e);

/* The same for the body of a form that was sent, which may have more parts. */
#define FORM_PAIRS_MAX 2000
MUST_CHECK enum rc form_parse(struct arena *arena, struct str body, struct query *out, struct err *e);

/* The first value of that name; NULL when there is none. */
const struct str *query_find(const struct query *query, struct str name);
