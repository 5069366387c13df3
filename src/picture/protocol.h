/* SPDX-License-Identifier: EUPL-1.2 */
/* What the router and the program that makes its pictures say to each other. The router sends the upload's bytes and ends; the program
 * sends one of these, then the picture where it made one. */
#pragma once

#include <stdint.h>

/* Words of the program's command line: what to do with a picture of another size. */
#define DARKROOM_EXACT "exact"
#define DARKROOM_RESIZE "resize"

#define DARKROOM_MAGIC 0x45534350U
#define DARKROOM_PICTURE_MAX (256U << 10) /* bytes of a finished picture */

/* Limits of the program on itself. The wall clock's stands in the kernel: no code that a picture brings can take it away. */
#define DARKROOM_CPU_SECONDS 5U
#define DARKROOM_WALL_SECONDS 15U

enum darkroom_verdict {
    DARKROOM_MADE,
    DARKROOM_WRONG_SIZE, /* `width` and `height` as shown, orientation applied */
    DARKROOM_DAMAGED,    /* or made to look like a picture */
    DARKROOM_UNABLE,     /* the fence can't be raised, or the upload did not come: says nothing of the picture */
    DARKROOM_VERDICT_COUNT
};

struct darkroom_reply {
    uint32_t magic;
    uint32_t verdict;
    uint32_t width, height;
    uint32_t length; /* bytes of picture that follow */
};
