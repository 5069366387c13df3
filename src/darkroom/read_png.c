/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/exif.h"
#include "darkroom/read.h"
#include "darkroom/reply.h"

#include <stdlib.h>
#include <string.h>

#include <png.h>

#define SIDE_MAX 1000000U
#define CHUNK_MAX (8U << 20) /* bytes that a compressed chunk may grow to */
#define CHUNKS_MAX 100U

struct source {
    const unsigned char *at;
    size_t left;
};

static void on_error(png_structp png, const char *message)
{
    (void)png;
    (void)message;
    reply_refuse(DARKROOM_DAMAGED, 0, 0);
}

static void on_warning(png_structp png, const char *message)
{
    (void)png;
    (void)message;
}

static void give(png_structp png, unsigned char *out, size_t length)
{
    struct source *const source = png_get_io_ptr(png);
    if (length > source->left) {
        png_error(png, "the file ends");
    }
    memcpy(out, source->at, length);
    source->at += length;
    source->left -= length;
}

/* Eight bits a channel, no palette: one grey or three colours, with alpha behind where there is any. */
static void choose_form(png_structp png, png_infop info)
{
    double gamma = 0;
    int intent = 0;
    const bool is_plain = !png_get_valid(png, info, PNG_INFO_iCCP) && !png_get_sRGB(png, info, &intent);
    png_set_expand(png);
    png_set_scale_16(png);
    if (is_plain && png_get_gAMA(png, info, &gamma) && gamma > 0.1 && gamma < 10) {
        png_set_gamma(png, PNG_DEFAULT_sRGB, gamma);
    }
}

static void read_profile(png_structp png, png_infop info, struct image *out)
{
    char *name = NULL;
    int compression = 0;
    unsigned char *profile = NULL;
    png_uint_32 length = 0;
    if (png_get_iCCP(png, info, &name, &compression, &profile, &length) != 0) {
        out->profile = profile; /* libpng's, which is never freed */
        out->profile_bytes = length;
    }
}

static void take_row(struct reducer *reducer, bool has_alpha, unsigned char *row)
{
    if (has_alpha) {
        reducer_add_alpha(reducer, row);
    } else {
        reducer_add(reducer, row);
    }
}

/* An interlaced picture comes whole, the other row by row. */
static void read_rows(png_structp png, png_infop info, int passes, struct image *out)
{
    struct reducer reducer;
    const unsigned height = png_get_image_height(png, info);
    const unsigned channels = png_get_channels(png, info);
    const bool has_alpha = channels % 2 == 0;
    const size_t row_bytes = png_get_rowbytes(png, info);
    const unsigned rows = passes > 1 ? height : 1;
    unsigned char *const pixels = calloc(rows, row_bytes);
    if (pixels == NULL || !reducer_init(&reducer, png_get_image_width(png, info), height, channels - has_alpha, out)) {
        reply_refuse(DARKROOM_DAMAGED, 0, 0);
    }
    for (int pass = 1; pass < passes; pass++) {
        for (unsigned y = 0; y < height; y++) {
            png_read_row(png, pixels + y * row_bytes, NULL);
        }
    }
    for (unsigned y = 0; y < height; y++) {
        unsigned char *const row = pixels + (rows > 1 ? y * row_bytes : 0);
        png_read_row(png, row, NULL);
        take_row(&reducer, has_alpha, row);
    }
    free(pixels);
}

/* Metadata may stand behind the pixels. */
static void read_orientation(png_structp png, png_infop info, struct image *out)
{
    png_uint_32 length = 0;
    unsigned char *block = NULL;
    if (png_get_eXIf_1(png, info, &length, &block) != 0) {
        out->orientation = exif_orientation(block, length);
    }
}

void read_png(const unsigned char *file, size_t length, struct image *out)
{
    struct source source = {file, length};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);
    if (info == NULL) {
        reply_refuse(DARKROOM_UNABLE, 0, 0);
    }
    png_set_read_fn(png, &source, give);
    png_set_user_limits(png, SIDE_MAX, SIDE_MAX);
    png_set_chunk_malloc_max(png, CHUNK_MAX);
    png_set_chunk_cache_max(png, CHUNKS_MAX);
    png_read_info(png, info);
    read_check_size(png_get_image_width(png, info), png_get_image_height(png, info));
    choose_form(png, info);
    const int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    read_profile(png, info, out);
    read_rows(png, info, passes, out);
    png_read_end(png, info);
    read_orientation(png, info, out);
}
