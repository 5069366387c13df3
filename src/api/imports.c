/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/bodies.h"
#include "api/operation.h"
#include "api/views.h"
#include "intake/errors_csv.h"
#include "intake/file.h"
#include "intake/runner.h"
#include "intake/spool.h"
#include "intake/validation.h"
#include "intake/view.h"
#include "wire/json_write.h"

#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIST_MAX 200

enum rc op_csv_config(struct http_call *call, struct api_context *context, struct err *e)
{
    (void)context;
    struct buf body;
    buf_init(&body, call->arena);
    for (int i = 0; i < IMPORT_COLUMN_COUNT; i++) {
        buf_add_format(&body, "%c\"%s\":%d", i == 0 ? '{' : ',', import_column_name((enum import_column)i), i);
    }
    buf_add_char(&body, '}');
    return reply_buf(call, 200, "application/json", &body, e);
}

static enum rc read_operation(const struct http_call *call, enum import_operation *out, struct err *e)
{
    struct str text = STR("");
    (void)http_query(call, "operation", &text);
    return import_operation_parse(str_trim(text), out, e);
}

static enum rc read_mode(const struct http_call *call, enum import_mode *out, struct err *e)
{
    struct str text = STR("");
    *out = IMPORT_ALL;
    (void)http_query(call, "mode", &text);
    return str_trim(text).length == 0 ? RC_OK : import_mode_parse(str_trim(text), out, e);
}

static enum rc read_dry_run(const struct http_call *call, bool *out, struct err *e)
{
    struct str text = STR("");
    (void)http_query(call, "dryRun", &text);
    text = str_trim(text);
    *out = str_equal_fold(text, STR("true"));
    if (*out || text.length == 0 || str_equal_fold(text, STR("false"))) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1018", "dryRun", "dryRun is \"%.*s\"; true or false was expected", str_shown(text, 40), text.data);
}

static enum rc find_file(struct http_call *call, const struct multipart_part **out, struct err *e)
{
    struct multipart *const form = arena_alloc(call->arena, sizeof *form);
    if (form == NULL) {
        return err_no_memory(e);
    }
    return form_read(call, form, e) == RC_OK ? multipart_get(form, "file", out, e) : e->rc;
}

/* ---- validation ---- */

struct problem_view {
    int64_t row;
    const char *field;
    const char *message;
    struct wire_list params;
};

#define AT(member) .offset = offsetof(struct problem_view, member)

static const struct wire_field problem_fields[] = {
    {"rowNumber", WIRE_INT32, AT(row), .about = "the header is row 1; a row with line breaks in its quotes is one"},
    {"fieldName", WIRE_TEXT, AT(field), .about = "the column; empty for the row as a whole"},
    {"errorMessage", WIRE_TEXT, AT(message)},
    {"params", WIRE_PAIRS, AT(params), .about = "code: that of the fault; value: what stood there, unless it may be somebody's data"},
};

const struct wire_shape csv_problem_shape = {
    .name = "CsvValidationError", .size = sizeof(struct problem_view), .fields = problem_fields, .count = COUNT_OF(problem_fields)};

static const struct wire_pair *new_pair(struct arena *arena, const char *name, const char *value)
{
    struct wire_pair *const pair = arena_alloc(arena, sizeof *pair);
    if (pair != NULL) {
        *pair = (struct wire_pair){name, value};
    }
    return pair;
}

static const struct problem_view *new_problem(struct arena *arena, const struct validation_item *item)
{
    struct problem_view *const view = arena_alloc(arena, sizeof *view);
    const void **const pairs = arena_alloc_array(arena, 2, sizeof *pairs);
    if (view == NULL || pairs == NULL) {
        return NULL;
    }
    pairs[0] = new_pair(arena, "code", item->code);
    pairs[1] = item->value == NULL ? NULL : new_pair(arena, "value", item->value);
    *view = (struct problem_view){.row = item->row, .field = item->field, .message = item->message};
    view->params = (struct wire_list){.items = pairs, .count = pairs[1] == NULL ? 1 : 2};
    return pairs[0] == NULL ? NULL : view;
}

