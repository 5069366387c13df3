/* SPDX-License-Identifier: EUPL-1.2 */
/* The bytes of a text file as UTF-8, whatever encoding they came in: found out from the bytes themselves, while they are read. */
#pragma once

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Gives the next bytes of a file: up to `capacity`; *length 0 at the end. */
typedef enum rc csv_source_fn(void *self, char *out, size_t capacity, size_t *length, struct err *e);

enum csv_encoding {
    CSV_UNDECIDED, /* nothing but ASCII so far */
    CSV_UTF8,
    CSV_UTF16_LE,
    CSV_UTF16_BE,
    CSV_WINDOWS_1252,
    CSV_ENCODING_COUNT
};

#define CSV_RAW_BYTES 16384

/* Zeroed but for the first two members at birth. */
struct csv_text {
    csv_source_fn *read;
    void *self;
    enum csv_encoding encoding;
    bool begun;
    bool ended; /* the source has no more */
    size_t at, length;
    unsigned char raw[CSV_RAW_BYTES];
};

#define CSV_TEXT_ROOM 4 /* the least capacity that csv_text_read takes */

/* The next characters as UTF-8 without NUL, whole ones only; *length 0 at the end. A byte order mark is dropped. RC_INVALID, ER-1202, for a
 * file of another kind (such as ZIP); ER-1204 for bytes that the encoding hasn't, after all that was good has been given. */
MUST_CHECK enum rc csv_text_read(struct csv_text *text, char *out, size_t capacity, size_t *length, struct err *e);

/* "UTF-8" and so on, for people. */
const char *csv_encoding_name(enum csv_encoding encoding);
