/* SPDX-License-Identifier: EUPL-1.2 */
/* A picture of a cardholder: what is taken, what is kept, and what the first bytes of a file say about it. */
#pragma once

#include "base/str.h"
#include "esc/err.h"

#include <stdint.h>

/* What is kept: a JPEG of this size. */
#define PICTURE_WIDTH 200U
#define PICTURE_HEIGHT 300U

/* What is taken. */
#define PICTURE_BYTES_MAX (5U << 20)
#define PICTURE_PIXELS_MAX 40000000U

enum picture_format { PICTURE_JPEG, PICTURE_PNG, PICTURE_WEBP, PICTURE_FORMAT_COUNT };

struct picture_head {
    enum picture_format format;
    uint32_t width, height; /* as stored, before any orientation is applied */
};

/* "JPEG" and so on. */
const char *picture_format_name(enum picture_format format);

/* Reads format and size without decoding anything. RC_INVALID for a file of another kind, which is named where it is known (ER-1401), one
 * with too many pixels (ER-1403), and one that ends before its size (ER-1404); RC_TOO_LARGE for too many bytes. */
ESC_MUST_CHECK enum rc picture_examine(struct str file, struct picture_head *out, struct err *e);

/* The refusal of a picture that is not of the size that is kept (ER-1402). */
enum rc picture_wrong_size(uint32_t width, uint32_t height, struct err *e);
