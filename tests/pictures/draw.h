/* SPDX-License-Identifier: EUPL-1.2 */
/* Pictures for tests: four quarters, red, green, blue and white, in whatever form is asked for. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct wish {
    unsigned width, height;
    unsigned orientation; /* 0: none is written */
    bool is_grey;         /* black, dark, light, white */
    bool is_cmyk;         /* of JPEG */
    bool is_progressive;
    bool is_interlaced; /* of PNG */
    bool is_palette;
    bool is_deep;     /* 16 bits */
    bool has_alpha;   /* the last quarter is transparent */
    bool is_lossless; /* of WebP */
    bool is_film;     /* two pictures, the second black */
    bool has_profile; /* with red and green exchanged in the pixels and in the profile's primaries */
    bool has_notes;   /* a comment and a place, to be taken away */
};

/* The colour of a pixel as red, green, blue, alpha. */
void draw_pixel(const struct wish *wish, unsigned x, unsigned y, unsigned char out[4]);

/* A block of EXIF with the orientation; the length is returned. */
#define EXIF_SIZE 64
size_t draw_exif(const struct wish *wish, unsigned char out[EXIF_SIZE]);

/* An ICC profile; malloc's. */
unsigned char *draw_profile(const struct wish *wish, size_t *length);

void draw_jpeg(const struct wish *wish, FILE *out);
void draw_png(const struct wish *wish, FILE *out);
void draw_webp(const struct wish *wish, FILE *out);

/* Says as JSON what a JPEG holds. */
void tell_jpeg(FILE *in, FILE *out);
