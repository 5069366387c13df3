/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/import_row.h"

#include "base/day.h"
#include "base/err.h"
#include "base/fold.h"
#include "base/pattern.h"
#include "esc/esi.h"

#define TEXT_MAX 255 /* characters */

bool import_row_has(const struct import_row *row, enum import_column column)
{
    return row->cells[column].length > 0;
}

bool import_row_is_good(const struct import_row *row, enum import_column column)
{
    for (const struct import_problem *problem = row->problems; problem != NULL; problem = problem->next) {
        if (problem->field == import_column_name(column)) {
            return false;
        }
    }
    return true;
}

/* Names and addresses stay out of what is told. */
static bool is_personal(const char *field)
{
    enum import_column column = IMPORT_COLUMN_COUNT;
    return !import_column_find(str_of(field), &column) || column <= IMPORT_EMAIL || column == IMPORT_DISPLAY_NAME;
}

static const char *value_of(const struct import_row *row, struct arena *arena, const char *field)
{
    enum import_column column = IMPORT_COLUMN_COUNT;
    if (is_personal(field) || !import_column_find(str_of(field), &column)) {
        return NULL;
    }
    const struct str cell = row->cells[column];
    return arena_text(arena, cell.length == 0 ? "" : cell.data, (size_t)str_shown(cell, 60));
}

enum rc import_row_blame(struct import_row *row, struct arena *arena, const char *field, const struct err *problem, struct err *e)
{
    struct import_problem *const added = arena_alloc(arena, sizeof *added);
    const char *const code = arena_copy(arena, problem->code);
    const char *const message = arena_copy(arena, problem->msg);
    const char *const said = pattern_pack(arena, problem);
    if (added == NULL || code == NULL || message == NULL || said == NULL) {
        return err_no_memory(e);
    }
    *added = (struct import_problem){.field = field, .code = code, .message = message, .said = said, .value = value_of(row, arena, field)};
    struct import_problem **const place = row->problems == NULL ? &row->problems : &row->last_problem->next;
    *place = added;
    row->last_problem = added;
    row->problem_count++;
    return RC_OK;
}

/* What reads one cell that is not blank: RC_OK, or why it is wrong. */
typedef enum rc cell_fn(struct import_row *row, struct str cell, struct arena *arena, struct err *e);

static enum rc check_length(struct str cell, enum import_column column, struct err *e)
{
    const char *const name = import_column_name(column);
    const size_t length = cell.length <= TEXT_MAX ? cell.length : utf8_length(cell);
    if (length <= TEXT_MAX) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1012", name, T_("%s has %zu characters; %d at most were expected"), name, length, TEXT_MAX);
}

static enum rc read_person(struct import_row *row, struct str cell, struct arena *arena, struct err *e)
{
    struct esi parts;
    char key[ESI_TEXT_SIZE];
    if (esi_parse(cell.data, cell.length, &parts, e) != RC_OK) {
        return e->rc;
    }
    esi_fold(cell.data, cell.length, key);
    row->esi_key = arena_text(arena, key, cell.length);
    return row->esi_key != NULL ? RC_OK : err_no_memory(e);
}

static enum rc read_name(struct import_row *row, struct str cell, struct arena *arena, struct err *e)
{
    if (check_length(cell, IMPORT_FULL_NAME, e) != RC_OK) {
        return e->rc;
    }
    row->name_key = fold_text(arena, cell);
    return row->name_key != NULL ? RC_OK : err_no_memory(e);
}

static enum rc read_email(struct import_row *row, struct str cell, struct arena *arena, struct err *e)
{
    (void)row;
    (void)arena;
    return check_length(cell, IMPORT_EMAIL, e) == RC_OK ? email_check(cell, e) : e->rc;
}

static enum rc read_level(struct import_row *row, struct str cell, struct arena *arena, struct err *e)
{
    (void)arena;
    return academic_level_parse(cell, &row->level, e);
}

static enum rc read_number(struct import_row *row, struct str cell, struct arena *arena, struct err *e)
{
    (void)arena;
    return escn_parse(cell.data, cell.length, &row->escn, e);
}

static enum rc read_type(struct import_row *row, struct str cell, struct arena *arena, struct err *e)
{
    (void)arena;
    if (cell.length == 1 && cell.data[0] >= '0' && cell.data[0] < '0' + CARD_TYPE_COUNT) {
        row->type = (enum card_type)(cell.data[0] - '0');
        return RC_OK;
    }
    return card_type_parse(cell, &row->type, e);
}

static enum rc read_status(struct import_row *row, struct str cell, struct arena *arena, struct err *e)
{
    (void)arena;
    return card_status_parse(cell, &row->status, e);
}

static enum rc read_display_name(struct import_row *row, struct str cell, struct arena *arena, struct err *e)
{
    (void)row;
    (void)arena;
    return check_length(cell, IMPORT_DISPLAY_NAME, e);
}

static enum rc read_day(struct str cell, enum import_column column, int32_t *out, struct err *e)
{
    const char *const name = import_column_name(column);
    if (day_parse(cell, out) || day_parse_slashed(cell, out)) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1012", name, T_("%s is \"%.*s\"; a day such as 2026-11-22 or 22/11/2026 was expected"), name,
        str_shown(cell, 40), cell.data);
}

static enum rc read_issued(struct import_row *row, struct str cell, struct arena *arena, struct err *e)
{
    (void)arena;
    return read_day(cell, IMPORT_ISSUED, &row->issued_day, e);
}

static enum rc read_expires(struct import_row *row, struct str cell, struct arena *arena, struct err *e)
{
    (void)arena;
    return read_day(cell, IMPORT_EXPIRES, &row->expires_day, e);
}

static const struct {
    cell_fn *read;  /* NULL: the registry looks at it */
    bool is_needed; /* to delete */
} readers[IMPORT_COLUMN_COUNT] = {
    [IMPORT_PERSON] = {read_person, true},
    [IMPORT_FULL_NAME] = {read_name, false},
    [IMPORT_EMAIL] = {read_email, false},
    [IMPORT_LEVEL] = {read_level, false},
    [IMPORT_CARD_NUMBER] = {read_number, true},
    [IMPORT_CARD_TYPE] = {read_type, false},
    [IMPORT_CARD_STATUS] = {read_status, false},
    [IMPORT_DISPLAY_NAME] = {read_display_name, false},
    [IMPORT_ISSUED] = {read_issued, false},
    [IMPORT_EXPIRES] = {read_expires, false},
};

static enum rc read_cell(
    struct import_row *row, enum import_operation operation, enum import_column column, struct arena *arena, struct err *e)
{
    const struct str cell = row->cells[column];
    const char *const name = import_column_name(column);
    if (cell.length == 0) {
        return import_column_is_required(operation, column) ? err_set(e, RC_INVALID, "ER-1011", name, T_("%s is missing"), name) : RC_OK;
    }
    if (readers[column].read == NULL || (operation == IMPORT_DELETE && !readers[column].is_needed)) {
        return RC_OK;
    }
    return readers[column].read(row, cell, arena, e);
}

enum rc import_row_read(struct import_row *row, enum import_operation operation, struct arena *arena, struct err *e)
{
    row->issued_day = DAY_NONE;
    row->expires_day = DAY_NONE;
    for (int i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        struct err problem = {0};
        const enum import_column column = (enum import_column)i;
        const enum rc rc = read_cell(row, operation, column, arena, &problem);
        if (rc == RC_NO_MEMORY || (rc != RC_OK && import_row_blame(row, arena, import_column_name(column), &problem, e) != RC_OK)) {
            return err_no_memory(e);
        }
    }
    return RC_OK;
}
