/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads a CSV file row by row from a stream, in memory that doesn't grow with it; encoding and separator are found out. */
#pragma once

#include "base/str.h"
#include "wire/csv_text.h"

#include <stdint.h>

#define CSV_ROW_MAX 65536  /* bytes of one row, as UTF-8 */
#define CSV_COLUMNS_MAX 64 /* of a header, and cells of a row */

struct csv_row {
    int64_t number; /* the header is row 1; a row with line breaks in its quotes is one, and blank rows count */
    const struct str *cells;
    size_t count;
    const char *fault; /* what is wrong with its quotes, or that cells beyond CSV_COLUMNS_MAX are left out, as a sentence without its
                          beginning; NULL for nothing */
};

struct csv_reader;

/* Whether a cell of the first row is the name of a column: tells which separator is meant. */
typedef bool csv_knows_fn(struct str name);

/* Reads the first row. `self` is borrowed for the life of the reader. RC_INVALID: ER-1202 when the file is empty or no text, ER-1204 for a
 * row that can't be read. */
MUST_CHECK enum rc csv_open(csv_source_fn *read, void *self, csv_knows_fn *knows, struct csv_reader **out, struct err *e);
void csv_close(struct csv_reader *reader);
void csv_closep(struct csv_reader **reader);

/* The first row; borrowed. */
const struct csv_row *csv_header(const struct csv_reader *reader);
char csv_separator(const struct csv_reader *reader);

/* The next row that is not blank; its cells are borrowed until the next call. *has is false at the end. RC_INVALID (ER-1204), with the
 * row's number in the message: bytes of no encoding, a NUL, a row that is too long, a quote that nobody closes. Nothing
 * can be read after that. */
MUST_CHECK enum rc csv_next(struct csv_reader *reader, struct csv_row *out, bool *has, struct err *e);

/* The number of the last row that was read, or that could not be. */
int64_t csv_row_number(const struct csv_reader *reader);
