/* SPDX-License-Identifier: EUPL-1.2 */
/* The lines of a body that lies in a file, one after the other. */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* A longer line is given as one that is too long, and passed over. */
#define LINE_MAX_BYTES 65536U

struct lines {
    int fd;
    uint64_t bytes; /* of the file that count */
    uint64_t at;    /* read so far */
    size_t begin, end;
    char buffer[LINE_MAX_BYTES + 2];
};

void lines_init(struct lines *lines, int fd, uint64_t bytes);

/* How many lines there are; what stands behind the last end of a line is one more, unless it is nothing. RC_UNAVAILABLE. */
MUST_CHECK enum rc lines_count(int fd, uint64_t bytes, int64_t *out, struct err *e);

/* The next line, without LF or CR LF, borrowed until the next call; data NULL when it is too long. *has is false behind the last.
 * RC_UNAVAILABLE. */
MUST_CHECK enum rc lines_next(struct lines *lines, struct str *out, bool *has, struct err *e);
