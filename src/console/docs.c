/* SPDX-License-Identifier: EUPL-1.2 */
/* The documentation of the API: its operations, its errors, and what has changed between its versions. */
#include "base/fold.h"
#include "console/docs_page.h"
#include "console/routes.h"
#include "console/state.h"

#include <string.h>

#define UNKNOWN_ADDRESS "https://router.example"

/* A picture that is tried out, and the form around it. */
#define FILE_MAX ((size_t)6 << 20)

const struct docs_link docs_parts[DOCS_PART_COUNT] = {
    [DOCS_OVERVIEW] = {"/docs", N_("Overview")},
    [DOCS_V2] = {"/docs/v2", N_("Current version")},
    [DOCS_V1] = {"/docs/v1", N_("Backwards compatibility")},
    [DOCS_DIFFERENCES] = {"/docs/differences", N_("Differences")},
    [DOCS_ERRORS] = {"/docs/errors", N_("Error codes")},
};

const char *docs_folder(enum manual_version version)
{
    return version == MANUAL_V1 ? "/docs/v1/" : "/docs/v2/";
}

static const struct {
    const char *group, *message;
} groups[] = {
    {"V2/person", N_("Persons")},
    {"V2/image", N_("Pictures")},
    {"V2/card", N_("Cards")},
    {"V2/import", N_("Imports")},
    {"V2/statistics", N_("Statistics")},
    {"verification", N_("Verification")},
    {"V1/student", N_("Students")},
    {"V1/card", N_("Cards")},
};

const char *docs_group_message(const char *group)
{
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        if (strcmp(groups[i].group, group) == 0) {
            return groups[i].message;
        }
    }
    return group;
}

const char *docs_group_id(struct arena *arena, const char *group)
{
    char *const id = arena_copy(arena, group);
    for (char *at = id; at != NULL && *at != '\0'; at++) {
        *at = *at == '/' ? '-' : *at;
    }
    return id == NULL ? "" : id;
}

/* Each word of the query stands in one of the texts. */
static bool fits(const struct visit *visit, const char *query, const char *const *texts, size_t count)
{
    struct buf all;
    buf_init(&all, visit->arena);
    for (size_t i = 0; i < count; i++) {
        buf_add_text(&all, texts[i] == NULL ? "" : texts[i]);
        buf_add_char(&all, '\n');
    }
    const char *const text = buf_text(&all);
    const char *const folded = text == NULL ? NULL : fold_text(visit->arena, str_of(text));
    struct str rest = str_of(fold_text(visit->arena, str_of(query)));
    while (folded != NULL && rest.data != NULL && rest.length > 0) {
        const struct str word = str_cut(&rest, ' ');
        if (memmem(folded, strlen(folded), word.data, word.length) == NULL) {
            return false;
        }
    }
    return true;
}

bool docs_shows(const struct docs_view *view, enum manual_version version, const struct manual_operation *operation)
{
    const char *const texts[] = {operation->id, operation->method, operation->path, operation->title, operation->purpose, operation->notes};
    return operation->version == version && (view->query[0] == '\0' || fits(view->visit, view->query, texts, COUNT_OF(texts)));
}

bool docs_shows_fault(const struct docs_view *view, const struct fault *fault)
{
    const char *const texts[] = {fault->code, fault->cause, fault->cure};
    return view->query[0] == '\0' || fits(view->visit, view->query, texts, COUNT_OF(texts));
}

size_t docs_count_of_fault(const struct manual *manual, const struct fault *fault)
{
    size_t count = 0;
    for (size_t i = 0; i < manual->operation_count; i++) {
        count += manual_can_fail(&manual->operations[i], fault);
    }
    return count;
}

const char *docs_type_text(const struct wire_field *field)
{
    switch (field->type) {
    case WIRE_TEXT:
        return "text";
    case WIRE_INT32:
    case WIRE_INT64:
    case WIRE_ID:
        return "whole number";
    case WIRE_NUMBER:
        return "number";
    case WIRE_BOOL:
        return "true or false";
    case WIRE_DAY:
        return "day, yyyy-MM-dd";
    case WIRE_NOON:
        return "date-time in UTC";
    case WIRE_OBJECT:
        return "object";
    case WIRE_OBJECTS:
        return "list of objects";
    case WIRE_TEXTS:
        return "list of texts";
    case WIRE_PAIRS:
        return "object of texts";
    }
    return "";
}

const char *docs_param_type(struct arena *arena, const struct manual_param *param)
{
    struct buf out;
    buf_init(&out, arena);
    for (struct str rest = str_of(param->type); rest.data != NULL;) {
        buf_add_text(&out, out.length > 0 ? " | " : "");
        buf_add_str(&out, str_cut(&rest, '|'));
    }
    const char *const text = buf_text(&out);
    return text == NULL ? "" : text;
}

