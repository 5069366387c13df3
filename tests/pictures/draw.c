/* SPDX-License-Identifier: EUPL-1.2 */
/* draw-picture FORMAT WIDTH HEIGHT [WISH]...: writes a picture to standard output. draw-picture tell: says as JSON what the JPEG on
 * standard input holds. */
#include "draw.h"

#include <stdlib.h>
#include <string.h>

#include <lcms2.h>

void draw_pixel(const struct wish *wish, unsigned x, unsigned y, unsigned char out[4])
{
    static const unsigned char colours[4][4] = {{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}};
    const unsigned quarter = (2 * x >= wish->width ? 1U : 0U) + (2 * y >= wish->height ? 2U : 0U);
    memcpy(out, colours[quarter], 4);
    if (wish->is_grey) {
        memset(out, (int)(quarter * 85), 3);
    }
    if (wish->has_profile && !wish->is_grey) {
        out[0] = colours[quarter][1];
        out[1] = colours[quarter][0];
    }
    if (wish->has_alpha && quarter == 3) {
        memset(out, 0, 4);
    }
}

size_t draw_exif(const struct wish *wish, unsigned char out[EXIF_SIZE])
{
    static const unsigned char block[] = "MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\0\0\0\0\0\0\0";
    memcpy(out, block, sizeof block);
    out[19] = (unsigned char)wish->orientation;
    return sizeof block - 1;
}

unsigned char *draw_profile(const struct wish *wish, size_t *length)
{
    const cmsCIExyY white = {0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE exchanged = {{0.30, 0.60, 1}, {0.64, 0.33, 1}, {0.15, 0.06, 1}};
    cmsToneCurve *const curve = cmsBuildGamma(NULL, 2.2);
    cmsToneCurve *const curves[3] = {curve, curve, curve};
    cmsHPROFILE profile = wish->is_grey ? cmsCreateGrayProfile(&white, curve) : cmsCreateRGBProfile(&white, &exchanged, curves);
    cmsUInt32Number bytes = 0;
    if (profile == NULL || !cmsSaveProfileToMem(profile, NULL, &bytes)) {
        exit(3);
    }
    unsigned char *const out = malloc(bytes);
    if (out == NULL || !cmsSaveProfileToMem(profile, out, &bytes)) {
        exit(3);
    }
    cmsCloseProfile(profile);
    cmsFreeToneCurve(curve);
    *length = bytes;
    return out;
}

static const struct {
    const char *name;
    size_t offset;
} words[] = {
    {"grey", offsetof(struct wish, is_grey)},
    {"cmyk", offsetof(struct wish, is_cmyk)},
    {"progressive", offsetof(struct wish, is_progressive)},
    {"interlaced", offsetof(struct wish, is_interlaced)},
    {"palette", offsetof(struct wish, is_palette)},
    {"deep", offsetof(struct wish, is_deep)},
    {"alpha", offsetof(struct wish, has_alpha)},
    {"lossless", offsetof(struct wish, is_lossless)},
    {"film", offsetof(struct wish, is_film)},
    {"profile", offsetof(struct wish, has_profile)},
    {"notes", offsetof(struct wish, has_notes)},
};

static bool read_word(struct wish *wish, const char *word)
{
    if (strncmp(word, "turned-", 7) == 0) {
        wish->orientation = (unsigned)strtoul(word + 7, NULL, 10);
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].name, word) == 0) {
            *(bool *)((char *)wish + words[i].offset) = true;
            return true;
        }
    }
    return false;
}

static const struct {
    const char *name;
    void (*draw)(const struct wish *wish, FILE *out);
} formats[] = {{"jpeg", draw_jpeg}, {"png", draw_png}, {"webp", draw_webp}};

int main(int argc, char **argv)
{
    struct wish wish = {0};
    if (argc == 2 && strcmp(argv[1], "tell") == 0) {
        tell_jpeg(stdin, stdout);
        return 0;
    }
    if (argc < 4) {
        return 2;
    }
    wish.width = (unsigned)strtoul(argv[2], NULL, 10);
    wish.height = (unsigned)strtoul(argv[3], NULL, 10);
    for (int i = 4; i < argc; i++) {
        if (!read_word(&wish, argv[i])) {
            return 2;
        }
    }
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (strcmp(formats[i].name, argv[1]) == 0) {
            formats[i].draw(&wish, stdout);
            return fflush(stdout) == 0 ? 0 : 3;
        }
    }
    return 2;
}
