/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/file.h"

#include "base/buf.h"
#include "base/temporary.h"
#include "core/excerpt.h"
#include "intake/seen.h"
#include "wire/csv_write.h"

#include <stdio.h>
#include <string.h>

static enum rc read_bytes(void *self, char *out, size_t capacity, size_t *length, struct err *e)
{
    struct intake_file *const file = self;
    const uint64_t left = file->end - file->at;
    if (file_read(file->fd, file->at, out, left < capacity ? (size_t)left : capacity, length, e) != RC_OK) {
        return e->rc;
    }
    file->at += *length;
    return RC_OK;
}

static bool is_reasons(struct str name)
{
    return str_equal_fold(name, STR(INTAKE_REASONS));
}

static bool knows(struct str name)
{
    enum import_column column = IMPORT_COLUMN_COUNT;
    return import_column_find(name, &column) || is_reasons(name);
}

/* Notes a problem of the header, with the name that stands there. */
static enum rc blame_column(struct intake_file *file, struct arena *arena, const char *name, const struct err *problem, struct err *e)
{
    const char *const field = arena_copy(arena, name);
    if (file->header.problems == NULL) {
        file->header_fault = *problem;
    }
    return field == NULL ? err_no_memory(e) : import_row_blame(&file->header, arena, field, problem, e);
}

static const char *all_columns(char *out, size_t capacity)
{
    size_t used = 0;
    for (int i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        used += (size_t)snprintf(out + used, capacity - used, "%s%s", i == 0 ? "" : ", ", import_column_name((enum import_column)i));
    }
    return out;
}

static enum rc take_unknown(struct intake_file *file, struct arena *arena, struct str name, struct err *e)
{
    struct err problem = {0};
    char shown[EXCERPT_SIZE];
    char columns[256];
    (void)err_set(&problem, RC_INVALID, "ER-1203", "", T_("the column \"%s\" is not known; %s were expected"),
        excerpt(name.data, name.length, shown), all_columns(columns, sizeof columns));
    return blame_column(file, arena, shown, &problem, e);
}

static enum rc take_column(struct intake_file *file, struct arena *arena, size_t at, struct str name, struct err *e)
{
    enum import_column column = IMPORT_COLUMN_COUNT;
    file->column_of[at] = -1;
    if (name.length == 0) {
        return RC_OK;
    }
    if (is_reasons(name)) {
        file->is_ours = true;
        return RC_OK;
    }
    if (!import_column_find(name, &column)) {
        return take_unknown(file, arena, name, e);
    }
    if ((file->columns & 1U << column) != 0) {
        struct err problem = {0};
        (void)err_set(&problem, RC_INVALID, "ER-1203", "", T_("the column %s stands twice in the first row"), import_column_name(column));
        return blame_column(file, arena, import_column_name(column), &problem, e);
    }
    file->columns |= 1U << column;
    file->column_of[at] = (int)column;
    return RC_OK;
}

