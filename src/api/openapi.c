/* SPDX-License-Identifier: EUPL-1.2 */
/* The OpenAPI document, made from the manual, the route table and the shapes, so that it can't say other than what is done. */
#include "api/bodies.h"
#include "api/describe.h"
#include "api/views.h"
#include "wire/json_write.h"

#include <stdio.h>
#include <string.h>

#define SCHEMAS_MAX 64

/* Shapes seen so far, each described once. */
struct schemas {
    const struct wire_shape *items[SCHEMAS_MAX];
    size_t count;
};

static void collect(struct schemas *schemas, const struct wire_shape *shape)
{
    if (shape == NULL || schemas->count == SCHEMAS_MAX || api_body_of(shape)->schema != NULL) {
        return;
    }
    for (size_t i = 0; i < schemas->count; i++) {
        if (schemas->items[i] == shape) {
            return;
        }
    }
    schemas->items[schemas->count++] = shape;
    for (size_t i = 0; i < shape->count; i++) {
        collect(schemas, shape->fields[i].shape);
    }
}

/* "name":"text", with a comma before unless it is the first member. */
static void add_member(struct buf *out, const char *name, const char *text)
{
    if (text == NULL) {
        return;
    }
    if (out->length > 0 && out->data[out->length - 1] != '{') {
        buf_add_char(out, ',');
    }
    wire_write_text(out, str_of(name));
    buf_add_char(out, ':');
    wire_write_text(out, str_of(text));
}

static void add_ref(struct buf *out, const struct wire_shape *shape)
{
    buf_add_format(out, "{\"$ref\":\"#/components/schemas/%s\"}", shape->name);
}

static const char *json_type(enum wire_type type)
{
    switch (type) {
    case WIRE_TEXT:
    case WIRE_DAY:
    case WIRE_NOON:
        return "string";
    case WIRE_INT32:
    case WIRE_INT64:
    case WIRE_ID:
        return "integer";
    case WIRE_NUMBER:
        return "number";
    case WIRE_BOOL:
        return "boolean";
    case WIRE_OBJECT:
    case WIRE_PAIRS:
        return "object";
    case WIRE_OBJECTS:
    case WIRE_TEXTS:
        return "array";
    }
    return "string";
}

static const char *json_format(enum wire_type type)
{
    switch (type) {
    case WIRE_DAY:
        return "date";
    case WIRE_NOON:
        return "date-time";
    case WIRE_INT32:
        return "int32";
    case WIRE_INT64:
    case WIRE_ID:
        return "int64";
    case WIRE_NUMBER:
        return "double";
    case WIRE_TEXT:
    case WIRE_BOOL:
    case WIRE_OBJECT:
    case WIRE_OBJECTS:
    case WIRE_TEXTS:
    case WIRE_PAIRS:
        return NULL;
    }
    return NULL;
}

static void add_limits(struct buf *out, const struct wire_field *field)
{
    if (field->max_length > 0) {
        buf_add_format(out, ",\"maxLength\":%zu", field->max_length);
    }
    if (field->min_items > 0) {
        buf_add_format(out, ",\"minItems\":%zu", field->min_items);
    }
    if (field->unique_items) {
        buf_add_text(out, ",\"uniqueItems\":true");
    }
    if (field->deprecated) {
        buf_add_text(out, ",\"deprecated\":true");
    }
}

/* The accepted keys go into the description: the field takes them in any letter case, which an enum would not say. */
static void add_description(struct buf *out, const struct wire_field *field)
{
    struct buf text;
    buf_init(&text, out->arena);
    if (field->about != NULL) {
        buf_add_text(&text, field->about);
    }
    for (size_t i = 0; field->values != NULL && field->values[i] != NULL; i++) {
        buf_add_format(&text, "%s%s", i > 0 ? ", " : text.length > 0 ? "; " : "", field->values[i]);
    }
    if (text.length > 0) {
        add_member(out, "description", buf_text(&text));
    }
}

static void add_field(struct buf *out, const struct wire_field *field)
{
    wire_write_text(out, str_of(field->name));
    buf_add_char(out, ':');
    if (field->type == WIRE_OBJECT) {
        add_ref(out, field->shape);
        return;
    }
    buf_add_char(out, '{');
    add_member(out, "type", json_type(field->type));
    add_member(out, "format", json_format(field->type));
    add_limits(out, field);
    add_description(out, field);
    if (field->type == WIRE_OBJECTS) {
        buf_add_text(out, ",\"items\":");
        add_ref(out, field->shape);
    }
    if (field->type == WIRE_PAIRS) {
        buf_add_text(out, ",\"additionalProperties\":{\"type\":\"string\"}");
    }
    buf_add_char(out, '}');
}

