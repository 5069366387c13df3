/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/once.h"

#include "api/bodies.h"
#include "registry/answers.h"

#include <sodium.h>
#include <string.h>

#define KEY_MAX 255U

static bool is_key(struct str key)
{
    bool good = key.length > 0 && key.length <= KEY_MAX;
    for (size_t i = 0; i < key.length; i++) {
        good &= key.data[i] > 0x20 && key.data[i] < 0x7F;
    }
    return good;
}

/* Each piece with its length, so that no two requests look alike. */
static void add_piece(crypto_generichash_state *hash, struct str piece)
{
    const uint64_t length = piece.length;
    (void)crypto_generichash_update(hash, (const unsigned char *)&length, sizeof length);
    (void)crypto_generichash_update(hash, (const unsigned char *)piece.data, piece.length);
}

static enum rc add_content(crypto_generichash_state *hash, const struct http_call *call, uint64_t at, uint64_t bytes, struct err *e)
{
    unsigned char piece[32768];
    if (call->body_fd < 0) {
        add_piece(hash, (struct str){call->body.data + at, (size_t)bytes});
        return RC_OK;
    }
    (void)crypto_generichash_update(hash, (const unsigned char *)&bytes, sizeof bytes);
    for (const uint64_t end = at + bytes; at < end; at += sizeof piece) {
        const size_t want = end - at < sizeof piece ? (size_t)(end - at) : sizeof piece;
        size_t got = 0;
        if (file_read(call->body_fd, at, piece, want, &got, e) != RC_OK) {
            return e->rc;
        }
        (void)crypto_generichash_update(hash, piece, got);
    }
    return RC_OK;
}

/* Of a form only the parts count: programs make a new boundary for each request. What is no form will be refused. */
static enum rc add_form(crypto_generichash_state *hash, struct http_call *call, struct err *e)
{
    struct multipart form;
    struct err unused = {0};
    if (form_read(call, &form, &unused) != RC_OK) {
        return add_content(hash, call, 0, call->body_bytes, e);
    }
    for (size_t i = 0; i < form.count; i++) {
        add_piece(hash, form.parts[i].name);
        if (add_content(hash, call, form.parts[i].at, form.parts[i].bytes, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

/* The same path counts as the same under every prefix. */
static enum rc hash_request(struct http_call *call, unsigned char out[ANSWER_HASH_BYTES], struct err *e)
{
    crypto_generichash_state hash;
    const size_t base = strlen(call->base_path);
    (void)crypto_generichash_init(&hash, NULL, 0, ANSWER_HASH_BYTES);
    add_piece(&hash, (struct str){call->path.data + base, call->path.length - base});
    add_piece(&hash, call->query);
    const enum rc rc =
        call->route->body == HTTP_BODY_MULTIPART ? add_form(&hash, call, e) : add_content(&hash, call, 0, call->body_bytes, e);
    (void)crypto_generichash_final(&hash, out, ANSWER_HASH_BYTES);
    return rc;
}

enum rc once_read_claim(struct http_call *call, struct answer_claim *out, bool *claimed, struct err *e)
{
    const char *const header = call->method == HTTP_POST ? http_header(call, "Idempotency-Key") : NULL;
    *claimed = header != NULL;
    if (header == NULL) {
        return RC_OK;
    }
    const struct str key = str_of(header);
    if (!is_key(key)) {
        return err_set(e, RC_INVALID, "ER-1303", "Idempotency-Key",
            "the header Idempotency-Key has not the form of one: 1 to %u visible ASCII characters without blanks were expected", KEY_MAX);
    }
    (void)crypto_generichash(out->key, ANSWER_HASH_BYTES, (const unsigned char *)key.data, key.length, NULL, 0);
    return hash_request(call, out->request, e);
}

/* The reply's headers as lines. */
static const char *write_headers(const struct http_call *call)
{
    struct buf out;
    buf_init(&out, call->arena);
    if (call->reply.content_type != NULL) {
        buf_add_format(&out, "Content-Type: %s\n", call->reply.content_type);
    }
    for (size_t i = 0; i < call->reply.header_count; i++) {
        buf_add_format(&out, "%s: %s\n", call->reply.headers[i].name, call->reply.headers[i].value);
    }
    return buf_text(&out);
}

static enum rc reply_headers(struct http_call *call, const char *headers, const char **content_type, struct err *e)
{
    struct str rest = str_of(headers);
    *content_type = NULL;
    while (rest.data != NULL && rest.length > 0) {
        struct str value = str_cut(&rest, '\n');
        const struct str name = str_cut(&value, ':');
        const char *const name_copy = arena_text(call->arena, name.data, name.length);
        value = str_trim(value);
        const char *const value_copy = arena_text(call->arena, value.data == NULL ? "" : value.data, value.length);
        if (name_copy == NULL || value_copy == NULL) {
            return err_no_memory(e);
        }
        if (strcmp(name_copy, "Content-Type") == 0) {
            *content_type = value_copy;
        } else {
            http_reply_header(call, name_copy, value_copy);
        }
    }
    return RC_OK;
}

enum rc once_still_running(struct err *e)
{
    return err_set(e, RC_CONFLICT, "ER-1304", "Idempotency-Key",
        "the first request with this Idempotency-Key is still being carried out; ask again in a while");
}

static enum rc give_again(struct http_call *call, struct session *session, const struct answer *answer, struct err *e)
{
    const char *content_type = NULL;
    struct str body = STR("");
    bool found = false;
    if (answer->state == ANSWER_RUNNING) {
        return once_still_running(e);
    }
    if (registry_read_answer(session, answer, 0, &body, &found, e) != RC_OK ||
        reply_headers(call, answer->headers, &content_type, e) != RC_OK) {
        return e->rc;
    }
    http_reply(call, answer->status, content_type, body);
    return RC_OK;
}

enum rc once_run(
    struct http_call *call, struct api_context *context, const struct answer_claim *claim, api_operation_fn *run, struct err *e)
{
    struct session *const session = context->session;
    struct answer answer;
    bool found = false;
    if (claim == NULL || session->actor == NULL) {
        return run(call, context, e);
    }
    if (registry_find_answer(session, claim, &answer, &found, e) != RC_OK) {
        return e->rc;
    }
    if (found) {
        return give_again(call, session, &answer, e);
    }
    if (run(call, context, e) != RC_OK || call->reply.status >= 400) {
        return e->rc;
    }
    const char *const headers = write_headers(call);
    return headers == NULL ? err_no_memory(e) : registry_keep_answer(session, claim, call->reply.status, headers, call->reply.body, e);
}
