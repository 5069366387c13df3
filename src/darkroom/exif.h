/* SPDX-License-Identifier: EUPL-1.2 */
/* How a camera was held, from the metadata that it writes. */
#pragma once

#include <stddef.h>

/* The orientation, 1 to 8, of a block of EXIF (a TIFF header and directories); 1 where it says nothing that makes sense. */
unsigned exif_orientation(const unsigned char *data, size_t length);
