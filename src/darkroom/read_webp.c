/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/exif.h"
#include "darkroom/read.h"
#include "darkroom/reply.h"

#include <stdlib.h>
#include <string.h>

#include <webp/decode.h>
#include <webp/demux.h>

#define CHANNELS 4U

static void take_chunk(const WebPDemuxer *demuxer, const char *name, unsigned char **bytes, size_t *length)
{
    WebPChunkIterator chunk;
    if (WebPDemuxGetChunk(demuxer, name, 1, &chunk)) {
        *bytes = malloc(chunk.chunk.size);
        *length = chunk.chunk.size;
        if (*bytes == NULL) {
            reply_refuse(DARKROOM_DAMAGED, 0, 0);
        }
        memcpy(*bytes, chunk.chunk.bytes, chunk.chunk.size);
    }
    WebPDemuxReleaseChunkIterator(&chunk);
}

static void read_metadata(const WebPDemuxer *demuxer, struct image *out)
{
    static const char heading[] = "Exif\0"; /* some programs write it as in a JPEG */
    unsigned char *block = NULL;
    size_t length = 0;
    take_chunk(demuxer, "EXIF", &block, &length);
    if (block != NULL) {
        const size_t skipped = length > sizeof heading && memcmp(block, heading, sizeof heading) == 0 ? sizeof heading : 0;
        out->orientation = exif_orientation(block + skipped, length - skipped);
    }
    take_chunk(demuxer, "ICCP", &out->profile, &out->profile_bytes);
}

/* The first picture of a film, or the only one, in its place on the canvas. */
static unsigned char *decode_canvas(const WebPDemuxer *demuxer, unsigned width, unsigned height)
{
    WebPIterator frame;
    const size_t stride = (size_t)width * CHANNELS;
    unsigned char *const canvas = calloc(height, stride);
    if (canvas == NULL || !WebPDemuxGetFrame(demuxer, 1, &frame) || !frame.complete || frame.x_offset < 0 || frame.y_offset < 0 ||
        (unsigned)(frame.x_offset + frame.width) > width || (unsigned)(frame.y_offset + frame.height) > height) {
        reply_refuse(DARKROOM_DAMAGED, 0, 0);
    }
    const size_t offset = (size_t)frame.y_offset * stride + (size_t)frame.x_offset * CHANNELS;
    if (WebPDecodeRGBAInto(frame.fragment.bytes, frame.fragment.size, canvas + offset, height * stride - offset, (int)stride) == NULL) {
        reply_refuse(DARKROOM_DAMAGED, 0, 0);
    }
    WebPDemuxReleaseIterator(&frame);
    return canvas;
}

void read_webp(const unsigned char *file, size_t length, struct image *out)
{
    struct reducer reducer;
    const WebPData data = {file, length};
    WebPDemuxer *const demuxer = WebPDemux(&data); /* NULL for a file that is cut short */
    if (demuxer == NULL) {
        reply_refuse(DARKROOM_DAMAGED, 0, 0);
    }
    const unsigned width = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH);
    const unsigned height = WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT);
    read_check_size(width, height);
    read_metadata(demuxer, out);
    unsigned char *const canvas = decode_canvas(demuxer, width, height);
    if (!reducer_init(&reducer, width, height, CHANNELS - 1, out)) {
        reply_refuse(DARKROOM_DAMAGED, 0, 0);
    }
    for (unsigned y = 0; y < height; y++) {
        reducer_add_alpha(&reducer, canvas + (size_t)y * width * CHANNELS);
    }
    free(canvas);
    WebPDemuxDelete(demuxer);
}