static void add_required(struct buf *out, const struct wire_shape *shape)
{
    const char *separator = ",\"required\":[";
    for (size_t i = 0; i < shape->count; i++) {
        if (shape->fields[i].required) {
            buf_add_text(out, separator);
            wire_write_text(out, str_of(shape->fields[i].name));
            separator = ",";
        }
    }
    if (separator[1] == '\0') {
        buf_add_char(out, ']');
    }
}

static void add_schema(struct buf *out, const struct wire_shape *shape)
{
    buf_add_format(out, "\"%s\":{\"type\":\"object\"", shape->name);
    add_required(out, shape);
    buf_add_text(out, ",\"properties\":{");
    for (size_t i = 0; i < shape->count; i++) {
        if (i > 0) {
            buf_add_char(out, ',');
        }
        add_field(out, &shape->fields[i]);
    }
    buf_add_text(out, "}}");
}

/* A type by its name, or the keys of a choice. */
static void add_param_type(struct buf *out, const char *type)
{
    struct str rest = str_of(type);
    if (strchr(type, '|') == NULL) {
        add_member(out, "type", type);
        return;
    }
    add_member(out, "type", "string");
    buf_add_text(out, ",\"enum\":");
    for (char before = '['; rest.data != NULL; before = ',') {
        buf_add_char(out, before);
        wire_write_text(out, str_cut(&rest, '|'));
    }
    buf_add_char(out, ']');
}

static void add_param(struct buf *out, const struct manual_param *param)
{
    buf_add_char(out, '{');
    add_member(out, "name", param->name);
    add_member(out, "in", param->place);
    add_member(out, "description", param->about);
    buf_add_format(out, ",\"required\":%s,\"schema\":{", param->required ? "true" : "false");
    add_param_type(out, param->type);
    add_member(out, "format", param->format);
    if (param->default_value != NULL) {
        buf_add_format(out, ",\"default\":%s", param->default_value);
    }
    buf_add_text(out, "}}");
}

static void add_params(struct buf *out, const struct manual_operation *operation)
{
    buf_add_text(out, ",\"parameters\":[");
    for (size_t i = 0; i < operation->param_count; i++) {
        buf_add_text(out, i == 0 ? "" : ",");
        add_param(out, &operation->params[i]);
    }
    buf_add_char(out, ']');
}

static void add_content(struct buf *out, const char *type, const struct wire_shape *shape, const char *sample)
{
    buf_add_format(out, ",\"content\":{\"%s\":{\"schema\":", type);
    add_ref(out, shape);
    if (sample != NULL) {
        buf_add_format(out, ",\"example\":%s", sample);
    }
    buf_add_text(out, "}}");
}

static void add_request(struct buf *out, const struct wire_shape *request, const struct manual_body *manual)
{
    const struct api_body *const body = api_body_of(request);
    buf_add_text(out, ",\"requestBody\":{\"required\":true");
    if (body->schema != NULL) {
        buf_add_format(out, ",\"content\":{\"%s\":{\"schema\":%s}}", body->media_type, body->schema);
    } else {
        add_content(out, body->media_type, request, manual->sample);
    }
    buf_add_char(out, '}');
}

/* An answer with a shape. */
static void add_answer(struct buf *out, const struct api_route *route)
{
    if (route->answer_type == NULL) {
        add_content(out, "application/json", route->answer, NULL);
        return;
    }
    if (strcmp(route->answer_type, "lines") == 0) {
        add_content(out, "application/x-ndjson", route->answer, NULL);
        return;
    }
    const bool is_list = strcmp(route->answer_type, "loose") != 0;
    buf_add_text(out, ",\"content\":{\"application/json\":{\"schema\":{\"type\":");
    buf_add_text(out, is_list ? "\"array\",\"items\":" : "\"object\",\"allOf\":[");
    add_ref(out, route->answer);
    buf_add_text(out, is_list ? "}}}" : "]}}}");
}

