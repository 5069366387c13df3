/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw.h"

#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

/* As Adobe's programs do, inks are stored inverted. */
static void fill_row(const struct wish *wish, unsigned y, JSAMPLE *row)
{
    for (unsigned x = 0; x < wish->width; x++) {
        unsigned char pixel[4];
        draw_pixel(wish, x, y, pixel);
        if (wish->is_grey) {
            *row++ = pixel[0];
            continue;
        }
        memcpy(row, pixel, 3);
        row += 3;
        if (wish->is_cmyk) {
            *row++ = 255;
        }
    }
}

static void write_metadata(struct jpeg_compress_struct *encoder, const struct wish *wish)
{
    static const char place[] = "http://ns.adobe.com/xap/1.0/\0<x:place>somewhere</x:place>";
    unsigned char block[6 + EXIF_SIZE] = "Exif\0";
    size_t length = 0;
    if (wish->orientation != 0) {
        length = draw_exif(wish, block + 6);
        jpeg_write_marker(encoder, JPEG_APP0 + 1, block, (unsigned)length + 6);
    }
    if (wish->has_notes) {
        jpeg_write_marker(encoder, JPEG_APP0 + 1, (const JOCTET *)place, sizeof place);
        jpeg_write_marker(encoder, JPEG_COM, (const JOCTET *)"a secret", 8);
    }
    if (wish->has_profile) {
        unsigned char *const profile = draw_profile(wish, &length);
        jpeg_write_icc_profile(encoder, profile, (unsigned)length);
        free(profile);
    }
}

void draw_jpeg(const struct wish *wish, FILE *out)
{
    struct jpeg_compress_struct encoder = {0};
    struct jpeg_error_mgr errors;
    JSAMPLE *row = malloc((size_t)wish->width * 4);
    encoder.err = jpeg_std_error(&errors);
    jpeg_create_compress(&encoder);
    jpeg_stdio_dest(&encoder, out);
    encoder.image_width = wish->width;
    encoder.image_height = wish->height;
    encoder.input_components = wish->is_grey ? 1 : wish->is_cmyk ? 4 : 3;
    encoder.in_color_space = wish->is_grey ? JCS_GRAYSCALE : wish->is_cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(&encoder);
    jpeg_set_quality(&encoder, 90, TRUE);
    if (wish->is_progressive) {
        jpeg_simple_progression(&encoder);
    }
    jpeg_start_compress(&encoder, TRUE);
    write_metadata(&encoder, wish);
    while (encoder.next_scanline < encoder.image_height) {
        fill_row(wish, encoder.next_scanline, row);
        (void)jpeg_write_scanlines(&encoder, &row, 1);
    }
    jpeg_finish_compress(&encoder);
    jpeg_destroy_compress(&encoder);
    free(row);
}

static void tell_pixels(struct jpeg_decompress_struct *decoder, FILE *out)
{
    const size_t row_bytes = (size_t)decoder->output_width * 3;
    JSAMPLE *const pixels = malloc(decoder->output_height * row_bytes);
    while (decoder->output_scanline < decoder->output_height) {
        JSAMPLE *row = pixels + decoder->output_scanline * row_bytes;
        (void)jpeg_read_scanlines(decoder, &row, 1);
    }
    fputs("\"quarters\":[", out);
    for (unsigned i = 0; i < 4; i++) {
        const size_t x = decoder->output_width * (i % 2 == 0 ? 1U : 3U) / 4;
        const size_t y = decoder->output_height * (i < 2 ? 1U : 3U) / 4;
        const JSAMPLE *const pixel = pixels + y * row_bytes + x * 3;
        fprintf(out, "%s[%d,%d,%d]", i == 0 ? "" : ",", pixel[0], pixel[1], pixel[2]);
    }
    fputs("]", out);
    free(pixels);
}

void tell_jpeg(FILE *in, FILE *out)
{
    struct jpeg_decompress_struct decoder = {0};
    struct jpeg_error_mgr errors;
    decoder.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&decoder);
    jpeg_stdio_src(&decoder, in);
    for (int i = 0; i < 16; i++) {
        jpeg_save_markers(&decoder, JPEG_APP0 + i, 0xffff);
    }
    jpeg_save_markers(&decoder, JPEG_COM, 0xffff);
    (void)jpeg_read_header(&decoder, TRUE);
    fprintf(out, "{\"width\":%u,\"height\":%u,\"components\":%d,\"markers\":[", decoder.image_width, decoder.image_height,
        decoder.num_components);
    for (const struct jpeg_marker_struct *marker = decoder.marker_list; marker != NULL; marker = marker->next) {
        fprintf(out, "%s%d", marker == decoder.marker_list ? "" : ",", marker->marker);
    }
    fputs("],", out);
    decoder.out_color_space = JCS_RGB;
    (void)jpeg_start_decompress(&decoder);
    tell_pixels(&decoder, out);
    fputs("}\n", out);
    jpeg_destroy_decompress(&decoder);
}
