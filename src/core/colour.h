/* SPDX-License-Identifier: EUPL-1.2 */
/* Colours as "#rrggbb", and which text can be read on them. */
#pragma once

#include "base/str.h"
#include "esc/err.h"

/* RC_OK for "#" and six hexadecimal digits; `field` names the member in the message. */
ESC_MUST_CHECK enum rc colour_check(const char *field, struct str text, struct err *e);

/* "#ffffff" or "#000000": which of the two has the higher contrast against a good colour (WCAG 2.1, relative luminance). */
const char *colour_contrast(const char *colour);
