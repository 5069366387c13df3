/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/operation.h"
#include "api/views.h"
#include "base/day.h"
#include "registry/identifiers.h"
#include "registry/rights.h"
#include "wire/json_read.h"

static enum rc read_person(struct http_call *call, struct person_input *out, struct err *e)
{
    struct person_update_view view = {0};
    if (wire_read(call->arena, call->body, &person_update_shape, &view, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct person_input){
        .identifier = view.identifier,
        .identifier_code = view.identifier_code,
        .full_name = view.full_name,
        .enrolments = (const struct enrolment_input *const *)view.enrolments.items,
        .count = view.enrolments.count,
    };
    return RC_OK;
}

static enum rc reply_person(struct http_call *call, int status, const struct person_detail *detail, struct err *e)
{
    return reply_json(call, status, &person_shape, person_view_make(call->arena, detail), e);
}

enum rc op_create_person(struct http_call *call, struct api_context *context, struct err *e)
{
    struct person_input input;
    struct person_detail detail;
    if (read_person(call, &input, e) != RC_OK || registry_enrol_person(context->session, &input, &detail, e) != RC_OK) {
        return e->rc;
    }
    return reply_person(call, 201, &detail, e);
}

enum rc op_get_person(struct http_call *call, struct api_context *context, struct err *e)
{
    struct person_detail detail;
    bool moved = false;
    if (registry_get_person(context->session, http_param(call, "esi"), &detail, e) != RC_OK ||
        complete_person(call, context, &detail, NULL, &moved, e) != RC_OK) {
        return e->rc;
    }
    return moved ? RC_OK : reply_person(call, 200, &detail, e);
}

enum rc op_update_person(struct http_call *call, struct api_context *context, struct err *e)
{
    struct person_input input;
    struct person_detail detail;
    if (read_person(call, &input, e) != RC_OK ||
        registry_update_person(context->session, http_param(call, "esi"), &input, &detail, e) != RC_OK) {
        return e->rc;
    }
    return reply_person(call, 200, &detail, e);
}

enum rc op_delete_person(struct http_call *call, struct api_context *context, struct err *e)
{
    if (registry_delete_person(context->session, http_param(call, "esi"), e) != RC_OK) {
        return e->rc;
    }
    http_reply(call, 204, NULL, STR(""));
    return RC_OK;
}

enum rc op_change_identifier(struct http_call *call, struct api_context *context, struct err *e)
{
    struct identifier_update_view view = {0};
    struct person_detail detail;
    enum identifier_change change;
    if (wire_read(call->arena, call->body, &identifier_update_shape, &view, e) != RC_OK ||
        registry_change_identifier(context->session, http_param(call, "esi"), str_of(view.identifier), &detail, &change, e) != RC_OK) {
        return e->rc;
    }
    return reply_person(call, change == IDENTIFIER_CHANGED ? 200 : 202, &detail, e);
}

/* Pages stand beside the API, at the root. */
static const char *pages_url(const struct http_call *call, const struct api *api)
{
    const char *const host = http_header(call, "Host");
    return api->settings.public_url != NULL ? api->settings.public_url
                                            : arena_format(call->arena, "http://%s", host == NULL ? "localhost" : host);
}

enum rc op_student_link(struct http_call *call, struct api_context *context, struct err *e)
{
    struct student_link link;
    char expires_at[INSTANT_TEXT_SIZE];
    const char *const base = pages_url(call, context->api);
    if (base == NULL) {
        return err_no_memory(e);
    }
    if (registry_make_student_link(context->session, http_param(call, "esi"), base, &link, e) != RC_OK) {
        return e->rc;
    }
    instant_format(link.expires_at_us, true, expires_at);
    const struct student_link_view view = {.url = link.url, .expires_at = expires_at};
    return reply_json(call, 201, &student_link_shape, &view, e);
}
