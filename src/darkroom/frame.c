/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool make(const struct image *in, unsigned width, unsigned height, struct image *out)
{
    *out = *in;
    out->width = width;
    out->height = height;
    out->orientation = 1;
    out->pixels = malloc((size_t)width * height * in->channels);
    return out->pixels != NULL;
}

/* What EXIF's numbers mean: the finished picture's pixel (x, y) is found in the stored one, after exchanging both where it lies on its
 * side, counted from the other end where it is mirrored. */
static const struct {
    bool on_side, from_right, from_below;
} turns[9] = {
    [2] = {false, true, false},
    [3] = {false, true, true},
    [4] = {false, false, true},
    [5] = {true, false, false},
    [6] = {true, false, true},
    [7] = {true, true, true},
    [8] = {true, true, false},
};

bool frame_upright(const struct image *in, struct image *out)
{
    const bool on_side = turns[in->orientation].on_side;
    const bool from_right = turns[in->orientation].from_right;
    const bool from_below = turns[in->orientation].from_below;
    if (!make(in, on_side ? in->height : in->width, on_side ? in->width : in->height, out)) {
        return false;
    }
    unsigned char *to = out->pixels;
    for (unsigned y = 0; y < out->height; y++) {
        for (unsigned x = 0; x < out->width; x++) {
            const unsigned column = on_side ? y : x;
            const unsigned row = on_side ? x : y;
            const size_t from_x = from_right ? in->width - 1 - column : column;
            const size_t from_y = from_below ? in->height - 1 - row : row;
            memcpy(to, in->pixels + (from_y * in->width + from_x) * in->channels, in->channels);
            to += in->channels;
        }
    }
    return true;
}

/* One side of a picture: which stretch of the old pixels is spread over the new ones, and with what weights. */
struct side {
    unsigned count; /* new pixels */
    unsigned taps;  /* old pixels that go into each */
    unsigned *first;
    float *weights; /* `taps` for each */
};

/* Catmull and Rom's curve: keeps edges crisp, overshoots little. */
static double curve(double x)
{
    x = fabs(x);
    if (x < 1) {
        return (1.5 * x - 2.5) * x * x + 1;
    }
    return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

static void weigh(const struct side *side, unsigned i, double centre, double stretch, unsigned old_count)
{
    double sum = 0;
    float *const weights = &side->weights[(size_t)i * side->taps];
    const double start = ceil(centre - 2 * stretch - 0.5);
    const double last = (double)old_count - side->taps;
    const double first = start < 0 ? 0 : start > last ? last : start;
    side->first[i] = (unsigned)first;
    for (unsigned t = 0; t < side->taps; t++) {
        const double weight = curve((first + t + 0.5 - centre) / stretch);
        weights[t] = (float)weight;
        sum += weight;
    }
    for (unsigned t = 0; t < side->taps; t++) {
        weights[t] = sum == 0 ? 1 / (float)side->taps : weights[t] / (float)sum;
    }
}

static bool side_init(struct side *side, unsigned old_count, double from, double length, unsigned count)
{
    const double step = length / count;
    const double stretch = step < 1 ? 1 : step;
    const unsigned taps = (unsigned)ceil(4 * stretch) + 1;
    *side = (struct side){.count = count, .taps = taps > old_count ? old_count : taps};
    side->first = calloc(count, sizeof *side->first);
    side->weights = calloc((size_t)count * side->taps, sizeof *side->weights);
    if (side->first == NULL || side->weights == NULL) {
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        weigh(side, i, from + (i + 0.5) * step, stretch, old_count);
    }
    return true;
}

static void side_deinit(struct side *side)
{
    free(side->first);
    free(side->weights);
}

/* A row of the old picture becomes a row of the new width. */
static void squeeze_row(const struct image *in, unsigned y, const struct side *side, float *to)
{
    const unsigned channels = in->channels;
    const unsigned char *const row = in->pixels + (size_t)y * in->width * channels;
    for (unsigned x = 0; x < side->count; x++) {
        const float *const weights = &side->weights[(size_t)x * side->taps];
        for (unsigned c = 0; c < channels; c++) {
            float sum = 0;
            for (unsigned t = 0; t < side->taps; t++) {
                sum += weights[t] * row[(side->first[x] + t) * channels + c];
            }
            *to++ = sum;
        }
    }
}

static void squeeze_columns(const float *rows, const struct side *side, size_t row_length, unsigned char *to)
{
    for (unsigned y = 0; y < side->count; y++) {
        const float *const weights = &side->weights[(size_t)y * side->taps];
        for (size_t i = 0; i < row_length; i++) {
            float sum = 0.5F;
            for (unsigned t = 0; t < side->taps; t++) {
                sum += weights[t] * rows[(side->first[y] + t) * row_length + i];
            }
            *to++ = sum < 0 ? 0 : sum > 255 ? 255 : (unsigned char)sum;
        }
    }
}

/* Rows that are cut off are not looked at. */
static bool squeeze(const struct image *in, const struct side *across, struct side *down, struct image *out)
{
    const size_t row_length = (size_t)across->count * in->channels;
    const unsigned above = down->first[0];
    const unsigned count = down->first[down->count - 1] + down->taps - above;
    float *const rows = malloc(count * row_length * sizeof *rows);
    if (rows == NULL || !make(in, across->count, down->count, out)) {
        free(rows);
        return false;
    }
    for (unsigned y = 0; y < count; y++) {
        squeeze_row(in, above + y, across, rows + y * row_length);
    }
    for (unsigned y = 0; y < down->count; y++) {
        down->first[y] -= above;
    }
    squeeze_columns(rows, down, row_length, out->pixels);
    free(rows);
    return true;
}

bool frame_fit(const struct image *in, unsigned width, unsigned height, struct image *out)
{
    struct side across = {0};
    struct side down = {0};
    double wide = in->width;
    double high = in->height;
    if (wide * height > high * width) {
        wide = high * width / height;
    } else {
        high = wide * height / width;
    }
    const bool good = side_init(&across, in->width, (in->width - wide) / 2, wide, width) &&
        side_init(&down, in->height, (in->height - high) / 2, high, height) && squeeze(in, &across, &down, out);
    side_deinit(&across);
    side_deinit(&down);
    return good;
}
