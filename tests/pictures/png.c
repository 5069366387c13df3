/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw.h"

#include <stdlib.h>
#include <string.h>

#include <png.h>

static const png_color colours[4] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};

static int colour_type(const struct wish *wish)
{
    if (wish->is_palette) {
        return PNG_COLOR_TYPE_PALETTE;
    }
    return (wish->is_grey ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB) | (wish->has_alpha ? PNG_COLOR_MASK_ALPHA : 0);
}

/* Each sample in one byte, or twice. */
static unsigned char *put(const struct wish *wish, unsigned char *to, unsigned char sample)
{
    *to++ = sample;
    if (wish->is_deep) {
        *to++ = sample;
    }
    return to;
}

static void fill_row(const struct wish *wish, unsigned y, unsigned char *to)
{
    for (unsigned x = 0; x < wish->width; x++) {
        unsigned char pixel[4];
        draw_pixel(wish, x, y, pixel);
        if (wish->is_palette) {
            *to++ = (unsigned char)((2 * x >= wish->width) + 2 * (2 * y >= wish->height));
            continue;
        }
        for (unsigned c = 0; c < (wish->is_grey ? 1U : 3U); c++) {
            to = put(wish, to, pixel[c]);
        }
        if (wish->has_alpha) {
            to = put(wish, to, pixel[3]);
        }
    }
}

static void write_metadata(png_structp png, png_infop info, const struct wish *wish)
{
    unsigned char block[EXIF_SIZE];
    static const unsigned char alphas[4] = {255, 255, 255, 0};
    size_t length = 0;
    if (wish->is_palette) {
        png_set_PLTE(png, info, colours, 4);
        if (wish->has_alpha) {
            png_set_tRNS(png, info, alphas, 4, NULL);
        }
    }
    if (wish->orientation != 0) {
        length = draw_exif(wish, block);
        png_set_eXIf_1(png, info, (png_uint_32)length, block);
    }
    if (wish->has_profile) {
        unsigned char *const profile = draw_profile(wish, &length);
        png_set_iCCP(png, info, "exchanged", PNG_COMPRESSION_TYPE_BASE, profile, (png_uint_32)length);
        free(profile);
    }
    if (wish->has_notes) {
        char key[] = "Comment";
        char text[] = "a secret";
        png_set_text(png, info, &(png_text){.compression = PNG_TEXT_COMPRESSION_NONE, .key = key, .text = text, .text_length = 8}, 1);
    }
}

void draw_png(const struct wish *wish, FILE *out)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, out);
    png_set_IHDR(png, info, wish->width, wish->height, wish->is_deep ? 16 : 8, colour_type(wish),
        wish->is_interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    write_metadata(png, info, wish);
    png_write_info(png, info);
    const int passes = png_set_interlace_handling(png);
    unsigned char *const row = malloc((size_t)wish->width * 8);
    for (int pass = 0; pass < passes; pass++) {
        for (unsigned y = 0; y < wish->height; y++) {
            fill_row(wish, y, row);
            png_write_row(png, row);
        }
    }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    free(row);
}
