/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw/logo.h"

/* One upright star of radius 1.9, from its upper tip on. */
#define STAR_AT(x, y) "M" x " " y "l.45 1.29 1.36.02-1.09.82.4 1.31-1.12-.78-1.12.78.4-1.31-1.09-.82 1.36-.02z"

/* Twelve stars, placed as the hours of a clock of radius 9.1 around the origin; 11 is the outer radius. */
static const char ring[] = STAR_AT("0", "-11") STAR_AT("4.55", "-9.78") STAR_AT("7.88", "-6.45") STAR_AT("9.1", "-1.9")
    STAR_AT("7.88", "2.65") STAR_AT("4.55", "5.98") STAR_AT("0", "7.2") STAR_AT("-4.55", "5.98") STAR_AT("-7.88", "2.65")
        STAR_AT("-9.1", "-1.9") STAR_AT("-7.88", "-6.45") STAR_AT("-4.55", "-9.78");

/* The letters as strokes of width 1.8, 22 wide and 8.6 high with it. */
static const char letters[] =
    "M5.5.9H.9V7.7H5.5M.9 4.3H4.9" /* E */
    "M12.34 1.8A2.38 1.7 0 0 0 10.23.9 2.38 1.7 0 0 0 7.85 2.6C7.85 3.87 9.16 4.05 10.23 4.3S12.62 4.72 12.62 6A2.38 1.7 0 0 1 10.23 7.7 "
    "2.38 1.7 0 0 1 8.13 6.8"               /* S */
    "M21.39 1.81A3.4 3.4 0 1 0 21.39 6.79"; /* C */

static const char *const colour_names[] = {[QR_NORMAL] = "#2c4390", [QR_INVERTED] = "#fff"};

/* Ring and letters end where the dark modules of the code do, four modules within the box. */
static const struct {
    const char *ring, *letters;
} places[] = {
    [QR_HORIZONTAL] = {"translate(12 15)", "translate(1 28.4)"},
    [QR_VERTICAL] = {"translate(9 5) scale(.4545)", "translate(16.54 1) scale(.93)"},
};

void logo_add(struct buf *out, enum qr_orientation orientation, enum qr_colours colours)
{
    buf_add_format(out, "<path transform=\"%s\" fill=\"%s\" d=\"%s\"/>", places[orientation].ring, colour_names[colours], ring);
    buf_add_format(out, "<path transform=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\" d=\"%s\"/>", places[orientation].letters,
        colour_names[colours], letters);
}
