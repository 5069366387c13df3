/* SPDX-License-Identifier: EUPL-1.2 */
/* Turning a picture upright, and bringing it to the finished size: covered wholly, cut at the middle. */
#pragma once

#include "darkroom/image.h"

/* Both make a new picture in `out` with the profile of `in`; false without memory. */
bool frame_upright(const struct image *in, struct image *out);
bool frame_fit(const struct image *in, unsigned width, unsigned height, struct image *out);
