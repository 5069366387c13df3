/* SPDX-License-Identifier: EUPL-1.2 */
/* The manual of the API, made from the route table, the shapes and the table of faults. */
#include "api/bodies.h"
#include "api/describe.h"
#include "api/fault.h"
#include "api/v1.h"
#include "api/views.h"

#include <string.h>

#define ANSWERS_MAX 20

static const char *const method_names[HTTP_METHOD_COUNT] = {
    [HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT", [HTTP_DELETE] = "DELETE"};

static const struct api_param idempotency_key = {"Idempotency-Key", "header", "string", NULL, NULL, false,
    "1 to 255 visible ASCII characters, such as a UUID: the request, sent again with it within 24 hours, is answered as before and not "
    "carried out again"};

enum manual_version api_version_of(const struct api_route *route)
{
    return strncmp(route->tag, "V1/", 3) == 0 ? MANUAL_V1 : MANUAL_V2;
}

const char *api_id_of(const struct api_route *route)
{
    const char *const dot = strchr(route->operation_id, '.');
    return dot == NULL ? route->operation_id : dot + 1;
}

/* See api/once.h. */
static bool takes_key(const struct api_route *route)
{
    return route->method == HTTP_POST && route->access == API_TOKEN;
}

static const char *meaning_of(int status)
{
    switch (status) {
    case 200:
        return "done";
    case 201:
        return "created";
    case 202:
        return "noted, and done later";
    case 204:
        return "deleted";
    case 400:
        return "the request breaks a rule; code and message say which";
    case 401:
        return "the token is missing, not known, revoked or expired";
    case 403:
        return "access denied";
    case 404:
        return "not found";
    case 409:
        return "in conflict with what exists";
    case 422:
        return "the Idempotency-Key came with another request before";
    case 413:
        return "too large";
    case 415:
        return "the body has another Content-Type than the one taken here";
    case 429:
        return "too many requests; Retry-After says how long to wait";
    case 503:
        return "not available for the moment; Retry-After says how long to wait, nothing was written";
    default:
        return "the router failed";
    }
}

/* ---- faults ---- */

static bool always(const struct api_route *route)
{
    (void)route;
    return true;
}

static bool knows_tokens(const struct api_route *route)
{
    return route->access == API_TOKEN || route->scope != 0;
}

static bool has_in_path(const struct api_route *route, const char *name)
{
    return strstr(route->path, name) != NULL;
}

static bool names_card(const struct api_route *route)
{
    return has_in_path(route, "{escn}") || has_in_path(route, "{europeanStudentCardNumber}");
}

static bool names_person(const struct api_route *route)
{
    return has_in_path(route, "{esi}") || has_in_path(route, "{europeanStudentIdentifier}");
}

static bool names_import(const struct api_route *route)
{
    return has_in_path(route, "/imports/{id}");
}

/* Whose record it is may matter. */
static bool names_record(const struct api_route *route)
{
    return knows_tokens(route) && (route->request != NULL || names_card(route) || names_person(route) || names_import(route));
}

static bool takes_body(const struct api_route *route)
{
    return route->request != NULL;
}

static bool takes_object(const struct api_route *route)
{
    return takes_body(route) && api_body_of(route->request)->kind == HTTP_BODY_JSON;
}

static bool takes_form(const struct api_route *route)
{
    return takes_body(route) && api_body_of(route->request)->kind == HTTP_BODY_MULTIPART;
}

/* Codes that follow from what an operation takes, where it documents their status. */
static const struct {
    bool (*applies)(const struct api_route *route);
    const char *codes;
} rules[] = {
    {always, "SE-0400 SE-0401 SE-0429 SE-0500 SE-0503"},
    {knows_tokens, "ER-2002 ER-2003 ER-2201 ER-2202"},
    {names_record, "SE-0000"},
    {names_card, "ER-0001 ER-1001"},
    {names_person, "ER-0003"},
    {names_import, "ER-1201"},
    {takes_body, "SE-0413 SE-0415"},
    {takes_object, "ER-1010 ER-1011 ER-1012"},
    {takes_form, "ER-1301 ER-1302"},
    {takes_key, "ER-1303 ER-1304 ER-1305 ER-1306"},
};

static bool is_among(const char *codes, const char *code)
{
    for (struct str rest = str_of(codes); rest.data != NULL && rest.length > 0;) {
        if (str_equal(str_cut(&rest, ' '), str_of(code))) {
            return true;
        }
    }
    return false;
}

static bool can_fail(const struct api_route *route, const struct api_description *about, const char *code)
{
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        if (rules[i].applies(route) && is_among(rules[i].codes, code)) {
            return true;
        }
    }
    return is_among(about->codes, code);
}

/* Those of the table that the operation can answer with this status. */
static enum rc add_faults(
    struct arena *arena, const struct api_route *route, const struct api_description *about, struct manual_answer *answer, struct err *e)
{
    size_t count = 0;
    const struct fault *const faults = fault_table(&count);
    const struct fault **const found = arena_alloc_array(arena, count, sizeof(const struct fault *));
    if (found == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < count; i++) {
        if (faults[i].status == answer->status && can_fail(route, about, faults[i].code)) {
            found[answer->fault_count++] = &faults[i];
        }
    }
    answer->faults = found;
    return RC_OK;
}

/* ---- answers ---- */

/* Types of answers without a shape, see api_route. */
static const struct {
    const char *type, *media_type, *sample;
} plain_answers[] = {
    {"string", "application/json", "\"/esc-rest/api/v2/organisations/1/person/...\""},
    {"string[]", "application/json", "[\"25539be8-6423-103e-add8-001999999991\"]"},
    {"bytes", "application/octet-stream", NULL},
    {"numbers", "application/json", "{\"personIdentifier\": 0, \"fullName\": 1, \"email\": 2}"},
    {"csv", "text/csv", "personIdentifier;cardType;expiresAt;errors\nurn:schac:...;SMART_CDZ;soon;ExpiresAt: a day was expected."},
    {"svg", "image/svg+xml", NULL},
};

static const char *media_type_of(const struct api_route *route)
{
    if (route->answer != NULL) {
        return route->answer_type != NULL && strcmp(route->answer_type, "lines") == 0 ? "application/x-ndjson" : "application/json";
    }
    for (size_t i = 0; i < COUNT_OF(plain_answers) && route->answer_type != NULL; i++) {
        if (strcmp(plain_answers[i].type, route->answer_type) == 0) {
            return plain_answers[i].media_type;
        }
    }
    return NULL;
}

static enum rc add_answer(struct arena *arena, const struct api_route *route, const struct api_description *about, int status,
    struct manual_answer *out, struct err *e)
{
    const bool is_success = status < 300;
    *out = (struct manual_answer){.status = status, .meaning = meaning_of(status)};
    out->media_type = is_success ? media_type_of(route) : "application/json";
    out->shape = is_success ? route->answer : &error_shape;
    return is_success ? RC_OK : add_faults(arena, route, about, out, e);
}

/* Behind the success in growing order; one that is there already is not added. */
static size_t add_status(int out[ANSWERS_MAX], size_t count, int status)
{
    size_t at = count;
    while (at > 1 && out[at - 1] > status) {
        at--;
    }
    if (count == ANSWERS_MAX || (at > 0 && out[at - 1] == status)) {
        return count;
    }
    memmove(out + at + 1, out + at, (count - at) * sizeof *out);
    out[at] = status;
    return count + 1;
}

/* The statuses of the table, and those that an Idempotency-Key brings with it. */
static size_t statuses_of(const struct api_route *route, int out[ANSWERS_MAX])
{
    size_t count = 0;
    for (const int *status = route->statuses; *status != 0; status++) {
        count = add_status(out, count, *status);
    }
    if (takes_key(route)) {
        count = add_status(out, count, 409);
        count = add_status(out, count, 422);
    }
    return count;
}

static enum rc add_answers(
    struct arena *arena, const struct api_route *route, const struct api_description *about, struct manual_operation *out, struct err *e)
{
    int statuses[ANSWERS_MAX];
    const size_t count = statuses_of(route, statuses);
    struct manual_answer *const answers = arena_alloc_array(arena, count, sizeof *answers);
    if (answers == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < count; i++) {
        if (add_answer(arena, route, about, statuses[i], &answers[i], e) != RC_OK) {
            return e->rc;
        }
    }
    out->answers = answers;
    out->answer_count = count;
    return RC_OK;
}

/* ---- samples ---- */

static enum rc finish(struct buf *text, const char **out, struct err *e)
{
    *out = buf_text(text);
    return *out == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc add_answer_sample(struct arena *arena, const struct api_route *route, struct manual_operation *out, struct err *e)
{
    struct buf text;
    buf_init(&text, arena);
    for (size_t i = 0; i < COUNT_OF(plain_answers) && route->answer == NULL && route->answer_type != NULL; i++) {
        if (strcmp(plain_answers[i].type, route->answer_type) == 0) {
            out->answer_sample = plain_answers[i].sample;
        }
    }
    if (route->answer == NULL) {
        return RC_OK;
    }
    const char *const type = route->answer_type == NULL ? "" : route->answer_type;
    const bool is_list = strcmp(type, "list") == 0 || strcmp(type, "problems") == 0;
    buf_add_text(&text, is_list ? "[" : "");
    sample_answer(&text, route->answer);
    buf_add_text(&text, is_list ? "]" : "");
    return finish(&text, &out->answer_sample, e);
}

#define CSV_SAMPLE                                   \
    "personIdentifier;fullName;cardType;expiresAt\n" \
    "urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:bob-1;Bob Example;SMART_CDZ;30/09/2030\n"

#define LINES_SAMPLE                                                                                                                \
    "{\"personIdentifier\": \"urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:1000000\", \"issuerIdentifier\": "   \
    "\"999999991\", \"cardType\": \"SMART_PASSIVE\", \"cardStatusType\": \"ACTIVE\", \"issuedAt\": \"2026-10-01\", \"expiresAt\": " \
    "\"2030-09-30\"}\n"                                                                                                             \
    "{\"personIdentifier\": \"urn:schac:personalUniqueCode:int:esi:univ-saint-valentin.example:1000002\", \"issuerIdentifier\": "   \
    "\"999999991\", \"cardType\": \"SMART_PASSIVE\", \"cardStatusType\": \"ACTIVE\", \"issuedAt\": \"2026-10-01\", \"expiresAt\": " \
    "\"2030-09-30\"}\n"

static enum rc add_body(struct arena *arena, const struct api_route *route, struct manual_body *out, struct err *e)
{
    const struct wire_shape *const request = route->request;
    if (request == NULL) {
        return RC_OK;
    }
    const struct api_body *const body = api_body_of(request);
    struct buf text;
    *out = (struct manual_body){.media_type = body->media_type, .max = body->max};
    if (request == &csv_form_shape || request == &picture_form_shape) {
        out->is_binary = request == &picture_form_shape;
        out->file_name = out->is_binary ? "picture.jpg" : "cards.csv";
        out->sample = out->is_binary ? NULL : CSV_SAMPLE;
        return RC_OK;
    }
    if (request == &card_lines_shape) {
        out->shape = &card_update_shape;
        out->sample = LINES_SAMPLE;
        return RC_OK;
    }
    /* What V1 takes for a card is less than what it shows of one. */
    out->shape = request == &student_card_shape ? &student_card_post_shape : request;
    buf_init(&text, arena);
    sample_request(&text, out->shape, route->method == HTTP_POST);
    return finish(&text, &out->sample, e);
}

/* ---- operations ---- */

static struct manual_param param_of(const struct api_param *param)
{
    return (struct manual_param){
        .name = param->name,
        .place = param->in,
        .type = param->type,
        .format = param->format,
        .default_value = param->default_value,
        .required = param->required,
        .about = param->about,
        .sample = sample_of_param(param),
    };
}

static enum rc add_params(struct arena *arena, const struct api_route *route, struct manual_operation *out, struct err *e)
{
    size_t count = takes_key(route) ? 1 : 0;
    for (const struct api_param *param = route->params; param->name != NULL; param++) {
        count++;
    }
    struct manual_param *const params = arena_alloc_array(arena, count, sizeof *params);
    if (params == NULL) {
        return err_no_memory(e);
    }
    for (const struct api_param *param = route->params; param->name != NULL; param++) {
        params[out->param_count++] = param_of(param);
    }
    if (takes_key(route)) {
        params[out->param_count++] = param_of(&idempotency_key);
    }
    out->params = params;
    return RC_OK;
}

static enum rc add_rights(struct arena *arena, unsigned scopes, const char **out, struct err *e)
{
    char text[TOKEN_SCOPES_TEXT_SIZE];
    if (scopes == 0) {
        return RC_OK;
    }
    token_scopes_format(scopes, text);
    *out = arena_copy(arena, text);
    return *out == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc add_operation(struct arena *arena, const struct api_route *route, struct manual_operation *out, struct err *e)
{
    const enum manual_version version = api_version_of(route);
    const struct api_description *const about = api_description_find(version, api_id_of(route));
    if (about == NULL) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the operation %s has no description", route->operation_id);
    }
    *out = (struct manual_operation){
        .version = version,
        .id = api_id_of(route),
        .group = route->tag,
        .method = method_names[route->method],
        .path = route->path,
        .title = about->title,
        .purpose = route->summary,
        .notes = about->notes,
        .needs_token = route->access == API_TOKEN,
    };
    const bool good = add_rights(arena, route->scope, &out->rights, e) == RC_OK && add_params(arena, route, out, e) == RC_OK &&
        add_body(arena, route, &out->body, e) == RC_OK && add_answers(arena, route, about, out, e) == RC_OK &&
        add_answer_sample(arena, route, out, e) == RC_OK;
    return good ? RC_OK : e->rc;
}

static void join_successors(const struct manual *manual, struct manual_operation *operations)
{
    for (size_t i = 0; i < manual->operation_count; i++) {
        const struct api_succession *const next = operations[i].version == MANUAL_V1 ? api_succession_find(operations[i].id) : NULL;
        if (next != NULL) {
            operations[i].successor = manual_find(manual, MANUAL_V2, next->successor);
            operations[i].difference = next->difference;
        }
    }
}

enum rc api_manual_build(struct arena *arena, struct manual *out, struct err *e)
{
    size_t count = 0;
    const struct api_route *const table = api_route_table(&count);
    struct manual_operation *const operations = arena_alloc_array(arena, count, sizeof *operations);
    if (operations == NULL) {
        return err_no_memory(e);
    }
    *out = (struct manual){.base_path = "/esc-rest", .operations = operations};
    out->documents[MANUAL_V1] = "/esc-rest/v3/api-docs/V1";
    out->documents[MANUAL_V2] = "/esc-rest/v3/api-docs/V2";
    out->faults = fault_table(&out->fault_count);
    for (size_t i = 0; i < count; i++) {
        if (table[i].tag != NULL && add_operation(arena, &table[i], &operations[out->operation_count++], e) != RC_OK) {
            return e->rc;
        }
    }
    join_successors(out, operations);
    return RC_OK;
}
