/* SPDX-License-Identifier: EUPL-1.2 */
/* Trying an operation out: a form for its parameters, and what the API answers. */
#include "base/fold.h"
#include "console/docs_page.h"
#include "console/state.h"
#include "registry/secret.h"

#include <string.h>

#define HEADERS_MAX 12

/* More in one field would not get past the limits of request line and headers. */
#define VALUE_MAX 2000U
#define PATH_MAX_LENGTH 8000U

/* What is shown of an answer. */
#define SHOWN_MAX 65536U

const char *docs_field_name(struct arena *arena, const struct manual_param *param)
{
    const char *const name = arena_format(arena, "%s-%s", param->place, param->name);
    return name == NULL ? "" : name;
}

bool docs_is_asked(const struct manual_param *param)
{
    return strcmp(param->name, "Authorization") != 0;
}

/* A trial that is being put together. */
struct trying {
    struct visit *visit;
    const struct docs_operation_view *view;
    const char *headers[HEADERS_MAX + 1];
    size_t header_count;
    struct console_trial trial;
};

static bool is_at(const struct manual_param *param, const char *place)
{
    return docs_is_asked(param) && strcmp(param->place, place) == 0;
}

static const char *value_of(const struct trying *trying, const struct manual_param *param)
{
    return form_value(&trying->visit->form, docs_field_name(trying->visit->arena, param));
}

static bool is_line(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || *at == 0x7F) {
            return false;
        }
    }
    return true;
}

static void check_value(struct form *form, const char *field, const char *value)
{
    if (!is_line(value)) {
        form_fail(form, field, N_("Enter a value on one line."));
    } else if (strlen(value) > VALUE_MAX) {
        form_fail(form, field, N_("This is too long to be sent."));
    }
}

static void check_values(struct trying *trying)
{
    struct form *const form = &trying->visit->form;
    const struct manual_operation *const operation = trying->view->operation;
    for (size_t i = 0; i < operation->param_count; i++) {
        const struct manual_param *const param = &operation->params[i];
        const char *const name = docs_field_name(trying->visit->arena, param);
        const char *const value = form_value(form, name);
        if (is_at(param, "path") && value[0] == '\0') {
            form_fail(form, name, N_("Enter a value."));
        } else if (docs_is_asked(param)) {
            check_value(form, name, value);
        }
    }
    check_value(form, "token", form_value(form, "token"));
    if (operation->body.is_binary && form_raw(form, "file").length == 0) {
        form_fail(form, "file", N_("Choose a file."));
    }
}

static void add_path(struct buf *out, const struct trying *trying)
{
    struct str rest = str_of(trying->view->operation->path);
    buf_add_str(out, str_cut(&rest, '{'));
    while (rest.data != NULL) {
        const struct str name = str_cut(&rest, '}');
        const char *const field = arena_format(trying->visit->arena, "path-%.*s", (int)name.length, name.data);
        uri_add_encoded(out, str_of(form_value(&trying->visit->form, field == NULL ? "" : field)));
        buf_add_str(out, str_cut(&rest, '{'));
    }
}

static void add_query(struct buf *out, const struct trying *trying)
{
    const struct manual_operation *const operation = trying->view->operation;
    char joint = '?';
    for (size_t i = 0; i < operation->param_count; i++) {
        const char *const value = is_at(&operation->params[i], "query") ? value_of(trying, &operation->params[i]) : "";
        if (value[0] != '\0') {
            buf_add_format(out, "%c%s=", joint, operation->params[i].name);
            uri_add_encoded(out, str_of(value));
            joint = '&';
        }
    }
}

static enum rc add_header(struct trying *trying, const char *name, const char *value, struct err *e)
{
    const char *const line = arena_format(trying->visit->arena, "%s: %s", name, value);
    if (line == NULL) {
        return err_no_memory(e);
    }
    if (trying->header_count < HEADERS_MAX) {
        trying->headers[trying->header_count++] = line;
    }
    return RC_OK;
}

static enum rc add_headers(struct trying *trying, struct err *e)
{
    const struct manual_operation *const operation = trying->view->operation;
    const char *const host = http_header(trying->visit->call, "Host");
    for (size_t i = 0; i < operation->param_count; i++) {
        const char *const value = is_at(&operation->params[i], "header") ? value_of(trying, &operation->params[i]) : "";
        if (value[0] != '\0' && add_header(trying, operation->params[i].name, value, e) != RC_OK) {
            return e->rc;
        }
    }
    /* So that links in answers lead to where the reader is. */
    return host == NULL ? RC_OK : add_header(trying, "Host", host, e);
}

/* A form with one part, under a boundary that nobody can guess. */
static enum rc add_file(struct trying *trying, struct str content, struct err *e)
{
    char boundary[SECRET_TEXT_SIZE];
    struct buf body;
    secret_make(boundary);
    buf_init(&body, trying->visit->arena);
    buf_add_format(&body, "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n", boundary,
        trying->view->operation->body.file_name);
    buf_add_str(&body, content);
    buf_add_format(&body, "\r\n--%s--\r\n", boundary);
    const char *const type = arena_format(trying->visit->arena, "multipart/form-data; boundary=%s", boundary);
    if (body.failed || type == NULL) {
        return err_no_memory(e);
    }
    trying->trial.body = (struct str){body.data, body.length};
    return add_header(trying, "Content-Type", type, e);
}

