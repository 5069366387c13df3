/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/public.h"
#include "api/operation.h"
#include "api/views.h"
#include "registry/numbers.h"
#include "wire/json_write.h"

#include <stdlib.h>
#include <string.h>

#define NUMBERS_MAX 100

enum rc op_card_status(struct http_call *call, struct api_context *context, struct err *e)
{
    struct public_status status;
    char number[ESCN_TEXT_SIZE];
    if (registry_card_status(context->session, http_param(call, "escn"), &status, e) != RC_OK) {
        return e->rc;
    }
    escn_format(&status.escn, number);
    const struct status_view view = status_view_of(&status, number);
    return reply_json(call, 200, &status_shape, &view, e);
}

enum rc op_verify_card(struct http_call *call, struct api_context *context, struct err *e)
{
    struct public_verification card;
    char number[ESCN_TEXT_SIZE];
    if (registry_verify_card(context->session, http_param(call, "escn"), &card, e) != RC_OK) {
        return e->rc;
    }
    escn_format(&card.escn, number);
    const struct holder_view holder = {.academic_level = academic_level_code(card.academic_level)};
    const struct verified_issuer_view issuer = {
        .identifier = card.issuer->identifier,
        .identifier_type = organisation_identifier_code(card.issuer->kind),
        .name = card.issuer->name,
    };
    const struct verification_view view = {
        .number = number,
        .type = card_type_code(card.type),
        .status = card_status_code(card.status),
        .expires_day = card.expires_day,
        .holder = &holder,
        .issuer = &issuer,
    };
    return reply_json(call, 200, &verification_shape, &view, e);
}

static enum rc read_style(struct http_call *call, struct qr_style *out, struct err *e)
{
    struct str text;
    *out = (struct qr_style){.orientation = QR_HORIZONTAL, .colours = QR_NORMAL, .size = QR_SIZE_S};
    if (http_query(call, "orientation", &text) && text.length > 0 &&
        qr_orientation_parse(text.data, text.length, &out->orientation, e) != RC_OK) {
        return e->rc;
    }
    if (http_query(call, "colours", &text) && text.length > 0 && qr_colours_parse(text.data, text.length, &out->colours, e) != RC_OK) {
        return e->rc;
    }
    if (http_query(call, "size", &text) && text.length > 0) {
        return qr_size_parse(text.data, text.length, &out->size, e);
    }
    return RC_OK;
}

/* Which of the two forms the client takes: the first that it names; anything and nothing mean SVG. */
static enum rc choose_form(const struct http_call *call, bool *as_text, struct err *e)
{
    const char *const accept = http_header(call, "Accept");
    struct str rest = str_of(accept == NULL ? "*/*" : accept);
    *as_text = false;
    while (rest.data != NULL) {
        struct str range = str_cut(&rest, ',');
        const struct str type = str_trim(str_cut(&range, ';'));
        if (str_equal_fold(type, STR("text/plain"))) {
            *as_text = true;
            return RC_OK;
        }
        if (type.length == 0 || str_equal_fold(type, STR("*/*")) || str_equal_fold(type, STR("image/*")) ||
            str_equal_fold(type, STR("image/svg+xml"))) {
            return RC_OK;
        }
    }
    return err_set(
        e, RC_INVALID, "ER-1004", "Accept", "the header Accept takes neither image/svg+xml nor text/plain, which are what there is");
}

static enum rc reply_qr(struct http_call *call, bool as_text, const char *svg, size_t length, struct err *e)
{
    if (!as_text) {
        const char *const copy = arena_text(call->arena, svg, length);
        if (copy == NULL) {
            return err_no_memory(e);
        }
        http_reply(call, 200, "image/svg+xml", (struct str){copy, length});
        return RC_OK;
    }
    struct buf text;
    buf_init(&text, call->arena);
    buf_add_base64(&text, svg, length);
    if (text.failed) {
        return err_no_memory(e);
    }
    http_reply(call, 200, "text/plain;charset=UTF-8", (struct str){text.data, text.length});
    return RC_OK;
}

enum rc op_card_qr(struct http_call *call, struct api_context *context, struct err *e)
{
    const struct str number = http_param(call, "escn");
    struct escn escn;
    struct qr_style style;
    bool as_text = false;
    char *svg = NULL;
    size_t length = 0;
    if (escn_parse(number.data, number.length, &escn, e) != RC_OK || read_style(call, &style, e) != RC_OK ||
        choose_form(call, &as_text, e) != RC_OK || registry_card_exists(context->session, &escn, e) != RC_OK ||
        qr_svg(&escn, style, context->api->settings.logos, &svg, &length, e) != RC_OK) {
        return e->rc;
    }
    const enum rc rc = reply_qr(call, as_text, svg, length, e);
    free(svg);
    return rc;
}

static enum rc read_prefix(struct http_call *call, int64_t *out, struct err *e)
{
    struct str text;
    if (!http_query(call, "prefix", &text) || str_trim(text).length == 0) {
        return err_set(e, RC_INVALID, "ER-1018", "prefix", "the parameter prefix is missing; a whole number from 0 to 999 was expected");
    }
    return query_number(call, "prefix", 0, ESCN_PREFIX_MAX, 0, out, e);
}

static enum rc read_pic(struct http_call *call, char out[PIC_TEXT_SIZE], struct err *e)
{
    struct str text;
    if (!http_query(call, "pic", &text) || text.length == 0) {
        return err_set(e, RC_INVALID, "ER-1018", "pic", "the parameter pic is missing; the nine digits of a PIC were expected");
    }
    if (pic_check(text.data, text.length, e) != RC_OK) {
        return e->rc;
    }
    memcpy(out, text.data, PIC_DIGITS);
    out[PIC_DIGITS] = '\0';
    return RC_OK;
}

static enum rc reply_numbers(struct http_call *call, const struct escn *numbers, size_t count, struct err *e)
{
    struct buf body;
    char text[ESCN_TEXT_SIZE];
    buf_init(&body, call->arena);
    buf_add_char(&body, '[');
    for (size_t i = 0; i < count; i++) {
        escn_format(&numbers[i], text);
        buf_add_format(&body, "%s\"%s\"", i == 0 ? "" : ",", text);
    }
    buf_add_char(&body, ']');
    return reply_buf(call, 200, "application/json", &body, e);
}

enum rc op_generate_numbers(struct http_call *call, struct api_context *context, struct err *e)
{
    struct escn numbers[NUMBERS_MAX];
    char pic[PIC_TEXT_SIZE];
    int64_t prefix = 0;
    int64_t count = 0;
    if (read_prefix(call, &prefix, e) != RC_OK || read_pic(call, pic, e) != RC_OK ||
        query_number(call, "numberOfESCN", 1, NUMBERS_MAX, 1, &count, e) != RC_OK ||
        registry_make_numbers(context->session, (unsigned)prefix, pic, numbers, (size_t)count, e) != RC_OK) {
        return e->rc;
    }
    return reply_numbers(call, numbers, (size_t)count, e);
}
