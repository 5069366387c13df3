/* SPDX-License-Identifier: EUPL-1.2 */
/* What the headers of a request say about the request itself: how long its body is, of what type, who asks. */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* The headers that the server itself reads. */
enum head_field {
    HEAD_HOST,
    HEAD_CONTENT_LENGTH,
    HEAD_TRANSFER_ENCODING,
    HEAD_CONTENT_TYPE,
    HEAD_EXPECT,
    HEAD_REQUEST_ID,
    HEAD_FORWARDED_FOR,
    HEAD_FIELD_COUNT
};

struct head {
    struct str values[HEAD_FIELD_COUNT]; /* the last one of each name; data NULL when there is none */
    unsigned counts[HEAD_FIELD_COUNT];
    bool bad_name; /* a name that is no name: empty, or with blanks or control characters */
    bool cut;      /* bytes of the headers are missing from what we were given: a NUL or a folded line */
    uintptr_t end; /* of the latest value, in the received bytes */
};

/* What kind of body the request announces; filled as far as it is known even when the request is refused. */
struct head_body {
    bool chunked;    /* or of another encoding that we don't take */
    uint64_t length; /* of one that is not chunked */
    bool expects_continue;
};

/* Begins a head after the bytes that end at `start`. */
void head_init(struct head *head, const char *start);

/* Adds one header, in the order of their coming. */
void head_add(struct head *head, struct str name, struct str value);

/* Ends it where the received bytes of all headers end. */
void head_end(struct head *head, const char *end);

/* RC_INVALID for what could be read in more than one way or breaks HTTP. */
MUST_CHECK enum rc head_check(const struct head *head, bool is_http_1_0, struct head_body *body, struct err *e);

/* Whether a Content-Type names this type, whatever its parameters and letter case. */
bool media_type_is(struct str content_type, struct str type);
