/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/image.h"

#include "core/picture.h"

#include <stdlib.h>
#include <string.h>

#define SPARE_SIDE (2 * PICTURE_HEIGHT)

unsigned image_spare(unsigned width, unsigned height)
{
    const unsigned shorter = width < height ? width : height;
    return shorter < SPARE_SIDE ? 1 : shorter / SPARE_SIDE;
}

bool reducer_init(struct reducer *reducer, unsigned width, unsigned height, unsigned channels, struct image *out)
{
    const unsigned factor = image_spare(width, height);
    *reducer = (struct reducer){.width = width, .height = height, .channels = channels, .factor = factor, .out = out};
    out->width = width / factor; /* what is left over at the right and below is less than a pixel */
    out->height = height / factor;
    out->channels = channels;
    out->pixels = malloc((size_t)out->width * out->height * channels);
    reducer->sums = calloc((size_t)out->width * channels, sizeof *reducer->sums);
    return out->pixels != NULL && reducer->sums != NULL;
}

static void add_sums(struct reducer *reducer, const unsigned char *row)
{
    const unsigned channels = reducer->channels;
    for (unsigned x = 0; x < reducer->out->width; x++) {
        unsigned *const sums = &reducer->sums[(size_t)x * channels];
        const unsigned char *from = row + (size_t)x * reducer->factor * channels;
        for (unsigned i = 0; i < reducer->factor; i++) {
            for (unsigned c = 0; c < channels; c++) {
                sums[c] += *from++;
            }
        }
    }
}

static void end_row(struct reducer *reducer, unsigned y)
{
    const struct image *const out = reducer->out;
    const size_t count = (size_t)out->width * out->channels;
    unsigned char *const to = out->pixels + y * count;
    const unsigned area = reducer->factor * reducer->factor;
    for (size_t i = 0; i < count; i++) {
        to[i] = (unsigned char)((reducer->sums[i] + area / 2) / area);
    }
    memset(reducer->sums, 0, count * sizeof *reducer->sums);
}

void reducer_add(struct reducer *reducer, const unsigned char *row)
{
    const struct image *const out = reducer->out;
    const unsigned y = reducer->rows++ / reducer->factor;
    if (y >= out->height) {
        return;
    }
    if (reducer->factor == 1) {
        memcpy(out->pixels + (size_t)y * out->width * out->channels, row, (size_t)out->width * out->channels);
        return;
    }
    add_sums(reducer, row);
    if (reducer->rows % reducer->factor == 0) {
        end_row(reducer, y);
    }
}

void reducer_add_alpha(struct reducer *reducer, unsigned char *row)
{
    const unsigned channels = reducer->channels;
    unsigned char *to = row;
    const unsigned char *from = row;
    for (unsigned x = 0; x < reducer->width; x++) {
        const unsigned alpha = from[channels];
        for (unsigned c = 0; c < channels; c++) {
            *to++ = (unsigned char)((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
        }
        from += channels + 1;
    }
    reducer_add(reducer, row);
}
