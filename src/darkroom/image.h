/* SPDX-License-Identifier: EUPL-1.2 */
/* Pixels in memory, and gathering rows into fewer pixels while they are decoded, so that a large picture never stands in memory as a whole.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Grey, red-green-blue or cyan-magenta-yellow-black (0: no ink), a byte each. */
struct image {
    unsigned width, height;
    unsigned channels; /* 1, 3 or 4 */
    unsigned char *pixels;
    unsigned char *profile; /* ICC; NULL for none */
    size_t profile_bytes;
    unsigned orientation; /* as EXIF counts, 1 to 8 */
};

/* Takes rows of a picture of width x height and makes one pixel of each factor x factor of them. */
struct reducer {
    unsigned width, height; /* of what comes */
    unsigned channels;
    unsigned factor;
    unsigned rows; /* taken so far */
    unsigned *sums;
    struct image *out;
};

/* How much both sides can shrink and still leave each twice as long as the finished picture's longer side needs. */
unsigned image_spare(unsigned width, unsigned height);

/* Sets up `out`, whose memory is never freed: the process makes one picture and ends. False without memory. */
bool reducer_init(struct reducer *reducer, unsigned width, unsigned height, unsigned channels, struct image *out);

/* The next row. */
void reducer_add(struct reducer *reducer, const unsigned char *row);

/* The same with an alpha channel behind the others, laid on white. `row` is changed. */
void reducer_add_alpha(struct reducer *reducer, unsigned char *row);