static void add_limit(struct buf *out, const char *before, size_t number, const char *after)
{
    if (number > 0) {
        buf_add_format(out, "%s%s%zu%s", out->length > 0 ? "; " : "", before, number, after);
    }
}

const char *docs_limits_text(struct arena *arena, const struct wire_field *field)
{
    struct buf out;
    buf_init(&out, arena);
    add_limit(&out, "at most ", field->values == NULL ? field->max_length : 0, " characters");
    add_limit(&out, "at least ", field->min_items, field->min_items == 1 ? " entry" : " entries");
    for (size_t i = 0; field->values != NULL && field->values[i] != NULL; i++) {
        buf_add_text(&out, i > 0 ? " | " : out.length > 0 ? "; " : "");
        buf_add_text(&out, field->values[i]);
    }
    const char *const text = buf_text(&out);
    return text == NULL ? "" : text;
}

static void collect(struct docs_shapes *shapes, const struct wire_shape *shape)
{
    for (size_t i = 0; i < shapes->count; i++) {
        if (shapes->items[i] == shape) {
            return;
        }
    }
    if (shape == NULL || shapes->count == DOCS_SHAPES_MAX) {
        return;
    }
    shapes->items[shapes->count++] = shape;
    for (size_t i = 0; i < shape->count; i++) {
        collect(shapes, shape->fields[i].shape);
    }
}

/* As configured, or as the browser has called it, where that can be an address at all. It is shown to nobody but who sent it. */
static const char *base_url_of(const struct visit *visit)
{
    static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:[]";
    const char *const host = http_header(visit->call, "Host");
    if (visit->console->settings.public_url != NULL) {
        return visit->console->settings.public_url;
    }
    const bool is_good = host != NULL && host[0] != '\0' && host[strspn(host, good)] == '\0';
    const char *const url = is_good ? arena_format(visit->arena, "http://%s", host) : NULL;
    return url == NULL ? UNKNOWN_ADDRESS : url;
}

static struct docs_view view_of(const struct visit *visit, enum docs_part part)
{
    return (struct docs_view){
        .visit = visit,
        .manual = visit->console->settings.manual,
        .part = part,
        .base_url = base_url_of(visit),
        .query = visit_query(visit, "q"),
    };
}

static enum menu menu_of(enum docs_part part)
{
    return part == DOCS_V1 || part == DOCS_DIFFERENCES ? MENU_DOCS_BACKWARDS : MENU_DOCS_CURRENT;
}

static enum rc show(
    struct visit *visit, enum docs_part part, const char *title, void (*content)(struct page *page, const void *view), struct err *e)
{
    const struct docs_view view = view_of(visit, part);
    struct frame frame = {.title = title, .current = menu_of(part), .content = content, .view = &view};
    return visit_show(visit, 200, &frame, e);
}

static enum rc page_overview(struct visit *visit, struct err *e)
{
    return show(visit, DOCS_OVERVIEW, N_("Documentation"), docs_overview_content, e);
}

static enum rc page_v2(struct visit *visit, struct err *e)
{
    return show(visit, DOCS_V2, N_("API: current version"), docs_version_content, e);
}

static enum rc page_v1(struct visit *visit, struct err *e)
{
    return show(visit, DOCS_V1, N_("API: backwards compatibility"), docs_version_content, e);
}

static enum rc page_differences(struct visit *visit, struct err *e)
{
    return show(visit, DOCS_DIFFERENCES, N_("Differences between V1 and V2"), docs_differences_content, e);
}

static enum rc page_errors(struct visit *visit, struct err *e)
{
    return show(visit, DOCS_ERRORS, N_("Error codes"), docs_errors_content, e);
}

/* To its place in the table. */
static enum rc page_error(struct visit *visit, struct err *e)
{
    const struct manual *const manual = visit->console->settings.manual;
    const char *const code = visit_param(visit, "code");
    for (size_t i = 0; i < manual->fault_count; i++) {
        if (strcmp(manual->faults[i].code, code) == 0) {
            const char *const path = arena_format(visit->arena, "/docs/errors#%s", code);
            return path == NULL ? err_no_memory(e) : visit_go(visit, path, SAID_NOTHING, e);
        }
    }
    return err_set(e, RC_NOT_FOUND, "SE-0404", "", "there is no such error code");
}

/* Its neighbours are those of the same version. */
static enum rc find_operation(struct docs_operation_view *view, enum manual_version version, const char *id, struct err *e)
{
    const struct manual *const manual = view->docs.manual;
    for (size_t i = 0; i < manual->operation_count; i++) {
        const struct manual_operation *const one = &manual->operations[i];
        if (one->version != version) {
            continue;
        }
        if (view->operation != NULL) {
            view->after = one;
            return RC_OK;
        }
        if (strcmp(one->id, id) == 0) {
            view->operation = one;
        } else {
            view->before = one;
        }
    }
    return view->operation != NULL ? RC_OK : err_set(e, RC_NOT_FOUND, "SE-0404", "", "there is no such operation");
}

