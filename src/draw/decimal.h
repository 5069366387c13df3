/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers in drawings: with a point as decimal mark, whatever the locale of the program says. */
#pragma once

#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* Adds value / 10^digits without needless zeros: 465, 1 gives "46.5". `digits` is 0..18. */
void decimal_add(struct buf *out, int64_t value, unsigned digits);

/* Adds a number rounded to six digits after the point; its size must be below 10^12. */
void decimal_add_double(struct buf *out, double value);

/* Reads a number of SVG, such as "-12.5e1"; false when it is none. */
bool decimal_parse(struct str text, double *out);
