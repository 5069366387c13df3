/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/exif.h"
#include "darkroom/read.h"
#include "darkroom/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#define EXIF_HEADING "Exif\0"
#define EXIF_HEADING_BYTES 6U
#define SEGMENT_MAX 65533U
#define SCANS_MAX 200 /* more come from somebody who wants it to last */

static void on_error(j_common_ptr common)
{
    (void)common;
    reply_refuse(DARKROOM_DAMAGED, 0, 0);
}

/* The library fills with grey what is missing. Other warnings tell of oddities that many cameras have. */
static void on_message(j_common_ptr common, int level)
{
    const int code = common->err->msg_code;
    if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE)) {
        reply_refuse(DARKROOM_DAMAGED, 0, 0);
    }
}

static void on_progress(j_common_ptr common)
{
    const struct jpeg_decompress_struct *const decoder = (struct jpeg_decompress_struct *)common;
    if (decoder->input_scan_number > SCANS_MAX) {
        reply_refuse(DARKROOM_DAMAGED, 0, 0);
    }
}

static void read_metadata(struct jpeg_decompress_struct *decoder, struct image *out)
{
    JOCTET *profile = NULL;
    unsigned profile_bytes = 0;
    for (const struct jpeg_marker_struct *marker = decoder->marker_list; marker != NULL; marker = marker->next) {
        if (marker->marker == JPEG_APP0 + 1 && marker->data_length > EXIF_HEADING_BYTES &&
            memcmp(marker->data, EXIF_HEADING, EXIF_HEADING_BYTES) == 0) {
            out->orientation = exif_orientation(marker->data + EXIF_HEADING_BYTES, marker->data_length - EXIF_HEADING_BYTES);
            break;
        }
    }
    if (jpeg_read_icc_profile(decoder, &profile, &profile_bytes)) {
        out->profile = profile;
        out->profile_bytes = profile_bytes;
    }
}

/* Lets the decoder itself make a picture of half the size, a quarter or an eighth, where that is enough. */
static void choose_scale(struct jpeg_decompress_struct *decoder)
{
    const unsigned spare = image_spare(decoder->image_width, decoder->image_height);
    decoder->scale_num = 1;
    decoder->scale_denom = spare >= 8 ? 8 : spare >= 4 ? 4 : spare >= 2 ? 2 : 1;
}

static void choose_colours(struct jpeg_decompress_struct *decoder)
{
    const J_COLOR_SPACE space = decoder->jpeg_color_space;
    const bool has_inks = space == JCS_CMYK || space == JCS_YCCK;
    decoder->out_color_space = space == JCS_GRAYSCALE ? JCS_GRAYSCALE : has_inks ? JCS_CMYK : JCS_RGB;
}

/* Adobe's programs store inks inverted, and say so by their marker. */
static void take_row(struct jpeg_decompress_struct *decoder, struct reducer *reducer, JSAMPLE *row)
{
    if (decoder->out_color_space == JCS_CMYK && decoder->saw_Adobe_marker) {
        for (size_t i = 0; i < (size_t)decoder->output_width * 4; i++) {
            row[i] = (JSAMPLE)(255 - row[i]);
        }
    }
    reducer_add(reducer, row);
}

static void read_rows(struct jpeg_decompress_struct *decoder, struct image *out)
{
    struct reducer reducer;
    JSAMPLE *row = malloc((size_t)decoder->output_width * (size_t)decoder->output_components);
    if (row == NULL || !reducer_init(&reducer, decoder->output_width, decoder->output_height, (unsigned)decoder->output_components, out)) {
        reply_refuse(DARKROOM_DAMAGED, 0, 0);
    }
    while (decoder->output_scanline < decoder->output_height) {
        if (jpeg_read_scanlines(decoder, &row, 1) != 1) {
            reply_refuse(DARKROOM_DAMAGED, 0, 0);
        }
        take_row(decoder, &reducer, row);
    }
    free(row);
}

void read_jpeg(const unsigned char *file, size_t length, struct image *out)
{
    struct jpeg_decompress_struct decoder = {0};
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress = {.progress_monitor = on_progress};
    decoder.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    errors.emit_message = on_message;
    jpeg_create_decompress(&decoder);
    decoder.progress = &progress;
    jpeg_mem_src(&decoder, file, length);
    jpeg_save_markers(&decoder, JPEG_APP0 + 1, SEGMENT_MAX);
    jpeg_save_markers(&decoder, JPEG_APP0 + 2, SEGMENT_MAX);
    if (jpeg_read_header(&decoder, TRUE) != JPEG_HEADER_OK) {
        reply_refuse(DARKROOM_DAMAGED, 0, 0);
    }
    read_check_size(decoder.image_width, decoder.image_height);
    read_metadata(&decoder, out);
    choose_scale(&decoder);
    choose_colours(&decoder);
    (void)jpeg_start_decompress(&decoder);
    read_rows(&decoder, out);
    jpeg_destroy_decompress(&decoder);
}
