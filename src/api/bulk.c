/* SPDX-License-Identifier: EUPL-1.2 */
/* Many cards with one request: a line of JSON for each, and a line of the answer for each. The lines are carried out in chunks, each chunk
 * in one transaction of the writer with others' writes, each line under its own savepoint. A line's result is sent once it is durable. */
#include "api/bodies.h"
#include "api/fault.h"
#include "api/lines.h"
#include "api/once.h"
#include "api/operation.h"
#include "api/running.h"
#include "api/views.h"
#include "base/day.h"
#include "registry/answers.h"
#include "registry/writer.h"
#include "wire/json_read.h"
#include "wire/json_write.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BULK_LINES_MAX 100000
#define CHUNK_LINES 128
#define CHUNK_BYTES 262144U

/* What a result needs at most: a message of `struct err`, each character escaped. */
#define RESULT_BYTES_MAX (6 * sizeof((struct err){0}.msg) + 256)

/* How long to wait when too much is waiting already, and how often. */
#define PAUSE_MS 20
#define PAUSES_MAX 1500

/* One request, once its call has been handed back. */
struct bulk {
    struct arena arena;
    const struct api *api;
    struct str token;
    const char *id; /* of the request */
    int fd;
    struct lines *lines;
    int64_t count, next; /* lines in all; the next one, from 1 */
    struct http_stream *stream;
    int64_t answer_id; /* 0: nothing is kept */
    int64_t part;
    struct answer_claim claim;
    bool is_done;       /* it was carried out before */
    struct err trouble; /* why no more lines are carried out */
};

/* A line on its way through the writer. */
struct bulk_line {
    int64_t number;
    struct card_input input;
    struct err e; /* RC_OK: it can be tried */
};

struct chunk {
    struct bulk *bulk;
    struct arena arena;
    struct bulk_line lines[CHUNK_LINES];
    size_t count;
    struct buf results;
};

static void bulk_free(struct bulk *bulk)
{
    if (bulk->answer_id != 0) {
        running_remove(bulk->api->running, bulk->answer_id);
    }
    if (bulk->fd >= 0) {
        (void)close(bulk->fd);
    }
    free(bulk->lines);
    arena_deinit(&bulk->arena);
    free(bulk);
}

static void add_success(struct buf *out, int64_t line, const struct escn *number)
{
    char text[ESCN_TEXT_SIZE];
    escn_format(number, text);
    buf_add_format(out, "{\"line\":%lld,\"status\":201,\"cardNumber\":\"%s\"}\n", (long long)line, text);
}

/* Results name the line, and so need no person's identifier or name: they may be kept for longer than the person. */
static void add_refusal(struct buf *out, struct arena *arena, int64_t line, const struct err *e)
{
    struct error_view view;
    const bool is_personal = strcmp(e->field, "personIdentifier") == 0 || strcmp(e->field, "displayName") == 0;
    const struct fault *const fault = is_personal ? fault_find(e->code) : NULL;
    api_error_view(arena, e, &view);
    buf_add_format(out, "{\"line\":%lld,\"status\":%d,\"code\":\"%s\",\"message\":", (long long)line, fault_status(e->rc), view.code);
    wire_write_text(out, str_of(fault == NULL ? view.message : fault->cause));
    buf_add_text(out, "}\n");
}

static enum rc read_line(struct arena *arena, struct str text, struct card_input *out, struct err *e)
{
    *out = (struct card_input){.issued_day = DAY_NONE, .expires_day = DAY_NONE};
    if (text.data == NULL) {
        return err_set(e, RC_TOO_LARGE, "SE-0413", "", "the line is longer than the %u bytes that are taken", LINE_MAX_BYTES);
    }
    if (str_trim(text).length == 0) {
        return err_set(e, RC_INVALID, "ER-1010", "", "the line is blank; a JSON object was expected");
    }
    return wire_read(arena, text, &card_update_shape, out, e);
}

