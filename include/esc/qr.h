/* SPDX-License-Identifier: EUPL-1.2 */
/* The card's QR code with the logo beside it, as SVG, in the geometry of the official generator. */
#pragma once

#include "esc/err.h"
#include "esc/escn.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum qr_orientation { QR_HORIZONTAL, QR_VERTICAL };

/* Normal: black modules and blue logo. Inverted: all white, for dark grounds. The ground is transparent. */
enum qr_colours { QR_NORMAL, QR_INVERTED };
enum qr_size { QR_SIZE_XS, QR_SIZE_S, QR_SIZE_M };

struct qr_style {
    enum qr_orientation orientation;
    enum qr_colours colours;
    enum qr_size size;
};

/* Logo drawings used in place of our own: the inner part of an SVG and its viewBox size, one for each orientation and colour. */
struct qr_logo {
    char *svg; /* a <g> element; NULL: our own drawing */
    double width, height;
};

struct qr_logos {
    struct qr_logo logo[2][2]; /* [orientation][colours] */
};

/* Reads the names of the API (horizontal|vertical, normal|inverted, XS|S|M), any letter case; RC_INVALID names the accepted ones. */
ESC_MUST_CHECK enum rc qr_orientation_parse(const char *text, size_t length, enum qr_orientation *out, struct err *e);
ESC_MUST_CHECK enum rc qr_colours_parse(const char *text, size_t length, enum qr_colours *out, struct err *e);
ESC_MUST_CHECK enum rc qr_size_parse(const char *text, size_t length, enum qr_size *out, struct err *e);

/* The link that the QR carries, "https://s.esc-r.eu/<ESCN>". */
#define QR_LINK_PREFIX "https://s.esc-r.eu/"

/* Draws into a new NUL-terminated string that the caller frees with free(). `logos` may be NULL. */
ESC_MUST_CHECK enum rc qr_svg(
    const struct escn *escn, struct qr_style style, const struct qr_logos *logos, char **out, size_t *length, struct err *e);

/* Reads an operator's SVG file for `struct qr_logos`: what its root element draws, written anew in new memory, and the size of its viewBox.
 * Shapes, groups, gradients, masks and plain style rules are taken; scripts, event attributes, external references, document types, text
 * and what is no SVG are refused. 64 KiB at most. */
ESC_MUST_CHECK enum rc qr_logo_parse(const char *svg, size_t length, struct qr_logo *out, struct err *e);

/* Frees what qr_logo_parse gave. */
void qr_logo_deinit(struct qr_logo *logo);

#ifdef __cplusplus
}
#endif