static void add_success(struct buf *out, const struct api_route *route)
{
    if (route->answer != NULL) {
        add_answer(out, route);
    } else if (route->answer_type != NULL && strcmp(route->answer_type, "string") == 0) {
        buf_add_text(out, ",\"content\":{\"application/json\":{\"schema\":{\"type\":\"string\"}}}");
    } else if (route->answer_type != NULL && strcmp(route->answer_type, "string[]") == 0) {
        buf_add_text(out, ",\"content\":{\"application/json\":{\"schema\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}");
    } else if (route->answer_type != NULL && strcmp(route->answer_type, "bytes") == 0) {
        buf_add_text(out, ",\"content\":{\"application/octet-stream\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}}");
    } else if (route->answer_type != NULL && strcmp(route->answer_type, "numbers") == 0) {
        buf_add_text(out,
            ",\"content\":{\"application/json\":{\"schema\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\","
            "\"format\":\"int32\"}}}}");
    } else if (route->answer_type != NULL && strcmp(route->answer_type, "csv") == 0) {
        buf_add_text(out, ",\"content\":{\"text/csv\":{\"schema\":{\"type\":\"string\"}}}");
    } else if (route->answer_type != NULL) {
        buf_add_text(
            out, ",\"content\":{\"image/svg+xml\":{\"schema\":{\"type\":\"object\"}},\"text/plain\":{\"schema\":{\"type\":\"object\"}}}");
    }
}

/* The router before us documents failures of such an operation as lists of its answer's kind; what comes is an object in any case. */
static void add_failure_as_list(struct buf *out, const struct api_route *route)
{
    buf_add_text(out, ",\"content\":{\"application/json\":{\"schema\":{\"anyOf\":[{\"type\":\"array\",\"items\":");
    add_ref(out, route->answer);
    buf_add_text(out, "},");
    add_ref(out, &error_shape);
    buf_add_text(out, "]}}}");
}

/* What a status means, and the codes that come with it. */
static void add_meaning(struct buf *out, const struct manual_answer *answer)
{
    struct buf text;
    buf_init(&text, out->arena);
    buf_add_text(&text, answer->meaning);
    for (size_t i = 0; i < answer->fault_count; i++) {
        buf_add_text(&text, i == 0 ? ": " : ", ");
        buf_add_text(&text, answer->faults[i]->code);
    }
    add_member(out, "description", buf_text(&text));
}

static void add_response(struct buf *out, const struct api_route *route, const struct manual_answer *answer)
{
    buf_add_format(out, "%s\"%d\":{", !out->failed && out->data[out->length - 1] == '{' ? "" : ",", answer->status);
    add_meaning(out, answer);
    if (answer->status < 300) {
        add_success(out, route);
    } else if (route->answer_type != NULL && strcmp(route->answer_type, "problems") == 0) {
        add_failure_as_list(out, route);
    } else {
        add_content(out, "application/json", &error_shape, NULL);
    }
    buf_add_char(out, '}');
}

static void add_responses(struct buf *out, const struct api_route *route, const struct manual_operation *operation)
{
    buf_add_text(out, ",\"responses\":{");
    for (size_t i = 0; i < operation->answer_count; i++) {
        add_response(out, route, &operation->answers[i]);
    }
    buf_add_char(out, '}');
}

/* The rights that a token needs, all of them. */
static void add_rights(struct buf *out, unsigned scopes)
{
    const char *between = "";
    buf_add_char(out, '[');
    for (size_t i = 0; i < TOKEN_SCOPE_COUNT; i++) {
        if ((scopes & (1U << i)) != 0) {
            buf_add_format(out, "%s\"%s\"", between, token_scope_name(1U << i));
            between = ",";
        }
    }
    buf_add_char(out, ']');
}

/* Open operations tell more, or allow more, to who has a token. */
static void add_security(struct buf *out, const struct api_route *route)
{
    if (route->access != API_TOKEN && route->scope == 0) {
        return;
    }
    buf_add_format(out, ",\"security\":[%s{\"bearer\":", route->access == API_TOKEN ? "" : "{},");
    add_rights(out, route->scope);
    buf_add_text(out, "},{\"api_key\":");
    add_rights(out, route->scope);
    buf_add_text(out, "}]");
}

static void add_description_of(struct buf *out, const struct manual_operation *operation)
{
    struct buf text;
    buf_init(&text, out->arena);
    buf_add_text(&text, operation->purpose);
    if (operation->notes != NULL) {
        buf_add_text(&text, ". ");
        buf_add_text(&text, operation->notes);
    }
    add_member(out, "summary", operation->title);
    add_member(out, "description", buf_text(&text));
}

/* What is described at the moment. */
struct describing {
    enum manual_version version;
    const struct manual *manual;
    const struct api_route *table;
    size_t count;
};

