/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/validation.h"

#include "intake/file.h"
#include "registry/import_rows.h"

/* A validation under way. */
struct validating {
    struct session *session;
    struct intake_file file;
    struct arena *arena;  /* of the results */
    struct arena passing; /* of the row at hand */
    struct validation *out;
};

static enum rc add(struct validating *self, struct validation_item item, struct err *e)
{
    if (self->out->count == VALIDATION_MAX) {
        return RC_OK;
    }
    item.field = arena_copy(self->arena, item.field);
    item.code = arena_copy(self->arena, item.code);
    item.message = arena_copy(self->arena, item.message);
    const bool is_told = item.value != NULL;
    item.value = is_told ? arena_copy(self->arena, item.value) : NULL;
    if (item.field == NULL || item.code == NULL || item.message == NULL || (is_told && item.value == NULL)) {
        return err_no_memory(e);
    }
    self->out->items[self->out->count++] = item;
    return RC_OK;
}

static enum rc add_problems(struct validating *self, const struct import_row *row, struct err *e)
{
    for (const struct import_problem *problem = row->problems; problem != NULL; problem = problem->next) {
        const struct validation_item item = {row->number, problem->field, problem->code, problem->message, problem->value};
        if (add(self, item, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

/* What ends the reading is a problem of the file, where it isn't the machine's. */
static enum rc add_ending(struct validating *self, int64_t row, const struct err *found, struct err *e)
{
    if (found->rc == RC_INVALID) {
        return add(self, (struct validation_item){row, "", found->code, found->msg, NULL}, e);
    }
    *e = *found;
    return e->rc;
}

/* Without the columns that every row needs, each row would tell the same. */
static bool has_needed(const struct intake_file *file)
{
    for (int i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        if (import_column_is_required(file->operation, (enum import_column)i) && (file->columns & 1U << i) == 0) {
            return false;
        }
    }
    return true;
}

static enum rc check_rows(struct validating *self, struct err *e)
{
    for (bool has = true; has && self->out->count < VALIDATION_MAX;) {
        struct import_row row;
        struct import_plan plan;
        struct err found = {0};
        arena_reset(&self->passing);
        if (intake_next(&self->file, &self->passing, &row, &has, &found) != RC_OK) {
            return add_ending(self, csv_row_number(self->file.reader), &found, e);
        }
        if (has &&
            (import_plan_make(self->session, self->file.operation, &row, &plan, e) != RC_OK || add_problems(self, &row, e) != RC_OK)) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc validate(struct validating *self, int fd, uint64_t begin, uint64_t bytes, enum import_operation operation, struct err *e)
{
    struct err found = {0};
    self->out->items = arena_alloc_array(self->arena, VALIDATION_MAX, sizeof *self->out->items);
    if (self->out->items == NULL) {
        return err_no_memory(e);
    }
    if (intake_open(&self->file, fd, begin, bytes, operation, self->arena, &found) != RC_OK) {
        return add_ending(self, 1, &found, e);
    }
    if (add_problems(self, &self->file.header, e) != RC_OK) {
        return e->rc;
    }
    return has_needed(&self->file) ? check_rows(self, e) : RC_OK;
}

enum rc intake_validate(struct session *session, int fd, uint64_t begin, uint64_t bytes, enum import_operation operation,
    struct arena *arena, struct validation *out, struct err *e)
{
    struct validating self = {.session = session, .arena = arena, .out = out};
    struct arena *const outer = session->arena;
    *out = (struct validation){0};
    arena_init(&self.passing, 65536);
    session->arena = &self.passing;
    const enum rc rc = validate(&self, fd, begin, bytes, operation, e);
    session->arena = outer;
    intake_close(&self.file);
    arena_deinit(&self.passing);
    return rc;
}
