/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/rows_file.h"

#include "base/temporary.h"
#include "wire/csv_write.h"

#include <stdlib.h>
#include <string.h>

/* A file that is made after the call was handed back: with copies of all that it needs. */
struct making {
    struct rows_file file;
    struct list_request request;
    bool is_empty;
    struct arena arena;
    struct http_stream *stream;
    const struct log *log;
    const char *id; /* of the request */
    struct str secret;
    int64_t organisation_id;
    struct session *session;
    const atomic_bool *ending;
};

static void making_free(struct making *making)
{
    if (making != NULL) {
        arena_deinit(&making->arena);
        free(making);
    }
}

static enum rc send_rows(struct making *making, struct buf *rows, struct err *e)
{
    if (rows->failed) {
        return err_no_memory(e);
    }
    if (making->ending != NULL && atomic_load(making->ending)) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the router is ending");
    }
    return http_stream_add(making->stream, (struct str){rows->data, rows->length}, e);
}

static enum rc send_cards(void *self, const struct card_detail *cards, size_t count, struct err *e)
{
    struct making *const making = self;
    struct buf rows;
    buf_init(&rows, making->session->arena);
    for (size_t i = 0; i < count; i++) {
        making->file.card(&rows, making->session->arena, &cards[i]);
    }
    return send_rows(making, &rows, e);
}

static enum rc send_persons(void *self, const struct person_detail *persons, size_t count, struct err *e)
{
    struct making *const making = self;
    struct buf rows;
    buf_init(&rows, making->session->arena);
    for (size_t i = 0; i < count; i++) {
        making->file.person(&rows, &persons[i], making->organisation_id);
    }
    return send_rows(making, &rows, e);
}

/* Who asks is found out anew: this thread has no visit any more. */
static enum rc begin(struct making *making, struct session *session, struct err *e)
{
    if (session_begin(session, &making->arena, making->id, e) != RC_OK) {
        return e->rc;
    }
    session->is_stranger = true;
    if (session_authenticate_user(session, making->secret, e) != RC_OK) {
        return e->rc;
    }
    session->actor = directory_get(&session->directory, making->organisation_id);
    return session_require_permission(session, making->organisation_id, PERMISSION_READ, e);
}

static enum rc make_rows(struct making *making, struct session *session, struct err *e)
{
    struct str cells[ROWS_COLUMNS_MAX];
    struct buf heads;
    making->session = session;
    if (begin(making, session, e) != RC_OK) {
        return e->rc;
    }
    buf_init(&heads, &making->arena);
    for (size_t i = 0; i < making->file.head_count; i++) {
        cells[i] = str_of(making->file.heads[i]);
    }
    csv_write_row(&heads, cells, making->file.head_count, ',');
    if (send_rows(making, &heads, e) != RC_OK || making->is_empty) {
        return e->rc;
    }
    if (session_read_begin(session, e) != RC_OK) {
        return e->rc;
    }
    const enum rc rc = making->file.card != NULL ? registry_walk_cards(session, &making->request, send_cards, making, e)
                                                 : registry_walk_persons(session, &making->request, send_persons, making, e);
    session_read_end(session);
    return rc;
}

static void run(void *argument, const struct session_context *thread)
{
    struct making *const making = argument;
    struct err e = {0};
    making->ending = thread->ending;
    if (make_rows(making, thread->session, &e) != RC_OK) {
        log_write(making->log, LOG_WARNING, "%s: a file of a list was broken off: %s", making->id, e.msg);
    }
    http_stream_end(making->stream, e.rc == RC_OK);
    making_free(making);
}

static bool copy_search(struct arena *arena, struct search *search)
{
    bool ok = true;
    for (size_t i = 0; i < search->count; i++) {
        struct search_term *const term = &search->terms[i];
        term->value.data = arena_text(arena, term->value.data, term->value.length);
        term->folded = arena_copy(arena, term->folded);
        ok = ok && term->value.data != NULL && term->folded != NULL;
    }
    return ok;
}

static struct making *making_new(const struct visit *visit, const struct rows_file *file, const struct list_request *request)
{
    struct making *const making = calloc(1, sizeof *making);
    if (making == NULL) {
        return NULL;
    }
    arena_init(&making->arena, 4096);
    making->file = *file;
    making->is_empty = request == NULL;
    making->log = visit->console->settings.log;
    making->organisation_id = visit_organisation_id(visit);
    making->id = arena_copy(&making->arena, visit->call->id);
    making->secret = (struct str){arena_text(&making->arena, visit->secret.data, visit->secret.length), visit->secret.length};
    making->request = request == NULL ? (struct list_request){0} : *request;
    if (making->id == NULL || making->secret.data == NULL || !copy_search(&making->arena, &making->request.search)) {
        making_free(making);
        return NULL;
    }
    return making;
}

enum rc rows_file_answer(struct visit *visit, const struct rows_file *file, const struct list_request *request, struct err *e)
{
    struct making *const making = making_new(visit, file, request);
    const char *const disposition = arena_format(visit->arena, "attachment; filename=\"%s\"", file->name);
    int fd = -1;
    if (making == NULL || disposition == NULL) {
        making_free(making);
        return err_no_memory(e);
    }
    if (temporary_open(visit->console->settings.upload_folder, &fd, e) != RC_OK) {
        making_free(making);
        return e->rc;
    }
    making->stream = http_reply_stream(visit->call, 200, "text/csv; charset=utf-8", fd);
    if (making->stream == NULL) {
        making_free(making);
        return err_no_memory(e);
    }
    http_reply_header(visit->call, "Content-Disposition", disposition);
    visit->thread->then = run;
    visit->thread->then_argument = making;
    return RC_OK;
}