static enum rc reply_problems(struct http_call *call, const struct validation *found, struct err *e)
{
    const void **const views = arena_alloc_array(call->arena, found->count, sizeof *views);
    struct buf body;
    if (views == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < found->count; i++) {
        views[i] = new_problem(call->arena, &found->items[i]);
        if (views[i] == NULL) {
            return err_no_memory(e);
        }
    }
    buf_init(&body, call->arena);
    wire_write_objects(&body, &csv_problem_shape, (struct wire_list){.items = views, .count = found->count});
    return reply_buf(call, 200, "application/json", &body, e);
}

/* All rows against one moment of the registry. */
static enum rc validate(struct http_call *call, struct session *session, enum import_operation operation, const struct multipart_part *part,
    struct validation *out, struct err *e)
{
    if (session_read_begin(session, e) != RC_OK) {
        return e->rc;
    }
    const enum rc rc = intake_validate(session, call->body_fd, part->at, part->bytes, operation, call->arena, out, e);
    session_read_end(session);
    return rc;
}

enum rc op_validate_csv(struct http_call *call, struct api_context *context, struct err *e)
{
    enum import_operation operation = IMPORT_CREATE;
    const struct multipart_part *part = NULL;
    struct validation found;
    if (read_operation(call, &operation, e) != RC_OK || find_file(call, &part, e) != RC_OK ||
        validate(call, context->session, operation, part, &found, e) != RC_OK) {
        return e->rc;
    }
    return reply_problems(call, &found, e);
}

/* ---- imports ---- */

static enum rc reply_import(struct http_call *call, int status, const struct import *import, struct err *e)
{
    struct import_view view;
    if (import_view_make(call->arena, import, &view, e) != RC_OK) {
        return e->rc;
    }
    if (status == 202) {
        const char *const place = arena_format(call->arena, "%s/api/v2/imports/%" PRId64, call->base_path, import->id);
        if (place == NULL) {
            return err_no_memory(e);
        }
        http_reply_header(call, "Location", place);
    }
    return reply_json(call, status, &import_shape, &view, e);
}

/* A file on its way to be imported. */
struct kept_file {
    struct new_import input;
    char name[SPOOL_NAME_SIZE];
    bool is_taken; /* an import has it */
};

/* In the writer. */
static enum rc begin_import(struct http_call *call, struct api_context *context, struct err *e)
{
    struct kept_file *const kept = context->argument;
    struct import import;
    if (registry_begin_import(context->session, &kept->input, &import, e) != RC_OK || reply_import(call, 202, &import, e) != RC_OK) {
        return e->rc;
    }
    kept->is_taken = true;
    return RC_OK;
}

/* Looks at the first row, and keeps the file. Nothing is kept of what can't be imported. */
static enum rc keep_file(const struct http_call *call, const struct api_context *context, const struct multipart_part *part,
    struct kept_file *kept, struct err *e)
{
    AUTO(intake_close) struct intake_file file = {0};
    uint64_t bytes = 0;
    if (session_permit_write(context->session, context->session->actor, PERMISSION_IMPORT, e) != RC_OK ||
        intake_open(&file, call->body_fd, part->at, part->bytes, kept->input.operation, call->arena, e) != RC_OK ||
        intake_check_header(&file, e) != RC_OK ||
        spool_keep(context->api->settings.imports_folder, call->body_fd, part->at, part->bytes, kept->name, &bytes, e) != RC_OK) {
        return e->rc;
    }
    kept->input.file = kept->name;
    kept->input.bytes = (int64_t)bytes;
    kept->input.columns = file.columns;
    kept->input.separator = csv_separator(file.reader);
    return RC_OK;
}

static enum rc check_takes_imports(const struct api_context *context, struct err *e)
{
    return context->api->settings.imports_folder != NULL
        ? RC_OK
        : err_set(e, RC_UNAVAILABLE, "SE-0503", "", "this router takes no imports, since it has no folder for their files");
}

static enum rc hand_over(struct http_call *call, struct api_context *context, struct kept_file *kept, struct err *e)
{
    context->argument = kept;
    const enum rc rc = api_write(call, context, begin_import, e);
    /* Refused, or answered as before: nobody needs the file. */
    if (rc != RC_OK || !kept->is_taken) {
        spool_erase(context->api->settings.imports_folder, kept->name);
    } else if (context->api->settings.runner != NULL) {
        intake_runner_wake(context->api->settings.runner);
    }
    return rc;
}

