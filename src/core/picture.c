/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/picture.h"

#include "base/attr.h"
#include "base/err.h"

#include <string.h>

#define MAGIC(literal) (literal), sizeof(literal) - 1

/* How files of other kinds begin. */
static const struct {
    size_t at;
    const char *magic;
    size_t length;
    const char *name;
} others[] = {
    {0, MAGIC("GIF8"), N_("a GIF picture")},
    {0, MAGIC("%PDF"), N_("a PDF document")},
    {0, MAGIC("%!PS"), N_("a PostScript document")},
    {0, MAGIC("II*\0"), N_("a TIFF picture")},
    {0, MAGIC("MM\0*"), N_("a TIFF picture")},
    {0, MAGIC("BM"), N_("a BMP picture")},
    {0, MAGIC("8BPS"), N_("a Photoshop document")},
    {0, MAGIC("PK\3\4"), N_("a ZIP archive")},
    {0, MAGIC("\x1f\x8b"), N_("a gzip archive")},
    {0, MAGIC("\0\0\1\0"), N_("an icon")},
    {0, MAGIC("\0\0\0\x0cjP  "), N_("a JPEG 2000 picture")},
    {0, MAGIC("\0\0\0\x0cJXL "), N_("a JPEG XL picture")},
    {0, MAGIC("\xff\x0a"), N_("a JPEG XL picture")},
    {4, MAGIC("ftypavi"), N_("an AVIF picture")},
    {4, MAGIC("ftyphei"), N_("a HEIC picture")},
    {4, MAGIC("ftyphev"), N_("a HEIC picture")},
    {4, MAGIC("ftypmif"), N_("a HEIC picture")},
    {4, MAGIC("ftyp"), N_("a film")},
    {0, MAGIC("data:"), N_("a data URL, not the bytes of a file")},
    {0, MAGIC("/9j/"), N_("Base64 text, not the bytes of a file")},
    {0, MAGIC("iVBORw0KGgo"), N_("Base64 text, not the bytes of a file")},
    {0, MAGIC("UklGR"), N_("Base64 text, not the bytes of a file")},
};

static bool has(struct str file, size_t at, const char *magic, size_t length)
{
    return file.length >= at + length && memcmp(file.data + at, magic, length) == 0;
}

static const char *name_other(struct str file)
{
    struct str text = file;
    if (file.length == 0) {
        return N_("empty");
    }
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        if (has(file, others[i].at, others[i].magic, others[i].length)) {
            return others[i].name;
        }
    }
    if (has(text, 0, MAGIC("\xef\xbb\xbf"))) {
        text = (struct str){text.data + 3, text.length - 3};
    }
    return has(str_trim(text), 0, MAGIC("<")) ? N_("SVG or another text in angle brackets") : N_("of an unknown kind");
}

static uint32_t byte_at(struct str file, size_t at)
{
    return (unsigned char)file.data[at];
}

/* Numbers of several bytes, the highest first or last. */
static uint32_t big_endian(struct str file, size_t at, size_t bytes)
{
    uint32_t value = 0;
    for (size_t i = 0; i < bytes; i++) {
        value = value << 8 | byte_at(file, at + i);
    }
    return value;
}

static uint32_t little_endian(struct str file, size_t at, size_t bytes)
{
    uint32_t value = 0;
    for (size_t i = bytes; i > 0; i--) {
        value = value << 8 | byte_at(file, at + i - 1);
    }
    return value;
}

