/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/operation.h"
#include "api/views.h"
#include "base/day.h"
#include "wire/json_read.h"

static enum rc read_card(struct http_call *call, struct card_input *out, struct err *e)
{
    *out = (struct card_input){.issued_day = DAY_NONE, .expires_day = DAY_NONE};
    return wire_read(call->arena, call->body, &card_update_shape, out, e);
}

static enum rc reply_card(struct http_call *call, int status, const struct card_detail *detail, struct err *e)
{
    return reply_json(call, status, &card_shape, card_view_make(call->arena, detail), e);
}

enum rc op_create_card(struct http_call *call, struct api_context *context, struct err *e)
{
    struct card_input input;
    struct card_detail detail;
    if (read_card(call, &input, e) != RC_OK || registry_issue_card(context->session, &input, &detail, e) != RC_OK) {
        return e->rc;
    }
    return reply_card(call, 201, &detail, e);
}

enum rc op_get_card(struct http_call *call, struct api_context *context, struct err *e)
{
    struct card_detail detail;
    bool moved = false;
    if (registry_get_card(context->session, http_param(call, "escn"), &detail, e) != RC_OK ||
        complete_person(call, context, &detail.person, &detail.card, &moved, e) != RC_OK) {
        return e->rc;
    }
    return moved ? RC_OK : reply_card(call, 200, &detail, e);
}

enum rc op_update_card(struct http_call *call, struct api_context *context, struct err *e)
{
    struct card_input input;
    struct card_detail detail;
    if (read_card(call, &input, e) != RC_OK ||
        registry_update_card(context->session, http_param(call, "escn"), &input, &detail, e) != RC_OK) {
        return e->rc;
    }
    return reply_card(call, 200, &detail, e);
}

enum rc op_delete_card(struct http_call *call, struct api_context *context, struct err *e)
{
    const struct str number = http_param(call, "escn");
    if (registry_delete_card(context->session, number, e) != RC_OK) {
        /* DELETE declares no 400: what is no number is no card. */
        return e->rc != RC_INVALID ? e->rc
                                   : err_set(e, RC_NOT_FOUND, "ER-0001", "cardNumber", "there is no card with the number %.*s",
                                         str_shown(number, 60), number.data);
    }
    http_reply(call, 204, NULL, STR(""));
    return RC_OK;
}