static enum rc write_examples(struct docs_operation_view *view, struct arena *arena, struct err *e)
{
    const char *const url = example_url(arena, view->docs.manual, view->operation, view->docs.base_url);
    const struct example_call call = example_call_of(view->operation, url);
    for (int i = 0; i < EXAMPLE_LANGUAGE_COUNT && url != NULL; i++) {
        struct buf text;
        buf_init(&text, arena);
        example_write(&text, (enum example_language)i, &call);
        view->examples[i] = buf_text(&text);
    }
    return url == NULL || view->examples[EXAMPLE_LANGUAGE_COUNT - 1] == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc make_view(struct visit *visit, enum manual_version version, struct docs_operation_view *out, struct err *e)
{
    *out = (struct docs_operation_view){.docs = view_of(visit, version == MANUAL_V1 ? DOCS_V1 : DOCS_V2), .form = &visit->form};
    if (find_operation(out, version, visit_param(visit, "operationId"), e) != RC_OK || write_examples(out, visit->arena, e) != RC_OK) {
        return e->rc;
    }
    collect(&out->taken, out->operation->body.shape);
    collect(&out->given, out->operation->answers[0].shape);
    out->can_try = visit->console->settings.try_out != NULL;
    return RC_OK;
}

static enum rc show_operation(struct visit *visit, const struct docs_operation_view *view, struct err *e)
{
    struct frame frame = {
        .title_text = view->operation->title,
        .current = menu_of(view->docs.part),
        .back = {docs_parts[view->docs.part].path, docs_parts[view->docs.part].label},
        .form = view->form,
        .bare = true,
        .content = docs_operation_content,
        .view = view,
    };
    return visit_show(visit, visit->form.error_count > 0 ? 400 : 200, &frame, e);
}

static enum rc page_operation(struct visit *visit, enum manual_version version, struct err *e)
{
    struct docs_operation_view view;
    return make_view(visit, version, &view, e) == RC_OK ? show_operation(visit, &view, e) : e->rc;
}

static enum rc page_operation_v2(struct visit *visit, struct err *e)
{
    return page_operation(visit, MANUAL_V2, e);
}

static enum rc page_operation_v1(struct visit *visit, struct err *e)
{
    return page_operation(visit, MANUAL_V1, e);
}

static enum rc do_operation(struct visit *visit, enum manual_version version, struct err *e)
{
    struct docs_operation_view view;
    if (make_view(visit, version, &view, e) != RC_OK || docs_try(visit, &view, e) != RC_OK) {
        return e->rc;
    }
    return show_operation(visit, &view, e);
}

static enum rc do_operation_v2(struct visit *visit, struct err *e)
{
    return do_operation(visit, MANUAL_V2, e);
}

static enum rc do_operation_v1(struct visit *visit, struct err *e)
{
    return do_operation(visit, MANUAL_V1, e);
}

static const struct page_route routes[] = {
    {HTTP_GET, "/docs", "pageDocs", page_overview, .audience = PAGE_GUEST},
    {HTTP_GET, "/docs/v2", "pageDocsV2", page_v2, .audience = PAGE_GUEST},
    {HTTP_GET, "/docs/v2/{operationId}", "pageOperationV2", page_operation_v2, .audience = PAGE_GUEST},
    {HTTP_GET, "/docs/v1", "pageDocsV1", page_v1, .audience = PAGE_GUEST},
    {HTTP_GET, "/docs/v1/{operationId}", "pageOperationV1", page_operation_v1, .audience = PAGE_GUEST},
    {HTTP_GET, "/docs/differences", "pageDifferences", page_differences, .audience = PAGE_GUEST},
    {HTTP_GET, "/docs/errors", "pageErrors", page_errors, .audience = PAGE_GUEST},
    {HTTP_GET, "/docs/errors/{code}", "pageError", page_error, .audience = PAGE_GUEST},
};

const struct page_table docs_pages = {routes, COUNT_OF(routes)};

static const struct page_route try_routes[] = {
    {HTTP_POST, "/docs/v2/{operationId}", "doOperationV2", do_operation_v2, .audience = PAGE_GUEST, .lane = PAGE_IN_WAITING,
        .body = HTTP_BODY_FORM},
    {HTTP_POST, "/docs/v2/{operationId}/file", "doOperationFile", do_operation_v2, .audience = PAGE_GUEST, .lane = PAGE_IN_WAITING,
        .body = HTTP_BODY_MULTIPART, .body_max = FILE_MAX},
    {HTTP_POST, "/docs/v1/{operationId}", "doOperationV1", do_operation_v1, .audience = PAGE_GUEST, .lane = PAGE_IN_WAITING,
        .body = HTTP_BODY_FORM},
};

const struct page_table docs_try_pages = {try_routes, COUNT_OF(try_routes)};
