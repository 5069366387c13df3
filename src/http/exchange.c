/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/exchange.h"

#include "base/temporary.h"
#include "http/stream.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARENA_BLOCK_BYTES 8192
#define BODY_FIRST_BYTES 2048

/* More are not kept: what many requests at once took is given back. */
#define POOL_MAX 128

struct exchange *exchange_new(struct exchange_pool *pool)
{
    struct exchange *exchange = pool->free;
    if (exchange == NULL) {
        exchange = calloc(1, sizeof *exchange);
        if (exchange == NULL) {
            return NULL;
        }
        arena_init(&exchange->arena, ARENA_BLOCK_BYTES);
    } else {
        pool->free = exchange->next;
        pool->count--;
        *exchange = (struct exchange){.arena = exchange->arena};
    }
    exchange->call.arena = &exchange->arena;
    exchange->call.path = STR("");
    exchange->call.query = STR("");
    exchange->call.body = STR("");
    exchange->call.base_path = "";
    exchange->call.method = HTTP_METHOD_COUNT;
    exchange->call.body_fd = -1;
    exchange->reply_fd = -1;
    exchange->item.kind = INBOX_CALL;
    return exchange;
}

static void close_files(struct exchange *exchange)
{
    exchange_drop_body(exchange);
    if (exchange->reply_fd >= 0) {
        (void)close(exchange->reply_fd);
        exchange->reply_fd = -1;
    }
    if (exchange->stream != NULL) {
        stream_detach(exchange->stream);
        exchange->stream = NULL;
    }
}

void exchange_free(struct exchange_pool *pool, struct exchange *exchange)
{
    if (pool->count >= POOL_MAX) {
        exchange_destroy(exchange);
        return;
    }
    close_files(exchange);
    arena_reset(&exchange->arena);
    exchange->next = pool->free;
    pool->free = exchange;
    pool->count++;
}

void exchange_destroy(struct exchange *exchange)
{
    close_files(exchange);
    arena_deinit(&exchange->arena);
    free(exchange);
}

void exchange_pool_deinit(struct exchange_pool *pool)
{
    while (pool->free != NULL) {
        struct exchange *const exchange = pool->free;
        pool->free = exchange->next;
        exchange_destroy(exchange);
    }
    pool->count = 0;
}

void exchange_refuse(struct exchange *exchange, const struct err *e)
{
    static const struct err out_of_memory = {
        .rc = RC_NO_MEMORY, .code = "SE-0503", .msg = "the server is out of memory for the moment, try again"};
    struct err *const copy = arena_alloc(&exchange->arena, sizeof *copy);
    exchange->refusal = copy == NULL ? &out_of_memory : copy;
    if (copy != NULL) {
        *copy = *e;
    }
}

struct header_copier {
    struct arena *arena;
    struct http_header *next;
    bool failed;
};

static enum MHD_Result copy_header(void *to, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct header_copier *const copier = to;
    (void)kind;
    copier->next->name = arena_copy(copier->arena, name);
    copier->next->value = arena_copy(copier->arena, value == NULL ? "" : value);
    copier->failed = copier->next->name == NULL || copier->next->value == NULL;
    copier->next++;
    return copier->failed ? MHD_NO : MHD_YES;
}

bool exchange_detach(struct exchange *exchange)
{
    struct arena *const arena = &exchange->arena;
    const int count = MHD_get_connection_values(exchange->mhd, MHD_HEADER_KIND, NULL, NULL);
    struct http_header *const headers = arena_alloc_array(arena, count < 0 ? 0 : (size_t)count, sizeof *headers);
    if (headers == NULL) {
        return false;
    }
    struct header_copier copier = {arena, headers, false};
    (void)MHD_get_connection_values(exchange->mhd, MHD_HEADER_KIND, copy_header, &copier);
    exchange->headers = headers;
    exchange->header_count = (size_t)(copier.next - headers);
    return !copier.failed;
}

static bool body_grow(struct body *body, size_t need)
{
    size_t capacity = body->capacity == 0 ? BODY_FIRST_BYTES : body->capacity * 2;
    capacity = capacity < need ? need : capacity;
    capacity = capacity > body->limit ? body->limit : capacity;
    char *const data = realloc(body->data, capacity);
    if (data == NULL) {
        return false;
    }
    body->data = data;
    body->capacity = capacity;
    return true;
}

static enum rc keep_in_memory(struct body *body, const char *data, size_t length, struct err *e)
{
    const size_t need = body->length + length;
    if (need > body->capacity && !body_grow(body, need)) {
        return err_no_memory(e);
    }
    memcpy(body->data + body->length, data, length);
    body->length = need;
    return RC_OK;
}

enum rc exchange_spool(struct exchange *exchange, struct spool *spool, struct err *e)
{
    exchange->body.spool = spool;
    return temporary_open(spool->folder, &exchange->call.body_fd, e);
}

static enum rc keep_in_file(struct exchange *exchange, const char *data, size_t length, struct err *e)
{
    struct body *const body = &exchange->body;
    body->length += length;
    if (atomic_fetch_add(&body->spool->in_use, length) + length > body->spool->max) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "",
            "there is no room for the request's body for the moment, because too many large requests are being worked on; try again in a "
            "while");
    }
    return file_write(exchange->call.body_fd, data, length, e);
}

enum rc exchange_add(struct exchange *exchange, const char *data, size_t length, struct err *e)
{
    struct body *const body = &exchange->body;
    if (length > body->limit - body->length) {
        return err_set(e, RC_TOO_LARGE, "SE-0413", "", "the request's body is larger than the %zu bytes that are taken here", body->limit);
    }
    return body->spool == NULL ? keep_in_memory(body, data, length, e) : keep_in_file(exchange, data, length, e);
}

void exchange_drop_body(struct exchange *exchange)
{
    struct body *const body = &exchange->body;
    if (body->spool != NULL) {
        (void)atomic_fetch_sub(&body->spool->in_use, body->length);
    }
    if (exchange->call.body_fd >= 0) {
        (void)close(http_body_take(&exchange->call));
    }
    free(body->data);
    *body = (struct body){.limit = body->limit, .dropped = body->dropped};
}
