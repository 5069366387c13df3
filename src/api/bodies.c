/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/bodies.h"

#include "core/picture.h"

#define FILE_SCHEMA "{\"type\":\"object\",\"required\":[\"file\"],\"properties\":{\"file\":{\"type\":\"string\",\"format\":\"binary\"}}}"

/* Beside the file a form has its boundaries and headers. */
#define FORM_OVERHEAD 16384U
#define IMPORT_MAX ((size_t)1 << 30)

const struct wire_shape csv_form_shape = {.name = "CsvForm"};
const struct wire_shape card_lines_shape = {.name = "CardLines"};
const struct wire_shape picture_form_shape = {.name = "PictureForm"};

static const struct api_body json_body = {.kind = HTTP_BODY_JSON, .media_type = "application/json"};
static const struct api_body no_body = {.kind = HTTP_BODY_NONE};

#define LINES_SCHEMA "{\"$ref\":\"#/components/schemas/CardUpdateView\"}"
#define BULK_MAX ((size_t)256 << 20)

static const struct {
    const struct wire_shape *shape;
    struct api_body body;
} bodies[] = {
    {&card_lines_shape,
        {.kind = HTTP_BODY_NDJSON, .media_type = "application/x-ndjson", .schema = LINES_SCHEMA, .max = BULK_MAX, .in_file = true}},
    {&csv_form_shape,
        {.kind = HTTP_BODY_MULTIPART, .media_type = "multipart/form-data", .schema = FILE_SCHEMA, .max = IMPORT_MAX, .in_file = true}},
    {&picture_form_shape,
        {.kind = HTTP_BODY_MULTIPART,
            .media_type = "multipart/form-data",
            .schema = FILE_SCHEMA,
            .max = PICTURE_BYTES_MAX + FORM_OVERHEAD}},
};

const struct api_body *api_body_of(const struct wire_shape *request)
{
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        if (bodies[i].shape == request) {
            return &bodies[i].body;
        }
    }
    return request == NULL ? &no_body : &json_body;
}

enum rc form_read(struct http_call *call, struct multipart *out, struct err *e)
{
    const char *const type = http_header(call, "Content-Type");
    return call->body_fd < 0 ? multipart_read(out, call->arena, type, call->body, e)
                             : multipart_read_file(out, call->arena, type, call->body_fd, call->body_bytes, e);
}

enum rc form_text(const struct http_call *call, const struct multipart_part *part, size_t max, struct str *out, struct err *e)
{
    if (part->bytes > max) {
        return err_set(e, RC_TOO_LARGE, "SE-0413", "", "the part %.*s of the form is longer than the %zu bytes that are taken",
            str_shown(part->name, 40), part->name.data, max);
    }
    const size_t length = (size_t)part->bytes;
    if (call->body_fd < 0) {
        *out = (struct str){call->body.data + part->at, length};
        return RC_OK;
    }
    char *const text = arena_alloc(call->arena, length + 1);
    size_t got = 0;
    *out = (struct str){text, length};
    return text == NULL ? err_no_memory(e) : file_read(call->body_fd, part->at, text, length, &got, e);
}
