/* SPDX-License-Identifier: EUPL-1.2 */
#include "draw/portrait.h"

#include <math.h>
#include <string.h>

/* An ellipse in the coordinates of a picture that is 2 wide and 3 high, or a part of one. */
struct spot {
    float x, y, wide, high;
    float from_y, to_y; /* what is seen of it */
    uint32_t colour;    /* 0xRRGGBB */
};

#define SPOTS_MAX 12

struct portrait {
    uint32_t ground;
    struct spot spots[SPOTS_MAX]; /* from behind to before */
    size_t count;
};

static const uint32_t grounds[] = {0xdfe8f1, 0xe9e3d6, 0xdcebdd, 0xf1dfe2, 0xe4def0, 0xd7ecec};
static const uint32_t skins[] = {0xf3cfb3, 0xe2b08a, 0xc68b5d, 0x9a633b, 0x6d4327};
static const uint32_t hairs[] = {0x2b211c, 0x5a3b22, 0x8a5a2b, 0xc9a15a, 0x9c9c9c, 0x7c2f1d};
static const uint32_t clothes[] = {0x2c4390, 0x8a2d3b, 0x2f6b4f, 0x44474d, 0xb0762a, 0x5d3f7d};

/* The next choice among `count`, by numbers that look random. */
static uint32_t choose(uint32_t *state, size_t count)
{
    *state = *state * 1664525U + 1013904223U;
    return (uint32_t)((*state >> 16) % count);
}

static uint32_t darker(uint32_t colour)
{
    return (colour >> 1 & 0x7f7f7f) + (colour >> 2 & 0x3f3f3f);
}

static void add(struct portrait *portrait, struct spot spot)
{
    if (spot.to_y <= spot.from_y) {
        spot.from_y = 0;
        spot.to_y = 3;
    }
    portrait->spots[portrait->count++] = spot;
}

static void compose(uint32_t seed, struct portrait *out)
{
    uint32_t state = seed * 2654435761U + 1;
    *out = (struct portrait){.ground = grounds[choose(&state, COUNT_OF(grounds))]};
    const uint32_t skin = skins[choose(&state, COUNT_OF(skins))];
    const uint32_t hair = hairs[choose(&state, COUNT_OF(hairs))];
    const uint32_t cloth = clothes[choose(&state, COUNT_OF(clothes))];
    const bool is_long = choose(&state, 2) == 1;
    const float fringe = 1.0F + 0.06F * (float)choose(&state, 3);
    if (is_long) {
        add(out, (struct spot){.x = 1, .y = 1.45F, .wide = 0.66F, .high = 0.95F, .colour = hair});
    }
    add(out, (struct spot){.x = 1, .y = 3.05F, .wide = 0.88F, .high = 0.85F, .colour = cloth});
    add(out, (struct spot){.x = 1, .y = 2.05F, .wide = 0.22F, .high = 0.4F, .colour = darker(skin)});
    add(out, (struct spot){.x = 1, .y = 1.2F, .wide = 0.58F, .high = 0.66F, .from_y = 0.3F, .to_y = is_long ? 1.5F : 1.3F, .colour = hair});
    add(out, (struct spot){.x = 1, .y = 1.38F, .wide = 0.5F, .high = 0.64F, .colour = skin});
    add(out, (struct spot){.x = 1, .y = 1.2F, .wide = 0.56F, .high = 0.66F, .from_y = 0.3F, .to_y = fringe, .colour = hair});
    add(out, (struct spot){.x = 0.8F, .y = 1.36F, .wide = 0.05F, .high = 0.06F, .colour = 0x2a2320});
    add(out, (struct spot){.x = 1.2F, .y = 1.36F, .wide = 0.05F, .high = 0.06F, .colour = 0x2a2320});
    add(out, (struct spot){.x = 1, .y = 1.52F, .wide = 0.05F, .high = 0.07F, .colour = darker(skin)});
    add(out, (struct spot){.x = 1, .y = 1.68F, .wide = 0.2F, .high = 0.1F, .from_y = 1.7F, .to_y = 3, .colour = 0xa8453f});
}

/* How much of the pixel at this place the spot covers, 0 to 256: soft at its edge. */
static uint32_t cover(const struct spot *spot, float x, float y, float pixel)
{
    const float across = (x - spot->x) / spot->wide;
    const float down = (y - spot->y) / spot->high;
    const float narrow = spot->wide < spot->high ? spot->wide : spot->high;
    const float inside = (1 - sqrtf(across * across + down * down)) * narrow / pixel + 0.5F;
    if (y < spot->from_y || y > spot->to_y || inside <= 0) {
        return 0;
    }
    return inside >= 1 ? 256 : (uint32_t)(inside * 256);
}

