/* SPDX-License-Identifier: EUPL-1.2 */
/* Logos of operators and organisations: from a file that somebody sends to one that pages can show. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct logo_file {
    const char *name; /* "0123456789abcdef.svg": another content, another name */
    const char *type;
    struct str content;
};

/* An SVG is written anew, so that it can neither run nor load anything; of a PNG the head is looked at. RC_INVALID (ER-2115) names the
 * `field` and what is wrong: another kind of file, more than 256 KiB (an SVG: 64 KiB), more than 2000 pixels. */
MUST_CHECK enum rc logo_read(const char *field, struct str file, struct arena *arena, struct logo_file *out, struct err *e);

/* The media type of a logo's name. */
const char *logo_type(struct str name);

/* "0123456789abcdef.css" for a content; NULL without memory. */
const char *content_name(struct arena *arena, struct str content, const char *ending);
