/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/pictures.h"
#include "api/bodies.h"
#include "api/operation.h"
#include "core/picture.h"
#include "picture/maker.h"
#include "wire/json_write.h"

static struct str organisation_of(const struct http_call *call)
{
    return http_param(call, "id");
}

enum rc op_get_picture(struct http_call *call, struct api_context *context, struct err *e)
{
    struct str jpeg;
    if (registry_get_picture(context->session, organisation_of(call), http_param(call, "esi"), &jpeg, e) != RC_OK) {
        return e->rc;
    }
    http_reply(call, 200, "application/octet-stream", jpeg);
    return RC_OK;
}

static enum rc read_resize(const struct http_call *call, bool *out, struct err *e)
{
    struct str text = STR("");
    (void)http_query(call, "resize", &text);
    text = str_trim(text);
    *out = str_equal_fold(text, STR("true"));
    if (*out || text.length == 0 || str_equal_fold(text, STR("false"))) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-1018", "resize", "resize is \"%.*s\"; true or false was expected", str_shown(text, 40), text.data);
}

static enum rc read_upload(struct http_call *call, struct str *out, struct err *e)
{
    struct multipart form;
    const struct multipart_part *part = NULL;
    if (form_read(call, &form, e) != RC_OK || multipart_get(&form, "file", &part, e) != RC_OK) {
        return e->rc;
    }
    return form_text(call, part, PICTURE_BYTES_MAX, out, e);
}

/* Makes the picture. Who may not put it is told before that. */
static enum rc make_picture(struct http_call *call, const struct api_context *context, struct str *out, struct err *e)
{
    const struct picture_maker *const maker = context->api->settings.picture_maker;
    struct str upload;
    bool resizes = false;
    if (read_resize(call, &resizes, e) != RC_OK ||
        registry_may_put_picture(context->session, organisation_of(call), http_param(call, "esi"), e) != RC_OK ||
        read_upload(call, &upload, e) != RC_OK) {
        return e->rc;
    }
    if (maker == NULL) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "this router takes no pictures, since the program esc-darkroom is not there");
    }
    return picture_make(maker, call->arena, upload, resizes, call->id, out, e);
}

/* The real router answers with a text of its own; ours is where the picture stands now. */
static enum rc reply_place(struct http_call *call, struct err *e)
{
    struct buf body;
    buf_init(&body, call->arena);
    wire_write_text(&body, call->path);
    return reply_buf(call, 201, "application/json", &body, e);
}

/* In the writer. */
static enum rc write_picture(struct http_call *call, struct api_context *context, struct err *e)
{
    const struct str *const jpeg = context->argument;
    if (registry_put_picture(context->session, organisation_of(call), http_param(call, "esi"), *jpeg, e) != RC_OK) {
        return e->rc;
    }
    return reply_place(call, e);
}

enum rc op_put_picture(struct http_call *call, struct api_context *context, struct err *e)
{
    struct str jpeg;
    if (make_picture(call, context, &jpeg, e) != RC_OK) {
        return e->rc;
    }
    context->argument = &jpeg;
    return api_write(call, context, write_picture, e);
}

enum rc op_delete_picture(struct http_call *call, struct api_context *context, struct err *e)
{
    if (registry_delete_picture(context->session, organisation_of(call), http_param(call, "esi"), e) != RC_OK) {
        return e->rc;
    }
    http_reply(call, 204, NULL, STR(""));
    return RC_OK;
}
