/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/colour.h"

#include <stdlib.h>

#include <lcms2.h>

struct colour {
    cmsHPROFILE srgb;
};

struct colour *colour_new(void)
{
    struct colour *const colour = calloc(1, sizeof *colour);
    if (colour != NULL) {
        colour->srgb = cmsCreate_sRGBProfile();
    }
    return colour != NULL && colour->srgb != NULL ? colour : NULL;
}

static cmsColorSpaceSignature space_of(unsigned channels)
{
    return channels == 1 ? cmsSigGrayData : channels == 3 ? cmsSigRgbData : cmsSigCmykData;
}

static cmsUInt32Number layout_of(unsigned channels)
{
    return channels == 1 ? TYPE_GRAY_8 : channels == 3 ? TYPE_RGB_8 : TYPE_CMYK_8;
}

static bool transform(const struct colour *colour, const struct image *image, unsigned char *out)
{
    cmsHPROFILE profile = image->profile == NULL ? NULL : cmsOpenProfileFromMem(image->profile, (cmsUInt32Number)image->profile_bytes);
    if (profile == NULL || cmsGetColorSpace(profile) != space_of(image->channels)) {
        return false;
    }
    cmsHTRANSFORM change =
        cmsCreateTransform(profile, layout_of(image->channels), colour->srgb, TYPE_RGB_8, INTENT_PERCEPTUAL, cmsFLAGS_NOCACHE);
    if (change == NULL) {
        return false;
    }
    cmsDoTransform(change, image->pixels, out, image->width * image->height);
    return true;
}

/* Without a profile: colours are sRGB already, and inks take light away. */
static void convert_pixel(const unsigned char *from, unsigned channels, unsigned char *to)
{
    for (unsigned c = 0; c < 3; c++) {
        if (channels == 4) {
            to[c] = (unsigned char)((255U - from[c]) * (255U - from[3]) / 255U);
        } else {
            to[c] = from[channels == 1 ? 0 : c];
        }
    }
}

bool colour_to_srgb(const struct colour *colour, struct image *image)
{
    const size_t count = (size_t)image->width * image->height;
    unsigned char *const out = malloc(count * 3);
    if (out == NULL) {
        return false;
    }
    if (!transform(colour, image, out)) {
        for (size_t i = 0; i < count; i++) {
            convert_pixel(image->pixels + i * image->channels, image->channels, out + i * 3);
        }
    }
    image->pixels = out; /* what was there is left to the end of the process */
    image->channels = 3;
    image->profile = NULL;
    return true;
}
