/* SPDX-License-Identifier: EUPL-1.2 */
/* The first rows of a file that was checked, and what would become of each. */
#pragma once

#include "registry/import_rows.h"

#define PREVIEW_CELL_MAX 100 /* bytes shown of a cell */

struct preview_row {
    int64_t number;
    bool is_bad;
    enum import_outcome outcome;            /* unless it is bad */
    const char *cells[IMPORT_COLUMN_COUNT]; /* as far as they are shown; NULL where the file has no such column */
};

struct preview {
    struct preview_row *rows;
    size_t count;
};

/* Reads up to `limit` rows from the import's file in `folder`, for the asking organisation; results in `arena`. Writes nothing, and locks
 * nobody out. RC_NOT_FOUND when the file is gone. */
MUST_CHECK enum rc intake_preview(struct session *session, const char *folder, const struct import *import, size_t limit,
    struct arena *arena, struct preview *out, struct err *e);
