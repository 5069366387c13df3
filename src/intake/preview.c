/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/preview.h"

#include "intake/file.h"
#include "intake/spool.h"

#include <unistd.h>

static void close_fd(const int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

static enum rc show_row(struct session *session, enum import_operation operation, struct import_row *row, struct arena *arena,
    struct preview_row *out, struct err *e)
{
    struct import_plan plan;
    if (import_plan_make(session, operation, row, &plan, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct preview_row){.number = row->number, .is_bad = row->problem_count > 0};
    out->outcome = out->is_bad ? IMPORT_UNCHANGED : import_plan_outcome(&plan);
    for (int i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        const struct str cell = row->cells[i];
        if (cell.data == NULL) {
            continue;
        }
        out->cells[i] = arena_text(arena, cell.data, (size_t)str_shown(cell, PREVIEW_CELL_MAX));
        if (out->cells[i] == NULL) {
            return err_no_memory(e);
        }
    }
    return RC_OK;
}

static enum rc read_rows(
    struct session *session, struct intake_file *file, size_t limit, struct arena *arena, struct preview *out, struct err *e)
{
    bool has = true;
    out->rows = arena_alloc_array(arena, limit, sizeof *out->rows);
    if (out->rows == NULL) {
        return err_no_memory(e);
    }
    while (out->count < limit) {
        struct import_row row;
        if (intake_next(file, arena, &row, &has, e) != RC_OK || !has) {
            return e->rc;
        }
        if (show_row(session, file->operation, &row, arena, &out->rows[out->count], e) != RC_OK) {
            return e->rc;
        }
        out->count++;
    }
    return RC_OK;
}

enum rc intake_preview(struct session *session, const char *folder, const struct import *import, size_t limit, struct arena *arena,
    struct preview *out, struct err *e)
{
    AUTO(intake_close) struct intake_file file = {0};
    AUTO(close_fd) int fd = -1;
    *out = (struct preview){0};
    if (spool_look(folder, import->file, &fd, e) != RC_OK ||
        intake_open(&file, fd, 0, (uint64_t)import->bytes, import->operation, arena, e) != RC_OK) {
        return e->rc;
    }
    return read_rows(session, &file, limit, arena, out, e);
}
