/* SPDX-License-Identifier: EUPL-1.2 */
/* Writes cells of CSV that no spreadsheet takes for a formula, and takes that protection off again. */
#pragma once

#include "base/buf.h"
#include "base/str.h"

/* Quoted where it must be. A cell that begins with = + - @, a tab or a carriage return, also after apostrophes, gets one apostrophe more in
 * front. */
void csv_write_cell(struct buf *out, struct str cell, char separator);

/* Cells with separators between them, and the end of the row. */
void csv_write_row(struct buf *out, const struct str *cells, size_t count, char separator);

/* What csv_write_cell was given, of a cell that it wrote. */
struct str csv_unprotect(struct str cell);