static uint32_t mix(uint32_t below, uint32_t above, uint32_t share)
{
    uint32_t out = 0;
    for (unsigned shift = 0; shift < 24; shift += 8) {
        const uint32_t a = below >> shift & 0xff;
        const uint32_t b = above >> shift & 0xff;
        out |= (a * (256 - share) + b * share) >> 8 << shift;
    }
    return out;
}

static void draw_row(const struct portrait *portrait, float y, unsigned width, unsigned char *to)
{
    const float pixel = 2 / (float)width;
    for (unsigned i = 0; i < width; i++) {
        uint32_t colour = portrait->ground;
        for (size_t s = 0; s < portrait->count; s++) {
            const uint32_t share = cover(&portrait->spots[s], ((float)i + 0.5F) * pixel, y, pixel);
            colour = share == 0 ? colour : mix(colour, portrait->spots[s].colour, share);
        }
        *to++ = (unsigned char)(colour >> 16);
        *to++ = (unsigned char)(colour >> 8);
        *to++ = (unsigned char)colour;
    }
}

static void put_number(unsigned char out[4], uint32_t number)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (unsigned char)(number >> (24 - 8 * i));
    }
}

static uint32_t crc(uint32_t state, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        state ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            state = state >> 1 ^ (0xedb88320U & (0U - (state & 1)));
        }
    }
    return state;
}

/* A piece of the file: length, kind and content, checksum. */
static void add_chunk(struct buf *out, const char kind[5], const unsigned char *content, size_t length)
{
    unsigned char number[4];
    put_number(number, (uint32_t)length);
    buf_add(out, (const char *)number, sizeof number);
    buf_add(out, kind, 4);
    buf_add(out, (const char *)content, length);
    put_number(number, ~crc(crc(0xffffffffU, (const unsigned char *)kind, 4), content, length));
    buf_add(out, (const char *)number, sizeof number);
}

static uint32_t adler(uint32_t state, const unsigned char *bytes, size_t length)
{
    uint32_t low = state & 0xffff;
    uint32_t high = state >> 16;
    for (size_t i = 0; i < length; i++) {
        low = (low + bytes[i]) % 65521;
        high = (high + low) % 65521;
    }
    return high << 16 | low;
}

/* A row as a stream of its own within the pixels' stream, which is not compressed: its length, both ways, and the bytes. */
static unsigned char *add_row(unsigned char *to, const unsigned char *row, size_t length, bool is_last)
{
    *to++ = is_last ? 1 : 0;
    *to++ = (unsigned char)length;
    *to++ = (unsigned char)(length >> 8);
    *to++ = (unsigned char)~length;
    *to++ = (unsigned char)(~length >> 8);
    memcpy(to, row, length);
    return to + length;
}

static void add_pixels(struct buf *out, const struct portrait *portrait, unsigned width, unsigned height)
{
    const size_t row_bytes = 1 + (size_t)width * 3; /* a filter's number stands before */
    unsigned char *const row = arena_alloc(out->arena, row_bytes);
    unsigned char *const stream = arena_alloc_array(out->arena, height + 1, row_bytes + 5);
    uint32_t sum = 1;
    if (row == NULL || stream == NULL) {
        out->failed = true;
        return;
    }
    unsigned char *to = stream;
    *to++ = 0x78;
    *to++ = 0x01;
    for (unsigned y = 0; y < height; y++) {
        draw_row(portrait, ((float)y + 0.5F) * 3 / (float)height, width, row + 1);
        sum = adler(sum, row, row_bytes);
        to = add_row(to, row, row_bytes, y + 1 == height);
    }
    put_number(to, sum);
    add_chunk(out, "IDAT", stream, (size_t)(to + 4 - stream));
}

void portrait_png(uint32_t seed, unsigned width, unsigned height, struct buf *out)
{
    struct portrait portrait;
    unsigned char header[13] = {0};
    compose(seed, &portrait);
    put_number(header, width);
    put_number(header + 4, height);
    header[8] = 8; /* bits */
    header[9] = 2; /* red, green, blue */
    buf_add(out, "\x89PNG\r\n\x1a\n", 8);
    add_chunk(out, "IHDR", header, sizeof header);
    add_pixels(out, &portrait, width, height);
    add_chunk(out, "IEND", NULL, 0);
}
