/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether a code will be readable once it is printed, by its size and its ground. */
#pragma once

#include "esc/qr.h"

/* The smallest module, in micrometres. DENSO WAVE, whose invention the QR code is, asks for four dots of the printer or more in each
 * module: 0.33 mm at the 300 dpi of card printers (qrcode.com, "Point for setting the module size"). */
#define QR_MODULE_MIN_UM 330

/* The smallest difference between the reflectance of the light and the dark modules, in hundredths of the whole: grade C of symbol contrast
 * in ISO/IEC 15415, the least that is commonly asked for. */
#define QR_CONTRAST_MIN 40

enum qr_fault {
    QR_TOO_SMALL = 1,
    QR_TOO_PALE = 2,
    QR_REVERSED = 4 /* light on dark: phones read it, some older readers don't */
};

struct qr_judgement {
    unsigned faults;    /* enum qr_fault */
    unsigned module_um; /* the side of a module */
    unsigned contrast;  /* 0..100 */
};

/* A drawing of this width, in hundredths of a millimetre, on a ground of a good colour ("#rrggbb"). */
struct qr_judgement qr_judge(struct qr_style style, unsigned width, const char *ground);

/* The smallest good width of a drawing, in hundredths of a millimetre. */
unsigned qr_width_min(enum qr_orientation orientation);
