/* SPDX-License-Identifier: EUPL-1.2 */
/* esc-darkroom: makes the finished picture of an upload behind a fence, so that a hostile picture finds nothing to hurt. Run by esc-router.
 */
#include "darkroom/colour.h"
#include "darkroom/fence.h"
#include "darkroom/frame.h"
#include "darkroom/read.h"
#include "darkroom/reply.h"
#include "darkroom/trial.h"
#include "darkroom/write_jpeg.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_USAGE 2
#define EXIT_SURVIVED 9

void read_check_size(unsigned width, unsigned height)
{
    if (width == 0 || height == 0 || (unsigned long)width * height > PICTURE_PIXELS_MAX) {
        reply_refuse(DARKROOM_DAMAGED, 0, 0);
    }
}

static unsigned char *read_upload(size_t *length)
{
    unsigned char *const upload = malloc(PICTURE_BYTES_MAX);
    *length = 0;
    if (upload == NULL) {
        reply_refuse(DARKROOM_UNABLE, 0, 0);
    }
    for (;;) {
        const ssize_t got = read(STDIN_FILENO, upload + *length, PICTURE_BYTES_MAX - *length);
        if (got < 0) {
            reply_refuse(DARKROOM_UNABLE, 0, 0);
        }
        if (got == 0) {
            return upload;
        }
        *length += (size_t)got;
    }
}

static read_fn *find_reader(const unsigned char *upload, size_t length)
{
    if (length >= 12 && memcmp(upload, "RIFF", 4) == 0) {
        return read_webp;
    }
    if (length >= 12 && upload[0] == 0x89) {
        return read_png;
    }
    return read_jpeg;
}

/* Upright, of the finished size, in the finished colours. */
static void develop(struct image *image, const struct colour *colour, bool exactly)
{
    struct image upright;
    struct image fitting;
    if (image->orientation != 1) {
        if (!frame_upright(image, &upright)) {
            reply_refuse(DARKROOM_DAMAGED, 0, 0);
        }
        *image = upright;
    }
    const bool fits = image->width == PICTURE_WIDTH && image->height == PICTURE_HEIGHT;
    if (!fits && exactly) {
        reply_refuse(DARKROOM_WRONG_SIZE, image->width, image->height);
    }
    if (!fits) {
        if (!frame_fit(image, PICTURE_WIDTH, PICTURE_HEIGHT, &fitting)) {
            reply_refuse(DARKROOM_DAMAGED, 0, 0);
        }
        *image = fitting;
    }
    if (!colour_to_srgb(colour, image)) {
        reply_refuse(DARKROOM_DAMAGED, 0, 0);
    }
}

/* What libraries do at their first use, such as asking for the processor's abilities, they do before the fence. */
static const struct colour *warm_up(void)
{
    unsigned char grey[8 * 8 * 3];
    unsigned char *picture = NULL;
    size_t length = 0;
    struct image blank = {.width = 8, .height = 8, .channels = 3, .pixels = grey, .orientation = 1};
    struct image read = {.orientation = 1};
    memset(grey, 128, sizeof grey);
    const struct colour *const colour = colour_new();
    if (colour == NULL || !write_jpeg(&blank, &picture, &length)) {
        reply_refuse(DARKROOM_UNABLE, 0, 0);
    }
    read_jpeg(picture, length, &read);
    return colour;
}

int main(int argc, char **argv)
{
    const bool exactly = argc == 2 && strcmp(argv[1], DARKROOM_EXACT) == 0;
    const bool resizes = argc == 2 && strcmp(argv[1], DARKROOM_RESIZE) == 0;
    const bool tries = argc == 3 && strcmp(argv[1], "try") == 0;
    struct image image = {.orientation = 1};
    unsigned char *picture = NULL;
    size_t length = 0;
    if (!exactly && !resizes && !tries) {
        return EXIT_USAGE;
    }
    const struct colour *const colour = warm_up();
    if (!fence_raise()) {
        reply_refuse(DARKROOM_UNABLE, 0, 0);
    }
    if (tries) {
        return trial_run(argv[2]) ? EXIT_SURVIVED : EXIT_USAGE;
    }
    const unsigned char *const upload = read_upload(&length);
    find_reader(upload, length)(upload, length, &image);
    develop(&image, colour, exactly);
    if (!write_jpeg(&image, &picture, &length) || length > DARKROOM_PICTURE_MAX) {
        reply_refuse(DARKROOM_UNABLE, 0, 0);
    }
    reply_picture(picture, length);
}