static bool is_frame_header(uint32_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Goes from segment to segment to the header of the frame. */
static bool read_jpeg_size(struct str file, struct picture_head *out)
{
    size_t at = 2;
    while (at + 4 <= file.length) {
        const uint32_t marker = byte_at(file, at + 1);
        if (byte_at(file, at) != 0xff || marker == 0xff) {
            at++; /* what some cameras leave between segments */
            continue;
        }
        if (marker == 0x00 || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
            at += 2; /* has no length */
            continue;
        }
        if (is_frame_header(marker) && at + 9 <= file.length) {
            out->height = big_endian(file, at + 5, 2);
            out->width = big_endian(file, at + 7, 2);
            return true;
        }
        if (marker == 0xda || marker == 0xd9 || big_endian(file, at + 2, 2) < 2) {
            return false;
        }
        at += 2 + big_endian(file, at + 2, 2);
    }
    return false;
}

static bool read_png_size(struct str file, struct picture_head *out)
{
    if (!has(file, 8, MAGIC("\0\0\0\x0dIHDR")) || file.length < 24) {
        return false;
    }
    out->width = big_endian(file, 16, 4);
    out->height = big_endian(file, 20, 4);
    return true;
}

/* The three kinds of first chunk. */
static bool read_webp_size(struct str file, struct picture_head *out)
{
    if (file.length < 30) {
        return false;
    }
    if (has(file, 12, MAGIC("VP8X"))) {
        out->width = little_endian(file, 24, 3) + 1;
        out->height = little_endian(file, 27, 3) + 1;
        return true;
    }
    if (has(file, 12, MAGIC("VP8L")) && byte_at(file, 20) == 0x2f) {
        const uint32_t bits = little_endian(file, 21, 4);
        out->width = (bits & 0x3fff) + 1;
        out->height = (bits >> 14 & 0x3fff) + 1;
        return true;
    }
    out->width = little_endian(file, 26, 2) & 0x3fff;
    out->height = little_endian(file, 28, 2) & 0x3fff;
    return has(file, 12, MAGIC("VP8 ")) && has(file, 23, MAGIC("\x9d\x01\x2a"));
}

static const struct {
    const char *name;
    bool (*read_size)(struct str file, struct picture_head *out);
} formats[PICTURE_FORMAT_COUNT] = {
    [PICTURE_JPEG] = {"JPEG", read_jpeg_size},
    [PICTURE_PNG] = {"PNG", read_png_size},
    [PICTURE_WEBP] = {"WebP", read_webp_size},
};

const char *picture_format_name(enum picture_format format)
{
    return formats[format].name;
}

static bool find_format(struct str file, enum picture_format *out)
{
    if (has(file, 0, MAGIC("\xff\xd8\xff"))) {
        *out = PICTURE_JPEG;
        return true;
    }
    if (has(file, 0, MAGIC("\x89PNG\r\n\x1a\n"))) {
        *out = PICTURE_PNG;
        return true;
    }
    *out = PICTURE_WEBP;
    return has(file, 0, MAGIC("RIFF")) && has(file, 8, MAGIC("WEBP"));
}

enum rc picture_examine(struct str file, struct picture_head *out, struct err *e)
{
    *out = (struct picture_head){0};
    if (file.length > PICTURE_BYTES_MAX) {
        return err_set(e, RC_TOO_LARGE, "SE-0413", "file", T_("the file has %zu bytes; a picture of at most %u bytes was expected"),
            file.length, PICTURE_BYTES_MAX);
    }
    if (!find_format(file, &out->format)) {
        return err_set(e, RC_INVALID, "ER-1401", "file", T_("the file is %s; a JPEG, PNG or WebP picture was expected"), name_other(file));
    }
    const char *const name = formats[out->format].name;
    if (!formats[out->format].read_size(file, out) || out->width == 0 || out->height == 0) {
        return err_set(
            e, RC_INVALID, "ER-1404", "file", T_("the file begins as a %s picture but has no size; a whole picture was expected"), name);
    }
    if ((uint64_t)out->width * out->height > PICTURE_PIXELS_MAX) {
        return err_set(e, RC_INVALID, "ER-1403", "file",
            T_("the file is a picture of %u x %u pixels; at most %u million pixels were expected"), out->width, out->height,
            PICTURE_PIXELS_MAX / 1000000);
    }
    return RC_OK;
}

enum rc picture_wrong_size(uint32_t width, uint32_t height, struct err *e)
{
    return err_set(e, RC_INVALID, "ER-1402", "file",
        "the file is a picture of %u x %u pixels; exactly %u x %u were expected, or resize=true", width, height, PICTURE_WIDTH,
        PICTURE_HEIGHT);
}