enum rc op_import_cards(struct http_call *call, struct api_context *context, struct err *e)
{
    struct kept_file kept = {0};
    const struct multipart_part *part = NULL;
    if (read_operation(call, &kept.input.operation, e) != RC_OK || read_mode(call, &kept.input.mode, e) != RC_OK ||
        read_dry_run(call, &kept.input.is_dry_run, e) != RC_OK || check_takes_imports(context, e) != RC_OK ||
        find_file(call, &part, e) != RC_OK || keep_file(call, context, part, &kept, e) != RC_OK) {
        return e->rc;
    }
    return hand_over(call, context, &kept, e);
}

/* The import that the path names, for whom it may be shown to. */
static enum rc find_import(const struct http_call *call, struct session *session, struct import *out, struct err *e)
{
    const struct str text = http_param(call, "id");
    long long id = 0;
    if (!str_to_int64(text, &id) || id < 1) {
        return err_set(e, RC_NOT_FOUND, "ER-1201", "id", "there is no import %.*s", str_shown(text, 40), text.data);
    }
    return registry_get_import(session, id, out, e);
}

enum rc op_get_import(struct http_call *call, struct api_context *context, struct err *e)
{
    struct import import;
    return find_import(call, context->session, &import, e) == RC_OK ? reply_import(call, 200, &import, e) : e->rc;
}

enum rc op_undo_import(struct http_call *call, struct api_context *context, struct err *e)
{
    struct import import;
    if (find_import(call, context->session, &import, e) != RC_OK ||
        registry_undo_import(context->session, import.id, &import, e) != RC_OK) {
        return e->rc;
    }
    return reply_import(call, import_is_over(&import) ? 200 : 202, &import, e);
}

enum rc op_list_imports(struct http_call *call, struct api_context *context, struct err *e)
{
    struct imports imports;
    int64_t before = 0;
    int64_t size = 0;
    if (query_number(call, "before", 1, INT64_MAX, 0, &before, e) != RC_OK ||
        query_number(call, "size", 1, LIST_MAX, 10, &size, e) != RC_OK ||
        registry_list_imports(context->session, before, (size_t)size, &imports, e) != RC_OK) {
        return e->rc;
    }
    struct import_view *const views = arena_alloc_array(call->arena, imports.count, sizeof *views);
    const void **const items = arena_alloc_array(call->arena, imports.count, sizeof *items);
    if (views == NULL || items == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < imports.count; i++) {
        items[i] = &views[i];
        if (import_view_make(call->arena, &imports.items[i], &views[i], e) != RC_OK) {
            return e->rc;
        }
    }
    struct buf body;
    buf_init(&body, call->arena);
    wire_write_objects(&body, &import_shape, (struct wire_list){.items = items, .count = imports.count});
    return reply_buf(call, 200, "application/json", &body, e);
}

/* Into a file first: there may be a million rows. */
static enum rc reply_errors(struct http_call *call, const struct api_context *context, const struct import *import, int fd, struct err *e)
{
    struct stat status;
    const char *const disposition = arena_format(call->arena, "attachment; filename=\"import-%" PRId64 "-errors.csv\"", import->id);
    if (disposition == NULL) {
        return err_no_memory(e);
    }
    if (intake_write_errors(context->session, import, fd, e) != RC_OK) {
        return e->rc;
    }
    if (fstat(fd, &status) != 0) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the refused rows of import %" PRId64 " can't be read", import->id);
    }
    http_reply_file(call, 200, "text/csv; charset=utf-8", fd, 0, (uint64_t)status.st_size);
    http_reply_header(call, "Content-Disposition", disposition);
    return RC_OK;
}

enum rc op_import_errors(struct http_call *call, struct api_context *context, struct err *e)
{
    struct import import;
    int fd = -1;
    if (check_takes_imports(context, e) != RC_OK || find_import(call, context->session, &import, e) != RC_OK ||
        spool_passing(context->api->settings.imports_folder, &fd, e) != RC_OK) {
        return e->rc;
    }
    if (reply_errors(call, context, &import, fd, e) != RC_OK) {
        (void)close(fd);
    }
    return e->rc;
}
