/* SPDX-License-Identifier: EUPL-1.2 */
/* Draws the icon of the student's page as PNG: icon OUT.png SIZE. Runs at build time only. web/icons/student.svg is the same drawing. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define SIZE_MAX_PIXELS 1024U

/* Shapes are drawn in a square of 32 by 32. */
#define BOX 32.0F

struct colour {
    unsigned char red, green, blue;
};

static const struct colour ground = {0x1e, 0x46, 0xb4};
static const struct colour card = {0xff, 0xcc, 0x00};

/* The distance to the edge of a shape: below 0 within it. */
static float to_box(float x, float y, float half_width, float half_height, float radius)
{
    const float across = fabsf(x - BOX / 2) - half_width + radius;
    const float down = fabsf(y - BOX / 2) - half_height + radius;
    const float outside = hypotf(fmaxf(across, 0), fmaxf(down, 0));
    return outside + fminf(fmaxf(across, down), 0) - radius;
}

static float to_line(float x, float y, float from_x, float to_x, float at_y, float radius)
{
    const float nearest = fminf(fmaxf(x, from_x), to_x);
    return hypotf(x - nearest, y - at_y) - radius;
}

static float to_face(float x, float y)
{
    const float head = hypotf(x - 11.4F, y - 14.1F) - 2.2F;
    const float shoulders = fmaxf(hypotf(x - 11.4F, y - 21.4F) - 4.2F, y - 20.2F);
    return fminf(head, shoulders);
}

static float to_writing(float x, float y)
{
    return fminf(to_line(x, y, 18, 23.4F, 14, .85F), to_line(x, y, 18, 21.4F, 18, .85F));
}

static unsigned char mix(unsigned char below, unsigned char above, float share)
{
    return (unsigned char)lroundf((float)below + ((float)above - (float)below) * share);
}

/* A shape over what is there, soft at its edge. */
static struct colour cover(struct colour below, struct colour above, float distance, float pixel)
{
    const float share = fminf(fmaxf(.5F - distance / pixel, 0), 1);
    return (struct colour){mix(below.red, above.red, share), mix(below.green, above.green, share), mix(below.blue, above.blue, share)};
}

static struct colour colour_at(float x, float y, float pixel)
{
    const struct colour with_card = cover(ground, card, to_box(x, y, 11, 7.2F, 2.4F), pixel);
    return cover(with_card, ground, fminf(to_face(x, y), to_writing(x, y)), pixel);
}

static void draw(unsigned size, unsigned char *out)
{
    const float pixel = BOX / (float)size;
    for (unsigned row = 0; row < size; row++) {
        *out++ = 0; /* the filter of the row */
        for (unsigned column = 0; column < size; column++) {
            const struct colour colour = colour_at(((float)column + .5F) * pixel, ((float)row + .5F) * pixel, pixel);
            *out++ = colour.red;
            *out++ = colour.green;
            *out++ = colour.blue;
        }
    }
}

static void put_number(unsigned char out[4], uint32_t number)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (unsigned char)(number >> (24 - 8 * i));
    }
}

static void write_chunk(FILE *out, const char *kind, const unsigned char *content, size_t length)
{
    unsigned char number[4];
    uLong sum = crc32(crc32(0, NULL, 0), (const unsigned char *)kind, 4);
    put_number(number, (uint32_t)length);
    (void)fwrite(number, 1, sizeof number, out);
    (void)fwrite(kind, 1, 4, out);
    if (length > 0) {
        (void)fwrite(content, 1, length, out);
        sum = crc32(sum, content, (uInt)length);
    }
    put_number(number, (uint32_t)sum);
    (void)fwrite(number, 1, sizeof number, out);
}

static void write_png(FILE *out, unsigned size, const unsigned char *packed, size_t length)
{
    unsigned char header[13] = {0};
    put_number(header, size);
    put_number(header + 4, size);
    header[8] = 8; /* bits */
    header[9] = 2; /* red, green, blue */
    (void)fwrite("\x89PNG\r\n\x1a\n", 1, 8, out);
    write_chunk(out, "IHDR", header, sizeof header);
    write_chunk(out, "IDAT", packed, length);
    write_chunk(out, "IEND", NULL, 0);
}

int main(int argc, char **argv)
{
    const unsigned long size = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (size == 0 || size > SIZE_MAX_PIXELS) {
        (void)fprintf(stderr, "usage: icon OUT.png SIZE\n");
        return 2;
    }
    const size_t bytes = size * (size * 3 + 1);
    uLongf length = compressBound(bytes);
    unsigned char *const plain = malloc(bytes);
    unsigned char *const packed = malloc(length);
    FILE *const out = fopen(argv[1], "wb");
    if (plain == NULL || packed == NULL || out == NULL) {
        perror(argv[1]);
        return 1;
    }
    draw((unsigned)size, plain);
    if (compress2(packed, &length, plain, bytes, Z_BEST_COMPRESSION) != Z_OK) {
        (void)fprintf(stderr, "icon: zlib can't pack\n");
        return 1;
    }
    write_png(out, (unsigned)size, packed, length);
    free(plain);
    free(packed);
    return fclose(out) == 0 ? 0 : 1;
}
