/* SPDX-License-Identifier: EUPL-1.2 */
/* The parts of a QR code's drawing one by one, for who draws many of them. */
#pragma once

#include "esc/qr.h"

#include <stdbool.h>

#define QR_MODULES 33

/* Where the code begins within its drawing and how large the drawing is, in modules; the quiet zone is the margin around. */
struct qr_place {
    double x, y, width, height;
};

struct qr_place qr_place_of(enum qr_orientation orientation);

/* The modules of a card's code, row by row; true for dark ones. */
ESC_MUST_CHECK enum rc qr_modules(const struct escn *escn, bool out[QR_MODULES * QR_MODULES], struct err *e);

/* The drawing without its code, as qr_svg gives it: a new string that the caller frees with free(). */
ESC_MUST_CHECK enum rc qr_logo_svg(struct qr_style style, const struct qr_logos *logos, char **out, size_t *length, struct err *e);