/* The next lines of the body; none behind the last. */
static enum rc read_chunk(struct chunk *chunk, struct err *e)
{
    struct bulk *const bulk = chunk->bulk;
    size_t bytes = 0;
    bool has = true;
    arena_reset(&chunk->arena);
    chunk->count = 0;
    while (chunk->count < CHUNK_LINES && bytes < CHUNK_BYTES) {
        struct bulk_line *const line = &chunk->lines[chunk->count];
        struct str text;
        if (lines_next(bulk->lines, &text, &has, e) != RC_OK) {
            return e->rc;
        }
        if (!has) {
            break;
        }
        *line = (struct bulk_line){.number = bulk->next++};
        line->e.rc = read_line(&chunk->arena, text, &line->input, &line->e);
        bytes += text.length;
        chunk->count++;
    }
    buf_init(&chunk->results, &chunk->arena);
    return buf_reserve(&chunk->results, chunk->count * RESULT_BYTES_MAX) == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc know_caller(struct session *session, struct chunk *chunk, struct err *e)
{
    if (session_begin(session, &chunk->arena, chunk->bulk->id, e) != RC_OK ||
        session_authenticate(session, chunk->bulk->token, NULL, e) != RC_OK) {
        return e->rc;
    }
    return session_require_scope(session, TOKEN_CARDS, e);
}

/* Tries one line; only the transaction's own trouble is told by the result. */
static enum rc write_line(struct session *session, struct chunk *chunk, struct bulk_line *line, struct err *e)
{
    struct card_detail detail;
    const bool is_tried = line->e.rc == RC_OK;
    if (is_tried && registry_issue_card(session, &line->input, &detail, &line->e) == RC_OK) {
        add_success(&chunk->results, line->number, &detail.card.escn);
        return writer_keep(session, e);
    }
    add_refusal(&chunk->results, &chunk->arena, line->number, &line->e);
    if (line->e.rc == RC_INTERNAL) {
        log_write(chunk->bulk->api->settings.log, LOG_ERROR, "%s line %lld: %s", chunk->bulk->id, (long long)line->number, line->e.msg);
    }
    return is_tried ? writer_undo(session, e) : RC_OK;
}

static enum rc keep_results(struct session *session, struct chunk *chunk, struct err *e)
{
    struct bulk *const bulk = chunk->bulk;
    const struct str results = {chunk->results.data, chunk->results.length};
    if (bulk->answer_id == 0) {
        return RC_OK;
    }
    if (registry_add_to_answer(session, bulk->answer_id, bulk->part++, results, e) != RC_OK) {
        return e->rc;
    }
    return bulk->next <= bulk->count ? RC_OK : registry_end_answer(session, bulk->answer_id, 200, NULL, e);
}

/* In the writer's thread. */
static enum rc write_chunk(struct session *session, void *argument, struct err *e)
{
    struct chunk *const chunk = argument;
    struct err stranger = {0};
    const bool is_known = know_caller(session, chunk, &stranger) == RC_OK;
    for (size_t i = 0; i < chunk->count; i++) {
        struct bulk_line *const line = &chunk->lines[i];
        if (!is_known) {
            line->e = stranger;
        }
        if (write_line(session, chunk, line, e) != RC_OK) {
            return e->rc;
        }
    }
    return keep_results(session, chunk, e);
}

static void pause_a_moment(void)
{
    const struct timespec moment = {.tv_nsec = PAUSE_MS * 1000000L};
    (void)nanosleep(&moment, NULL);
}

/* Lines whose transaction failed, and all behind them, are answered one by one as well. */
static void refuse_chunk(struct chunk *chunk)
{
    chunk->results.length = 0;
    for (size_t i = 0; i < chunk->count; i++) {
        add_refusal(&chunk->results, &chunk->arena, chunk->lines[i].number, &chunk->bulk->trouble);
    }
}

static void carry_out(struct chunk *chunk, struct writer *writer)
{
    struct bulk *const bulk = chunk->bulk;
    const int64_t part = bulk->part;
    for (int pauses = 0; bulk->trouble.rc == RC_OK; pauses++) {
        bool taken = false;
        if (writer_do(writer, write_chunk, chunk, &taken, &bulk->trouble) == RC_OK) {
            return;
        }
        if (!taken && pauses < PAUSES_MAX) {
            bulk->trouble = (struct err){0};
            pause_a_moment();
        }
    }
    bulk->part = part;
    refuse_chunk(chunk);
}

/* Gives what was carried out before a router ended in the middle, or all when it was carried out to its end. */
static enum rc give_kept(struct bulk *bulk, struct session *session, struct arena *arena, struct err *e)
{
    const struct answer answer = {.id = bulk->answer_id};
    bool found = bulk->answer_id != 0;
    while (found) {
        struct str part;
        arena_reset(arena);
        if (session_begin(session, arena, bulk->id, e) != RC_OK ||
            registry_read_answer(session, &answer, bulk->part, &part, &found, e) != RC_OK) {
            return e->rc;
        }
        if (!found) {
            return RC_OK;
        }
        bulk->part++;
        for (size_t i = 0; i < part.length; i++) {
            bulk->next += part.data[i] == '\n';
        }
        if (http_stream_add(bulk->stream, part, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc skip_kept(struct bulk *bulk, struct err *e)
{
    struct str unused;
    bool has = true;
    for (int64_t line = 1; line < bulk->next && has; line++) {
        if (lines_next(bulk->lines, &unused, &has, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc go_through(struct bulk *bulk, const struct session_context *thread, struct chunk *chunk, struct err *e)
{
    if (give_kept(bulk, thread->session, &chunk->arena, e) != RC_OK || (!bulk->is_done && skip_kept(bulk, e) != RC_OK)) {
        return e->rc;
    }
    while (!bulk->is_done && bulk->next <= bulk->count) {
        if (atomic_load(thread->ending)) {
            return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the router ends");
        }
        if (read_chunk(chunk, e) != RC_OK) {
            return e->rc;
        }
        carry_out(chunk, thread->writer);
        if (http_stream_add(bulk->stream, (struct str){chunk->results.data, chunk->results.length}, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

/* What follows once the head of the answer is on its way. */
static void run_bulk(void *argument, const struct session_context *thread)
{
    struct bulk *const bulk = argument;
    struct chunk *const chunk = calloc(1, sizeof *chunk);
    struct err e = {0};
    if (chunk == NULL) {
        (void)err_no_memory(&e);
    } else {
        chunk->bulk = bulk;
        arena_init(&chunk->arena, CHUNK_BYTES);
        (void)go_through(bulk, thread, chunk, &e);
        arena_deinit(&chunk->arena);
    }
    if (e.rc != RC_OK) {
        log_write(bulk->api->settings.log, LOG_WARNING, "%s: a bulk request was broken off before line %lld of %lld: %s", bulk->id,
            (long long)bulk->next, (long long)bulk->count, e.msg);
    }
    http_stream_end(bulk->stream, e.rc == RC_OK);
    free(chunk);
    bulk_free(bulk);
}

/* In the writer's thread: takes the key, or finds what is kept under it. */
static enum rc claim(struct http_call *call, struct api_context *context, struct err *e)
{
    struct bulk *const bulk = context->argument;
    struct answer answer;
    bool found = false;
    (void)call;
    if (registry_find_answer(context->session, &bulk->claim, &answer, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found && registry_begin_answer(context->session, &bulk->claim, &answer, e) != RC_OK) {
        return e->rc;
    }
    if (answer.state == ANSWER_RUNNING && !running_add(context->api->running, answer.id)) {
        return once_still_running(e);
    }
    bulk->is_done = answer.state == ANSWER_DONE;
    bulk->answer_id = answer.id;
    return RC_OK;
}

static enum rc check_lines(const struct http_call *call, int64_t *count, struct err *e)
{
    if (lines_count(call->body_fd, call->body_bytes, count, e) != RC_OK) {
        return e->rc;
    }
    if (*count > BULK_LINES_MAX) {
        return err_set(e, RC_TOO_LARGE, "SE-0413", "", "the body has %lld lines; at most %d are taken at once, and none was carried out",
            (long long)*count, BULK_LINES_MAX);
    }
    return *count > 0 ? RC_OK : err_set(e, RC_INVALID, "ER-1010", "", "the body is empty; a line of JSON for each card was expected");
}

static struct bulk *bulk_new(const struct api *api, const struct http_call *call, struct str token)
{
    struct bulk *const bulk = calloc(1, sizeof *bulk);
    if (bulk == NULL) {
        return NULL;
    }
    arena_init(&bulk->arena, 512);
    bulk->api = api;
    bulk->fd = -1;
    bulk->next = 1;
    bulk->lines = calloc(1, sizeof *bulk->lines);
    bulk->id = arena_copy(&bulk->arena, call->id);
    bulk->token = (struct str){arena_text(&bulk->arena, token.data, token.length), token.length};
    if (bulk->lines == NULL || bulk->id == NULL || bulk->token.data == NULL) {
        bulk_free(bulk);
        return NULL;
    }
    return bulk;
}

static enum rc begin_answer(struct http_call *call, struct bulk *bulk, struct err *e)
{
    int fd = -1;
    if (temporary_open(bulk->api->settings.upload_folder, &fd, e) != RC_OK) {
        return e->rc;
    }
    bulk->stream = http_reply_stream(call, 200, "application/x-ndjson", fd);
    return bulk->stream == NULL ? err_no_memory(e) : RC_OK;
}

static enum rc prepare(struct http_call *call, struct api_context *context, struct bulk *bulk, struct err *e)
{
    bool claimed = false;
    context->argument = bulk;
    if (check_lines(call, &bulk->count, e) != RC_OK || once_read_claim(call, &bulk->claim, &claimed, e) != RC_OK) {
        return e->rc;
    }
    if (claimed && api_write_plain(call, context, claim, e) != RC_OK) {
        return e->rc;
    }
    return begin_answer(call, bulk, e);
}

enum rc op_create_cards(struct http_call *call, struct api_context *context, struct err *e)
{
    struct str token;
    if (api_find_token(call, &token, e) != RC_OK) {
        return e->rc;
    }
    struct bulk *const bulk = bulk_new(context->api, call, token);
    if (bulk == NULL) {
        return err_no_memory(e);
    }
    if (prepare(call, context, bulk, e) != RC_OK) {
        bulk_free(bulk);
        return e->rc;
    }
    bulk->fd = http_body_take(call);
    lines_init(bulk->lines, bulk->fd, call->body_bytes);
    context->thread->then = run_bulk;
    context->thread->then_argument = bulk;
    return RC_OK;
}
