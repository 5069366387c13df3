/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/write_jpeg.h"

#include "darkroom/reply.h"

#include <stdio.h>

#include <jpeglib.h>

#define QUALITY 85

static void on_error(j_common_ptr common)
{
    (void)common;
    reply_refuse(DARKROOM_UNABLE, 0, 0);
}

bool write_jpeg(const struct image *image, unsigned char **out, size_t *length)
{
    struct jpeg_compress_struct encoder = {0};
    struct jpeg_error_mgr errors;
    unsigned long bytes = 0;
    encoder.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    jpeg_create_compress(&encoder);
    jpeg_mem_dest(&encoder, out, &bytes);
    encoder.image_width = image->width;
    encoder.image_height = image->height;
    encoder.input_components = 3;
    encoder.in_color_space = JCS_RGB;
    jpeg_set_defaults(&encoder);
    jpeg_set_quality(&encoder, QUALITY, TRUE);
    encoder.optimize_coding = TRUE;
    jpeg_start_compress(&encoder, TRUE);
    while (encoder.next_scanline < encoder.image_height) {
        JSAMPLE *row = image->pixels + (size_t)encoder.next_scanline * image->width * 3;
        (void)jpeg_write_scanlines(&encoder, &row, 1);
    }
    jpeg_finish_compress(&encoder);
    jpeg_destroy_compress(&encoder);
    *length = bytes;
    return *out != NULL;
}
