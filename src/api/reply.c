/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/operation.h"

#include "base/hex.h"
#include "wire/json_write.h"

#include <inttypes.h>
#include <string.h>

enum rc reply_buf(struct http_call *call, int status, const char *content_type, struct buf *body, struct err *e)
{
    if (body->failed) {
        return err_no_memory(e);
    }
    http_reply(call, status, content_type, (struct str){body->data, body->length});
    return RC_OK;
}

enum rc reply_json(struct http_call *call, int status, const struct wire_shape *shape, const void *view, struct err *e)
{
    struct buf body;
    if (view == NULL) {
        return err_no_memory(e);
    }
    buf_init(&body, call->arena);
    wire_write(&body, shape, view);
    return reply_buf(call, status, "application/json", &body, e);
}

enum rc query_number(struct http_call *call, const char *name, int64_t min, int64_t max, int64_t fallback, int64_t *out, struct err *e)
{
    struct str text;
    long long number = 0;
    *out = fallback;
    if (!http_query(call, name, &text) || str_trim(text).length == 0) {
        return RC_OK;
    }
    if (!str_to_int64(str_trim(text), &number) || number < min || number > max) {
        return err_set(e, RC_INVALID, "ER-1018", name, "%s is \"%.*s\"; a whole number from %" PRId64 " to %" PRId64 " was expected", name,
            str_shown(text, 40), text.data, min, max);
    }
    *out = number;
    return RC_OK;
}

const char *base_url(const struct http_call *call, const struct api *api)
{
    if (api->settings.public_url != NULL) {
        return arena_format(call->arena, "%s%s", api->settings.public_url, call->base_path);
    }
    const char *const host = http_header(call, "Host");
    return arena_format(call->arena, "http://%s%s", host == NULL ? "localhost" : host, call->base_path);
}

void buf_add_query(struct buf *buf, struct str text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];
        if (c != '\0' && strchr(plain, c) != NULL) {
            buf_add_char(buf, c);
            continue;
        }
        char digits[2];
        const unsigned char byte = (unsigned char)c;
        hex_encode(&byte, 1, digits);
        buf_add_char(buf, '%');
        buf_add(buf, digits, sizeof digits);
    }
}
