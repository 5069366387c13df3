/* SPDX-License-Identifier: EUPL-1.2 */
/* Decoding: one function a format. Each fills an image, or ends the process by a refusal. */
#pragma once

#include "core/picture.h"
#include "darkroom/image.h"

typedef void read_fn(const unsigned char *file, size_t length, struct image *out);
read_fn read_jpeg, read_png, read_webp;

/* Refuses a picture that its own header makes too large: the libraries may see another size than the router did. */
void read_check_size(unsigned width, unsigned height);
