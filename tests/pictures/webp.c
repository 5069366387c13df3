/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw.h"

#include <stdlib.h>
#include <string.h>

#include <webp/encode.h>
#include <webp/mux.h>

static unsigned char *fill(const struct wish *wish)
{
    unsigned char *const pixels = malloc((size_t)wish->width * wish->height * 4);
    unsigned char *to = pixels;
    for (unsigned y = 0; y < wish->height; y++) {
        for (unsigned x = 0; x < wish->width; x++) {
            draw_pixel(wish, x, y, to);
            to += 4;
        }
    }
    return pixels;
}

static size_t encode(const struct wish *wish, const unsigned char *pixels, unsigned char **out)
{
    const int width = (int)wish->width;
    const int height = (int)wish->height;
    return wish->is_lossless ? WebPEncodeLosslessRGBA(pixels, width, height, width * 4, out)
                             : WebPEncodeRGBA(pixels, width, height, width * 4, 90, out);
}

static void add_frames(WebPMux *mux, const struct wish *wish, WebPData picture)
{
    WebPMuxFrameInfo frame = {.bitstream = picture, .duration = 100, .id = WEBP_CHUNK_ANMF, .dispose_method = WEBP_MUX_DISPOSE_NONE};
    const WebPMuxAnimParams film = {.bgcolor = 0xff000000, .loop_count = 0};
    unsigned char *const black = calloc((size_t)wish->width * wish->height, 4);
    WebPData second = {NULL, 0};
    unsigned char *bytes = NULL;
    for (size_t i = 0; i < (size_t)wish->width * wish->height; i++) {
        black[i * 4 + 3] = 255;
    }
    second.size = encode(wish, black, &bytes);
    second.bytes = bytes;
    (void)WebPMuxPushFrame(mux, &frame, 1);
    frame.bitstream = second;
    (void)WebPMuxPushFrame(mux, &frame, 1);
    (void)WebPMuxSetAnimationParams(mux, &film);
    free(black);
    WebPFree(bytes);
}

static void add_chunk(WebPMux *mux, const char *name, const unsigned char *bytes, size_t length)
{
    const WebPData data = {bytes, length};
    (void)WebPMuxSetChunk(mux, name, &data, 1);
}

void draw_webp(const struct wish *wish, FILE *out)
{
    unsigned char *const pixels = fill(wish);
    unsigned char *bytes = NULL;
    unsigned char block[EXIF_SIZE];
    WebPData whole = {NULL, 0};
    const size_t length = encode(wish, pixels, &bytes);
    WebPMux *const mux = WebPMuxNew();
    const WebPData picture = {bytes, length};
    if (wish->is_film) {
        add_frames(mux, wish, picture);
    } else {
        (void)WebPMuxSetImage(mux, &picture, 1);
    }
    if (wish->orientation != 0) {
        add_chunk(mux, "EXIF", block, draw_exif(wish, block));
    }
    if (wish->has_profile) {
        size_t profile_bytes = 0;
        unsigned char *const profile = draw_profile(wish, &profile_bytes);
        add_chunk(mux, "ICCP", profile, profile_bytes);
        free(profile);
    }
    if (wish->has_notes) {
        add_chunk(mux, "XMP ", (const unsigned char *)"a secret", 8);
    }
    if (WebPMuxAssemble(mux, &whole) != WEBP_MUX_OK) {
        exit(3);
    }
    (void)fwrite(whole.bytes, 1, whole.size, out);
    WebPDataClear(&whole);
    WebPMuxDelete(mux);
    WebPFree(bytes);
    free(pixels);
}