static enum rc add_body(struct trying *trying, struct err *e)
{
    const struct manual_body *const body = &trying->view->operation->body;
    if (body->media_type == NULL) {
        trying->trial.body = strcmp(trying->trial.method, "POST") == 0 ? STR("") : (struct str){NULL, 0};
        return RC_OK;
    }
    if (body->file_name != NULL) {
        return add_file(trying, form_raw(&trying->visit->form, "file"), e);
    }
    trying->trial.body = form_raw(&trying->visit->form, "body");
    return add_header(trying, "Content-Type", body->media_type, e);
}

static enum rc put_together(struct trying *trying, struct err *e)
{
    struct buf path;
    buf_init(&path, trying->visit->arena);
    buf_add_text(&path, trying->view->docs.manual->base_path);
    add_path(&path, trying);
    add_query(&path, trying);
    trying->trial.method = trying->view->operation->method;
    trying->trial.path = buf_text(&path);
    trying->trial.token = form_optional(&trying->visit->form, "token");
    trying->trial.headers = trying->headers;
    if (trying->trial.path == NULL) {
        return err_no_memory(e);
    }
    return add_headers(trying, e) == RC_OK ? add_body(trying, e) : e->rc;
}

/* ---- the answer ---- */

static void add_break(struct buf *out, int depth)
{
    buf_add_format(out, "\n%*s", depth * 2, "");
}

/* Well-formed JSON with a line for each member. */
static void indent_json(struct buf *out, struct str json)
{
    bool in_text = false;
    int depth = 0;
    for (size_t i = 0; i < json.length; i++) {
        const char c = json.data[i];
        const char next = i + 1 < json.length ? json.data[i + 1] : '\0';
        const bool is_escaped = in_text && c == '\\';
        in_text = in_text != (c == '"');
        if (!in_text && (c == '}' || c == ']') && i > 0 && json.data[i - 1] != '{' && json.data[i - 1] != '[') {
            add_break(out, depth);
        }
        buf_add_char(out, c);
        if (is_escaped && i + 1 < json.length) {
            buf_add_char(out, json.data[++i]);
        } else if (!in_text && (c == '{' || c == '[')) {
            depth++;
            if (next != '}' && next != ']') {
                add_break(out, depth);
            }
        } else if (!in_text && c == ',') {
            add_break(out, depth);
        } else if (!in_text && c == ':') {
            buf_add_char(out, ' ');
        }
        depth -= !in_text && (next == '}' || next == ']') ? 1 : 0;
    }
}

static bool is_json(struct str head)
{
    for (struct str rest = head; rest.data != NULL && rest.length > 0;) {
        struct str value = str_cut(&rest, '\n');
        if (str_equal_fold(str_cut(&value, ':'), STR("Content-Type"))) {
            return str_equal_fold(str_trim(str_cut(&value, ';')), STR("application/json"));
        }
    }
    return false;
}

static enum rc show_answer(struct visit *visit, const struct console_tried *tried, struct docs_operation_view *view, struct err *e)
{
    struct buf out;
    buf_init(&out, visit->arena);
    if (tried->body.length > SHOWN_MAX || !utf8_is_valid(tried->body)) {
        buf_add_format(&out, "(%zu bytes)", tried->body.length);
    } else if (is_json(tried->head)) {
        indent_json(&out, tried->body);
    } else {
        buf_add_str(&out, tried->body);
    }
    view->tried = tried;
    view->tried_head = arena_text(visit->arena, tried->head.data == NULL ? "" : tried->head.data, tried->head.length);
    view->tried_body = buf_text(&out);
    return view->tried_head == NULL || view->tried_body == NULL ? err_no_memory(e) : RC_OK;
}

enum rc docs_try(struct visit *visit, struct docs_operation_view *view, struct err *e)
{
    const struct console_settings *const settings = &visit->console->settings;
    struct trying trying = {.visit = visit, .view = view};
    check_values(&trying);
    if (visit->form.error_count > 0) {
        return RC_OK;
    }
    struct console_tried *const tried = arena_alloc(visit->arena, sizeof *tried);
    if (tried == NULL) {
        return err_no_memory(e);
    }
    if (put_together(&trying, e) != RC_OK) {
        return e->rc;
    }
    if (strlen(trying.trial.path) > PATH_MAX_LENGTH) {
        form_fail(&visit->form, "", N_("This is too long to be sent."));
        return RC_OK;
    }
    if (settings->try_out(settings->try_out_self, visit->arena, &trying.trial, tried, e) != RC_OK) {
        return e->rc;
    }
    return show_answer(visit, tried, view, e);
}
