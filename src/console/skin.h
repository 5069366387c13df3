/* SPDX-License-Identifier: EUPL-1.2 */
/* The look of a router: colours, font and logo in the place of our own. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* What an operator asks for. */
struct skin_wish {
    const char *name;   /* "default" or "eu" */
    const char *colour; /* of buttons, links and the card in the logo; NULL: the skin's */
    const char *accent; /* of the lines on that card; NULL: the skin's */
    struct str logo;    /* a file's content: SVG or PNG; data NULL for none */
};

/* A file that pages with this look load. */
struct skin_file {
    const char *path; /* "/look/0123456789abcdef.css": another content, another path; NULL for none */
    const char *type;
    struct str content;
};

struct skin {
    struct skin_file style; /* over the style sheets of pages; none for our own look */
    struct skin_file logo;
    const char *theme; /* the colour of the browser's own bar */
};

/* Texts and files lie in the arena. RC_INVALID names the setting that can't be used: an unknown skin, what is no colour, colours in which
 * text or lines could not be seen, a logo that is neither a harmless SVG nor a PNG, or too large. */
MUST_CHECK enum rc skin_make(const struct skin_wish *wish, struct arena *arena, struct skin *out, struct err *e);
