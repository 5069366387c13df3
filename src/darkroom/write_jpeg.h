/* SPDX-License-Identifier: EUPL-1.2 */
/* Encoding the finished picture. */
#pragma once

#include "darkroom/image.h"

/* A JPEG of three channels in sRGB, without metadata; *out is malloc's. False without memory. */
bool write_jpeg(const struct image *image, unsigned char **out, size_t *length);
