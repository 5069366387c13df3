/* SPDX-License-Identifier: EUPL-1.2 */
/* The logo beside a QR code: our own drawing of twelve stars over the letters ESC. */
#pragma once

#include "base/buf.h"
#include "esc/qr.h"

/* The box that the geometry leaves for a logo, in modules: right of the code, or on top of it. */
#define LOGO_HORIZONTAL_WIDTH 24
#define LOGO_HORIZONTAL_HEIGHT 41
#define LOGO_VERTICAL_WIDTH 41
#define LOGO_VERTICAL_HEIGHT 10

/* Adds the drawing; one unit is one module, the box's upper left corner is the origin. */
void logo_add(struct buf *out, enum qr_orientation orientation, enum qr_colours colours);
