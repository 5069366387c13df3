/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw/qr_judge.h"

#include "core/colour.h"
#include "draw/qr_parts.h"

/* Of a drawing, in tenths of a module. */
static unsigned width_in_modules(enum qr_orientation orientation)
{
    return (unsigned)(qr_place_of(orientation).width * 10 + 0.5);
}

unsigned qr_width_min(enum qr_orientation orientation)
{
    return (width_in_modules(orientation) * QR_MODULE_MIN_UM + 99) / 100;
}

struct qr_judgement qr_judge(struct qr_style style, unsigned width, const char *ground)
{
    const bool is_inverted = style.colours == QR_INVERTED;
    const unsigned code = colour_light(is_inverted ? "#ffffff" : "#000000");
    const unsigned behind = colour_light(ground);
    const unsigned difference = code > behind ? code - behind : behind - code;
    struct qr_judgement out = {
        .module_um = width * 100 / width_in_modules(style.orientation),
        .contrast = difference * 100 / COLOUR_LIGHT_MAX,
    };
    out.faults |= width < qr_width_min(style.orientation) ? QR_TOO_SMALL : 0U;
    out.faults |= out.contrast < QR_CONTRAST_MIN ? QR_TOO_PALE : 0U;
    out.faults |= is_inverted ? QR_REVERSED : 0U;
    return out;
}
