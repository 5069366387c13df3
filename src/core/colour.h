/* SPDX-License-Identifier: EUPL-1.2 */
/* Colours as "#rrggbb", and which text can be read on them. */
#pragma once

#include "base/str.h"
#include "esc/err.h"

/* RC_OK for "#" and six hexadecimal digits; `field` names the member in the message. */
ESC_MUST_CHECK enum rc colour_check(const char *field, struct str text, struct err *e);

/* The light that a good colour gives back: its relative luminance, white being COLOUR_LIGHT_MAX. */
#define COLOUR_LIGHT_MAX 65535U
unsigned colour_light(const char *colour);

/* "#ffffff" or "#000000": which of the two has the higher contrast against a good colour (WCAG 2.1, relative luminance). */
const char *colour_contrast(const char *colour);

#define COLOUR_SIZE 8 /* "#rrggbb" and NUL */

/* `share` of 16 parts of `over`, the rest of `under`. */
void colour_mix(const char *under, const char *over, unsigned share, char out[COLOUR_SIZE]);

/* The contrast of two good colours in hundredths: 100 for the same, 2100 for black and white. */
unsigned colour_ratio(const char *one, const char *other);

/* What text needs, and what signs and edges need (WCAG 2.2 AA). */
#define COLOUR_RATIO_TEXT 450U
#define COLOUR_RATIO_SIGN 300U

/* The colour of text on a ground: the wanted one (may be NULL) where it can be read, else black or white. */
const char *colour_text(const char *ground, const char *wanted);