static enum rc check_required(struct intake_file *file, struct arena *arena, struct err *e)
{
    for (int i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        const enum import_column column = (enum import_column)i;
        struct err problem = {0};
        if ((file->columns & 1U << column) != 0 || !import_column_is_required(file->operation, column)) {
            continue;
        }
        (void)err_set(&problem, RC_INVALID, "ER-1203", "", T_("the column %s is missing, which %s needs"), import_column_name(column),
            import_operation_code(file->operation)->key);
        if (blame_column(file, arena, import_column_name(column), &problem, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc refuse_headless(struct intake_file *file, struct arena *arena, struct err *e)
{
    struct err problem = {0};
    char columns[256];
    file->header.problems = NULL;
    file->header.problem_count = 0;
    (void)err_set(&problem, RC_INVALID, "ER-1203", "", T_("the first row names no column that is known; some of %s were expected"),
        all_columns(columns, sizeof columns));
    return blame_column(file, arena, "", &problem, e);
}

static enum rc read_header(struct intake_file *file, struct arena *arena, struct err *e)
{
    const struct csv_row *const row = csv_header(file->reader);
    file->header = (struct import_row){.number = row->number};
    for (size_t i = 0; i < row->count; i++) {
        if (take_column(file, arena, i, row->cells[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return file->columns == 0 ? refuse_headless(file, arena, e) : check_required(file, arena, e);
}

enum rc intake_open(
    struct intake_file *file, int fd, uint64_t begin, uint64_t bytes, enum import_operation operation, struct arena *arena, struct err *e)
{
    *file = (struct intake_file){.fd = fd, .begin = begin, .at = begin, .end = begin + bytes, .operation = operation};
    file->seen = seen_new();
    if (file->seen == NULL) {
        return err_no_memory(e);
    }
    if (csv_open(read_bytes, file, knows, &file->reader, e) != RC_OK || read_header(file, arena, e) != RC_OK) {
        intake_close(file);
        return e->rc;
    }
    return RC_OK;
}

void intake_close(struct intake_file *file)
{
    csv_close(file->reader);
    seen_free(file->seen);
    file->reader = NULL;
    file->seen = NULL;
}

enum rc intake_check_header(const struct intake_file *file, struct err *e)
{
    const size_t count = file->header.problem_count;
    if (file->header.problems == NULL) {
        return RC_OK;
    }
    *e = file->header_fault;
    (void)snprintf(e->field, sizeof e->field, "file");
    if (count == 1) {
        return err_wrap(e, T_("row 1"));
    }
    /* Programs have the rest of the sentence at its end, where no other language can have it. */
    (void)err_wrap(e, T_("row 1, the first of %zu problems of its columns"), count);
    (void)snprintf(e->msg, sizeof e->msg, "row 1: %s; and %zu more problem%s of columns", file->header.problems->message, count - 1,
        count == 2 ? "" : "s");
    return e->rc;
}

static enum rc blame_row(struct import_row *row, struct arena *arena, const char *what, struct err *e)
{
    struct err problem = {0};
    (void)err_set(&problem, RC_INVALID, "ER-1204", "", T_("the row %s"), what);
    return import_row_blame(row, arena, "", &problem, e);
}

/* Copies the cells into one piece of the arena, each ending in NUL. */
static enum rc take_cells(
    const struct intake_file *file, const struct csv_row *row, struct arena *arena, struct import_row *out, struct err *e)
{
    size_t bytes = 0;
    bool has_more = false;
    for (size_t i = 0; i < row->count; i++) {
        bytes += row->cells[i].length + 1;
    }
    char *at = arena_alloc(arena, bytes);
    if (at == NULL) {
        return err_no_memory(e);
    }
    const size_t named = csv_header(file->reader)->count;
    for (size_t i = 0; i < row->count; i++) {
        const int column = i < named ? file->column_of[i] : -1;
        const struct str cell = file->is_ours ? csv_unprotect(row->cells[i]) : row->cells[i];
        const bool is_nameless = i >= named || csv_header(file->reader)->cells[i].length == 0;
        has_more = has_more || (is_nameless && cell.length > 0);
        if (column >= 0) {
            memcpy(at, cell.data, cell.length);
            out->cells[column] = (struct str){at, cell.length};
            at += cell.length + 1;
        }
    }
    return has_more && row->fault == NULL ? blame_row(out, arena, N_("has more cells than the first row has names"), e) : RC_OK;
}

static enum rc check_seen(struct intake_file *file, struct arena *arena, struct import_row *row, struct err *e)
{
    int64_t earlier = 0;
    struct err problem = {0};
    if (!import_row_has(row, IMPORT_CARD_NUMBER) || !import_row_is_good(row, IMPORT_CARD_NUMBER)) {
        return RC_OK;
    }
    if (seen_add(file->seen, &row->escn, row->number, &earlier, e) != RC_OK || earlier == 0) {
        return e->rc;
    }
    (void)err_set(&problem, RC_INVALID, "ER-1207", "", T_("this cardNumber stands in row %lld already"), (long long)earlier);
    return import_row_blame(row, arena, import_column_name(IMPORT_CARD_NUMBER), &problem, e);
}

enum rc intake_next(struct intake_file *file, struct arena *arena, struct import_row *out, bool *has, struct err *e)
{
    struct csv_row row;
    if (csv_next(file->reader, &row, has, e) != RC_OK || !*has) {
        return e->rc;
    }
    *out = (struct import_row){.number = row.number};
    for (int i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        out->cells[i].data = (file->columns & 1U << i) != 0 ? "" : NULL;
    }
    if (take_cells(file, &row, arena, out, e) != RC_OK || (row.fault != NULL && blame_row(out, arena, row.fault, e) != RC_OK) ||
        import_row_read(out, file->operation, arena, e) != RC_OK) {
        return e->rc;
    }
    return check_seen(file, arena, out, e);
}

enum rc intake_scan(struct intake_file *file, struct err *e)
{
    struct csv_row row;
    bool has = true;
    while (has) {
        if (csv_next(file->reader, &row, &has, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

int intake_percent(const struct intake_file *file)
{
    const uint64_t bytes = file->end - file->begin;
    return bytes == 0 ? 100 : (int)((file->at - file->begin) * 100 / bytes);
}
