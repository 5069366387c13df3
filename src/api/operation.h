/* SPDX-License-Identifier: EUPL-1.2 */
/* What one operation of the API sees, and how it answers. Within the api layer only. */
#pragma once

#include "api/api.h"
#include "base/buf.h"
#include "core/token.h"
#include "manual/manual.h"
#include "wire/shape.h"

struct running;
struct throttle;

struct api {
    struct api_settings settings;
    struct throttle *by_token;   /* NULL: no limit */
    struct throttle *by_address; /* NULL: no limit */
    struct running *running;
    struct http_route *routes;
    size_t route_count;
    struct arena arena; /* of what lives as long as the API */
    struct manual manual;
    struct str documents[MANUAL_VERSION_COUNT];
};

/* Who may call. */
enum api_access {
    API_OPEN,    /* anybody, as often as they like; a token that is sent must be good */
    API_LIMITED, /* anybody, within the limit by address */
    API_TOKEN    /* with a token */
};

typedef enum rc api_operation_fn(struct http_call *call, struct api_context *context, struct err *e);

/* A parameter, for the documentation. */
struct api_param {
    const char *name;
    const char *in;            /* "path", "query" or "header" */
    const char *type;          /* or the keys of a choice: "all|valid" */
    const char *format;        /* NULL for none */
    const char *default_value; /* as JSON; NULL for none */
    bool required;
    const char *about;
};

struct api_route {
    enum http_method method;
    const char *path;
    const char *operation_id; /* with a dot: what stands before it tells apart operations of different documents */
    enum api_lane lane;
    enum api_access access;
    unsigned scope; /* the rights that a token needs (enum token_scope), where one is used */
    api_operation_fn *run;
    const char *tag;
    const char *summary;
    const struct api_param *params; /* ends with name NULL; may be NULL */
    const struct wire_shape *request;
    const struct wire_shape *answer;
    const char *answer_type; /* with a shape: NULL; "list": a list of them; "problems": the same, failures documented as such too; "lines":
                              * one a line; "loose": one, in the document an object of any kind that is one of them, as the router before us
                              * has it. Without: "string", "string[]", "svg", "bytes", "numbers", "csv"; NULL: no body */
    const int *statuses;     /* ends with 0; the first is the success */
};

/* Who asks, and whether the token has the right that the route needs, by the context's session, which begins anew. */
MUST_CHECK enum rc api_know_caller(struct http_call *call, struct api_context *context, struct err *e);

/* For operations of the workers' lane that end with writing: runs `run` in the writer's transaction, as the same caller and with a context
 * of its own (`argument` is the same), and waits until it is durable. The call's Idempotency-Key is honoured: where the answer was given
 * before, `run` doesn't run and the call has that answer. What the context's session has read may be old by then. */
MUST_CHECK enum rc api_write(struct http_call *call, struct api_context *context, api_operation_fn *run, struct err *e);

/* The same for an operation that keeps its answers by itself. */
MUST_CHECK enum rc api_write_plain(struct http_call *call, struct api_context *context, api_operation_fn *run, struct err *e);

/* The token that the request carries, in any of the headers; data NULL when it has none. */
MUST_CHECK enum rc api_find_token(const struct http_call *call, struct str *out, struct err *e);

/* What a client is told of a failure; the message is NULL without memory. */
struct error_view;
void api_error_view(struct arena *arena, const struct err *e, struct error_view *out);

/* The table; those with tag NULL are in no document, those whose tag begins with "V1/" in that of V1, all others in that of V2. */
const struct api_route *api_route_table(size_t *count);

/* Builds the OpenAPI document of a version from the manual, the table and the shapes. */
MUST_CHECK enum rc openapi_build(
    struct arena *arena, const struct manual *manual, enum manual_version version, struct str *out, struct err *e);

/* Fills in the names that institutions keep themselves. Asking takes a while: *moved tells that the operation has to end here without an
 * answer, and will run once more elsewhere. `card` may be NULL. */
MUST_CHECK enum rc complete_person(
    struct http_call *call, struct api_context *context, struct person_detail *person, const struct card *card, bool *moved, struct err *e);

/* Answers with a JSON object. */
MUST_CHECK enum rc reply_json(struct http_call *call, int status, const struct wire_shape *shape, const void *view, struct err *e);

/* Answers with a finished text. */
MUST_CHECK enum rc reply_buf(struct http_call *call, int status, const char *content_type, struct buf *body, struct err *e);

/* A whole number of the query within a range; `fallback` when absent or blank. */
MUST_CHECK enum rc query_number(
    struct http_call *call, const char *name, int64_t min, int64_t max, int64_t fallback, int64_t *out, struct err *e);

/* The base of links to this router, with the base path of the call; NULL without memory. */
const char *base_url(const struct http_call *call, const struct api *api);

/* Adds text percent-encoded for a query. */
void buf_add_query(struct buf *buf, struct str text);

/* The operations, by file. */
api_operation_fn op_list_persons, op_create_person, op_get_person, op_update_person, op_delete_person, op_change_identifier,
    op_student_link;
api_operation_fn op_list_cards, op_create_card, op_create_cards, op_get_card, op_update_card, op_delete_card;
api_operation_fn op_get_picture, op_put_picture, op_delete_picture;
api_operation_fn op_csv_config, op_validate_csv, op_import_cards, op_list_imports, op_get_import, op_import_errors, op_undo_import;
api_operation_fn op_card_status, op_verify_card, op_card_qr, op_generate_numbers;
api_operation_fn op_v1_list_students, op_v1_add_student, op_v1_get_student, op_v1_update_student, op_v1_delete_student;
api_operation_fn op_v1_list_cards, op_v1_add_card, op_v1_get_card, op_v1_delete_card, op_v1_card_status;
api_operation_fn op_statistics;
api_operation_fn op_document_v1, op_document_v2;
