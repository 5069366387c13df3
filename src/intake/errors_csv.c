/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/errors_csv.h"

#include "base/buf.h"
#include "base/temporary.h"
#include "intake/file.h"
#include "wire/csv_write.h"

#define ROWS 500

static enum rc write_out(int fd, struct buf *out, struct err *e)
{
    return out->failed ? err_no_memory(e) : file_write(fd, out->data, out->length, e);
}

/* The columns that the file had, in their own order. */
static size_t name_columns(const struct import *import, struct str *out)
{
    size_t count = 0;
    for (int i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        if ((import->columns & 1U << i) != 0) {
            out[count++] = str_of(import_column_name((enum import_column)i));
        }
    }
    out[count++] = STR(INTAKE_REASONS);
    return count;
}

static void write_row(const struct import *import, const struct import_bad *bad, size_t count, struct buf *out)
{
    struct str cells[IMPORT_COLUMN_COUNT + 1];
    struct str rest = str_of(bad->cells);
    for (size_t i = 0; i + 1 < count; i++) {
        cells[i] = str_cut(&rest, IMPORT_CELL_END);
    }
    cells[count - 1] = str_of(bad->reasons);
    csv_write_row(out, cells, count, import->separator);
}

/* Some rows after `*after`, which goes on to the last of them; *more is false after the last row. */
static enum rc write_some(
    struct session *session, const struct import *import, int fd, size_t count, int64_t *after, bool *more, struct err *e)
{
    struct import_bads bads;
    struct buf out;
    buf_init(&out, session->arena);
    if (registry_list_bad_rows(session, import, *after, ROWS, &bads, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < bads.count; i++) {
        write_row(import, &bads.items[i], count, &out);
        *after = bads.items[i].row;
    }
    *more = bads.count == ROWS;
    return bads.count == 0 ? RC_OK : write_out(fd, &out, e);
}

static enum rc write_rows(struct session *session, const struct import *import, int fd, struct err *e)
{
    struct str names[IMPORT_COLUMN_COUNT + 1];
    const size_t count = name_columns(import, names);
    int64_t after = 0;
    struct buf out;
    buf_init(&out, session->arena);
    buf_add_text(&out, "\xEF\xBB\xBF");
    csv_write_row(&out, names, count, import->separator);
    if (write_out(fd, &out, e) != RC_OK) {
        return e->rc;
    }
    for (bool more = true; more;) {
        arena_reset(session->arena);
        if (write_some(session, import, fd, count, &after, &more, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc intake_write_errors(struct session *session, const struct import *import, int fd, struct err *e)
{
    struct arena *const outer = session->arena;
    struct arena arena;
    arena_init(&arena, 65536);
    session->arena = &arena;
    const enum rc rc = write_rows(session, import, fd, e);
    session->arena = outer;
    arena_deinit(&arena);
    return rc;
}
