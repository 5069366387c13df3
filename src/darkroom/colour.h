/* SPDX-License-Identifier: EUPL-1.2 */
/* Bringing colours to sRGB, by the profile that a picture brings or by the usual rules. */
#pragma once

#include "darkroom/image.h"

struct colour;

/* Made before the fence is raised: the library looks at the time zone's file at first. NULL without memory. */
struct colour *colour_new(void);

/* Makes `image` one of three channels in sRGB. A profile that makes no sense, or is for other channels, counts as none. False without
 * memory. */
bool colour_to_srgb(const struct colour *colour, struct image *image);