static void add_operation(struct buf *out, const struct describing *d, const struct api_route *route)
{
    static const char *const methods[HTTP_METHOD_COUNT] = {
        [HTTP_GET] = "get", [HTTP_POST] = "post", [HTTP_PUT] = "put", [HTTP_DELETE] = "delete"};
    const struct manual_operation *const operation = manual_find(d->manual, d->version, api_id_of(route));
    if (operation == NULL) {
        return;
    }
    buf_add_format(out, "\"%s\":{\"tags\":[\"%s\"]", methods[route->method], route->tag);
    add_member(out, "operationId", operation->id);
    add_description_of(out, operation);
    if (d->version == MANUAL_V1) {
        buf_add_text(out, ",\"deprecated\":true");
    }
    add_params(out, operation);
    if (route->request != NULL) {
        add_request(out, route->request, &operation->body);
    }
    add_security(out, route);
    add_responses(out, route, operation);
    buf_add_char(out, '}');
}

static bool is_described(const struct describing *d, size_t at)
{
    return d->table[at].tag != NULL && api_version_of(&d->table[at]) == d->version;
}

static bool is_first_of_path(const struct describing *d, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (is_described(d, i) && strcmp(d->table[i].path, d->table[at].path) == 0) {
            return false;
        }
    }
    return true;
}

/* All methods of the path that stands at `at` for the first time. */
static void add_path(struct buf *out, const struct describing *d, size_t at)
{
    bool first = true;
    wire_write_text(out, str_of(d->table[at].path));
    buf_add_text(out, ":{");
    for (size_t i = at; i < d->count; i++) {
        if (is_described(d, i) && strcmp(d->table[i].path, d->table[at].path) == 0) {
            buf_add_text(out, first ? "" : ",");
            add_operation(out, d, &d->table[i]);
            first = false;
        }
    }
    buf_add_char(out, '}');
}

static void add_paths(struct buf *out, const struct describing *d)
{
    bool first = true;
    buf_add_text(out, ",\"paths\":{");
    for (size_t i = 0; i < d->count; i++) {
        if (is_described(d, i) && is_first_of_path(d, i)) {
            buf_add_text(out, first ? "" : ",");
            add_path(out, d, i);
            first = false;
        }
    }
    buf_add_char(out, '}');
}

static void add_components(struct buf *out, const struct schemas *schemas)
{
    buf_add_text(out,
        ",\"components\":{\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"},"
        "\"api_key\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"api_key\"}},\"schemas\":{");
    for (size_t i = 0; i < schemas->count; i++) {
        if (i > 0) {
            buf_add_char(out, ',');
        }
        add_schema(out, schemas->items[i]);
    }
    buf_add_text(out, "}}");
}

static void collect_described(struct schemas *schemas, const struct describing *d)
{
    for (size_t i = 0; i < d->count; i++) {
        if (is_described(d, i)) {
            collect(schemas, d->table[i].request);
            collect(schemas, d->table[i].answer);
        }
    }
    collect(schemas, &error_shape);
}

enum rc openapi_build(struct arena *arena, const struct manual *manual, enum manual_version version, struct str *out, struct err *e)
{
    static const char *const about[] = {
        [MANUAL_V1] = "Registry of European Student Cards: the deprecated operations, over the same data as V2. ",
        [MANUAL_V2] = "Registry of European Student Cards. ",
    };
    struct buf body;
    struct schemas schemas = {0};
    struct describing d = {.version = version, .manual = manual};
    d.table = api_route_table(&d.count);
    collect_described(&schemas, &d);
    buf_init(&body, arena);
    buf_add_format(&body,
        "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"ESC-Router\",\"version\":\"1.0\",\"description\":"
        "\"%sAnswers name every member of their schema; a value that is not there is null.\"},"
        "\"servers\":[{\"url\":\"/esc-rest\"}]",
        about[version]);
    add_paths(&body, &d);
    add_components(&body, &schemas);
    buf_add_char(&body, '}');
    if (body.failed) {
        return err_no_memory(e);
    }
    *out = (struct str){body.data, body.length};
    return RC_OK;
}

enum rc op_document_v1(struct http_call *call, struct api_context *context, struct err *e)
{
    (void)e;
    http_reply(call, 200, "application/json", context->api->documents[MANUAL_V1]);
    return RC_OK;
}

enum rc op_document_v2(struct http_call *call, struct api_context *context, struct err *e)
{
    (void)e;
    http_reply(call, 200, "application/json", context->api->documents[MANUAL_V2]);
    return RC_OK;
}
