/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/run.h"

#include "base/clock.h"
#include "intake/file.h"
#include "intake/spool.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROWS_MAX 1000
#define ROWS_FIRST 100
#define STEP_US 30000 /* about as long a step may keep the writer busy, so that other writes don't starve */
#define TOLD_US 500000
#define UNDO_ROWS 200

/* Some rows on their way to the writer. */
struct chunk {
    struct step step;
    struct arena arena;
    struct import_row *rows;
    size_t count;
    struct import_tally tally;
    size_t failed_at;
};

struct run {
    const struct intake *intake;
    const struct intake_watch *watch;
    struct session *reader;
    struct arena *arena; /* of what outlives the run */
    struct arena header; /* of the file's header */
    struct import import;
    struct intake_file file;
    int fd;
    size_t rows; /* of the next chunk */
    struct chunk chunks[2];
    int64_t told_us;
    bool more;
};

static bool is_stopped(const struct run *run)
{
    return run->watch->stop != NULL && atomic_load(run->watch->stop);
}

static void tell(const struct run *run)
{
    if (run->watch->tell != NULL) {
        run->watch->tell(run->watch->self, &run->import);
    }
}

static void run_close(struct run *run)
{
    for (size_t i = 0; i < COUNT_OF(run->chunks); i++) {
        step_deinit(&run->chunks[i].step);
        arena_deinit(&run->chunks[i].arena);
        free(run->chunks[i].rows);
    }
    intake_close(&run->file);
    arena_deinit(&run->header);
    if (run->fd >= 0) {
        (void)close(run->fd);
    }
    free(run);
}

static void run_closep(struct run **run)
{
    if (*run != NULL) {
        run_close(*run);
    }
}

static enum rc chunk_open(struct chunk *chunk, struct err *e)
{
    arena_init(&chunk->arena, 262144);
    if (step_init(&chunk->step, e) != RC_OK) {
        return e->rc;
    }
    chunk->rows = calloc(ROWS_MAX, sizeof *chunk->rows);
    return chunk->rows != NULL ? RC_OK : err_no_memory(e);
}

static enum rc run_open(struct run **out, struct err *e)
{
    AUTO(run_closep) struct run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        return err_no_memory(e);
    }
    run->fd = -1;
    run->rows = ROWS_FIRST;
    arena_init(&run->header, 4096);
    for (size_t i = 0; i < COUNT_OF(run->chunks); i++) {
        if (chunk_open(&run->chunks[i], e) != RC_OK) {
            return e->rc;
        }
    }
    *out = TAKE(run);
    return RC_OK;
}

/* One step with nothing else going on. */
static enum rc do_step(struct run *run, step_fn *function, void *argument, struct err *e)
{
    struct chunk *const chunk = &run->chunks[0];
    if (step_submit(&chunk->step, run->intake->writer, &chunk->arena, &run->import, function, argument, e) != RC_OK ||
        step_wait(&chunk->step, &run->import, e) != RC_OK) {
        return e->rc;
    }
    tell(run);
    return RC_OK;
}

struct ending {
    enum import_state state;
    const struct import_reason *reason;
};

static enum rc step_end(struct session *session, struct import *import, void *argument, struct err *e)
{
    const struct ending *const ending = argument;
    return import_step_end(session, import, ending->state, ending->reason, e);
}

static enum rc end(struct run *run, enum import_state state, const struct import_reason *reason, struct err *e)
{
    struct ending ending = {state, reason};
    const char *const file = run->import.file;
    if (do_step(run, step_end, &ending, e) != RC_OK) {
        return e->rc;
    }
    if (file != NULL && run->import.file == NULL) {
        spool_erase(run->intake->folder, file);
    }
    return RC_OK;
}

/* What an import's owner is told of a failure; what went wrong inside is for the log. */
static enum rc reason_of(const struct run *run, const struct err *failure, struct import_reason *out, struct err *e)
{
    struct err told = *failure;
    *out = (struct import_reason){0};
    if (failure->rc == RC_INTERNAL) {
        log_write(run->intake->log, LOG_ERROR, "import %" PRId64 ": %s", run->import.id, failure->msg);
        (void)err_set(&told, RC_INTERNAL, "", "", T_("the router failed after row %" PRId64 "; its operator finds why in the log"),
            run->import.row_done);
    }
    return import_reason_add(out, run->arena, &told, e);
}

static enum rc fail(struct run *run, const struct err *failure, struct err *e)
{
    struct import_reason reason;
    return reason_of(run, failure, &reason, e) == RC_OK ? end(run, IMPORT_FAILED, &reason, e) : e->rc;
}

/* What can be tried again ends nothing; the rest is the file's fault or ours. */
static bool is_passing(enum rc rc)
{
    return rc == RC_UNAVAILABLE || rc == RC_NO_MEMORY || rc == RC_CONFLICT;
}

static enum rc open_file(struct run *run, struct err *e)
{
    intake_close(&run->file);
    const off_t bytes = lseek(run->fd, 0, SEEK_END);
    if (intake_open(&run->file, run->fd, 0, bytes < 0 ? 0 : (uint64_t)bytes, run->import.operation, &run->header, e) != RC_OK) {
        return e->rc;
    }
    return intake_check_header(&run->file, e);
}

static enum rc fill(struct run *run, struct chunk *chunk, bool *has, struct err *e)
{
    arena_reset(&chunk->arena);
    chunk->count = 0;
    *has = true;
    while (chunk->count < run->rows) {
        struct import_row *const row = &chunk->rows[chunk->count];
        if (intake_next(&run->file, &chunk->arena, row, has, e) != RC_OK || !*has) {
            break;
        }
        /* What an earlier run has done is passed over. */
        if (row->number > run->import.row_done) {
            chunk->tally.last_row = row->number;
            chunk->count++;
        } else if (chunk->count == 0) {
            arena_reset(&chunk->arena);
        }
    }
    return e->rc;
}

/* ---- checking ---- */

static enum rc step_start(struct session *session, struct import *import, void *argument, struct err *e)
{
    (void)argument;
    return import_step_start(session, import, e);
}

static enum rc step_check(struct session *session, struct import *import, void *argument, struct err *e)
{
    const struct chunk *const chunk = argument;
    return import_step_check(session, import, chunk->rows, chunk->count, &chunk->tally, e);
}

static void count(struct import_tally *tally, enum import_outcome outcome)
{
    tally->created += outcome == IMPORT_CREATED ? 1 : 0;
    tally->updated += outcome == IMPORT_UPDATED ? 1 : 0;
    tally->unchanged += outcome == IMPORT_UNCHANGED ? 1 : 0;
}

static enum rc plan_rows(struct run *run, struct chunk *chunk, bool *is_bad, struct err *e)
{
    for (size_t i = 0; i < chunk->count; i++) {
        struct import_plan plan;
        if (import_plan_make(run->reader, run->import.operation, &chunk->rows[i], &plan, e) != RC_OK) {
            return e->rc;
        }
        *is_bad = *is_bad || chunk->rows[i].problem_count > 0;
        if (chunk->rows[i].problem_count == 0 && run->import.is_dry_run) {
            count(&chunk->tally, import_plan_outcome(&plan));
        }
    }
    return RC_OK;
}

/* All rows of a chunk against one moment of the registry. */
static enum rc check_chunk(struct run *run, struct chunk *chunk, bool *is_bad, struct err *e)
{
    if (session_begin(run->reader, &chunk->arena, NULL, e) != RC_OK || import_act_for(run->reader, &run->import, e) != RC_OK ||
        session_read_begin(run->reader, e) != RC_OK) {
        return e->rc;
    }
    const enum rc rc = plan_rows(run, chunk, is_bad, e);
    session_read_end(run->reader);
    return rc;
}

/* Notes bad rows at once, and now and then how far it is. */
static enum rc note_check(struct run *run, struct chunk *chunk, bool is_bad, bool is_last, struct err *e)
{
    const int64_t now_us = clock_steady_us();
    if (!is_bad && !is_last && now_us - run->told_us < TOLD_US) {
        return RC_OK;
    }
    run->told_us = now_us;
    chunk->tally.progress = intake_percent(&run->file) / (run->import.is_dry_run ? 1 : 2);
    if (do_step(run, step_check, chunk, e) != RC_OK) {
        return e->rc;
    }
    chunk->tally.created = chunk->tally.updated = chunk->tally.unchanged = 0;
    return RC_OK;
}

static enum rc check_rows(struct run *run, struct err *e)
{
    struct chunk *const chunk = &run->chunks[0];
    bool has = true;
    run->rows = ROWS_MAX;
    while (has && !is_stopped(run)) {
        bool is_bad = false;
        if (fill(run, chunk, &has, e) != RC_OK || check_chunk(run, chunk, &is_bad, e) != RC_OK ||
            note_check(run, chunk, is_bad, !has, e) != RC_OK) {
            return e->rc;
        }
    }
    run->rows = ROWS_FIRST;
    return RC_OK;
}

static enum rc step_to_apply(struct session *session, struct import *import, void *argument, struct err *e)
{
    (void)argument;
    return import_step_phase(session, import, IMPORT_PHASE_APPLY, e);
}

static enum rc refuse_whole(struct run *run, struct err *e)
{
    struct err why = {0};
    if (run->import.failed == 1) {
        (void)err_set(&why, RC_INVALID, "", "", T_("1 row can't be imported, so that none was written (mode all); errors.csv tells why"));
    } else {
        (void)err_set(&why, RC_INVALID, "", "",
            T_("%" PRId64 " rows can't be imported, so that none was written (mode all); errors.csv tells why"), run->import.failed);
    }
    return fail(run, &why, e);
}

static enum rc end_check(struct run *run, struct err *e)
{
    if (run->import.is_dry_run) {
        return end(run, IMPORT_DONE, NULL, e);
    }
    if (run->import.mode == IMPORT_ALL && run->import.failed > 0) {
        return refuse_whole(run, e);
    }
    return do_step(run, step_to_apply, NULL, e);
}

/* Reads the whole file once before anything is written. */
static enum rc check(struct run *run, struct err *e)
{
    struct err found = {0};
    const bool is_needed = run->import.mode == IMPORT_ALL || run->import.is_dry_run;
    if (do_step(run, step_start, NULL, e) != RC_OK) {
        return e->rc;
    }
    const bool good = open_file(run, &found) == RC_OK && (is_needed ? check_rows(run, &found) : intake_scan(&run->file, &found)) == RC_OK;
    if (!good && !is_passing(found.rc)) {
        return fail(run, &found, e);
    }
    if (!good) {
        *e = found;
        return e->rc;
    }
    return is_stopped(run) ? RC_OK : end_check(run, e);
}

/* ---- undoing ---- */

static enum rc step_undo(struct session *session, struct import *import, void *argument, struct err *e)
{
    struct run *const run = argument;
    return import_step_undo(session, import, UNDO_ROWS, &run->more, e);
}

static enum rc undo_rows(struct run *run, struct err *e)
{
    run->more = true;
    while (run->more && !is_stopped(run)) {
        arena_reset(&run->chunks[0].arena);
        if (do_step(run, step_undo, run, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc undo(struct run *run, struct err *e)
{
    const bool was_asked = run->import.phase == IMPORT_PHASE_UNDO;
    struct import_reason reason = {run->import.reason, run->import.reason_said};
    struct err why = {0};
    if (undo_rows(run, e) != RC_OK || run->more) {
        return e->rc;
    }
    if (run->import.left > 0 && was_asked) {
        reason = (struct import_reason){0};
    }
    (void)err_set(
        &why, RC_CONFLICT, "", "", T_("%" PRId64 " rows were changed by others meanwhile and left as they are"), run->import.left);
    if (run->import.left > 0 && import_reason_add(&reason, run->arena, &why, e) != RC_OK) {
        return e->rc;
    }
    return end(run, was_asked ? IMPORT_UNDONE : IMPORT_FAILED, &reason, e);
}

/* ---- applying ---- */

static enum rc step_apply(struct session *session, struct import *import, void *argument, struct err *e)
{
    struct chunk *const chunk = argument;
    return import_step_apply(session, import, chunk->rows, chunk->count, &chunk->tally, &chunk->failed_at, e);
}

static enum rc submit(struct run *run, struct chunk *chunk, struct err *e)
{
    const bool is_second = run->import.mode == IMPORT_ALL;
    const int percent = intake_percent(&run->file);
    chunk->tally.progress = is_second ? 50 + percent / 2 : percent;
    return step_submit(&chunk->step, run->intake->writer, &chunk->arena, &run->import, step_apply, chunk, e);
}

static void learn(struct run *run, const struct chunk *chunk)
{
    const int64_t us = chunk->step.duration_us > 0 ? chunk->step.duration_us : 1;
    const int64_t fitting = (int64_t)chunk->count * STEP_US / us;
    run->rows = fitting < 10 ? 10 : fitting > ROWS_MAX ? ROWS_MAX : (size_t)fitting;
}

/* `argument` is the row to blame; NULL for none. */
static enum rc step_fall(struct session *session, struct import *import, void *argument, struct err *e)
{
    const struct import_row *const row = argument;
    const struct import_tally tally = {.last_row = import->row_done, .progress = import->progress};
    if (row != NULL && import_step_check(session, import, row, 1, &tally, e) != RC_OK) {
        return e->rc;
    }
    return import_step_phase(session, import, IMPORT_PHASE_FALL, e);
}

/* Everything that was written goes back. */
static enum rc fall(struct run *run, const struct err *why, struct import_row *row, struct err *e)
{
    struct import_reason reason;
    if (reason_of(run, why, &reason, e) != RC_OK) {
        return e->rc;
    }
    run->import.reason = reason.english;
    run->import.reason_said = reason.said;
    return do_step(run, step_fall, row, e);
}

/* A row was good when it was checked and is not any more. */
static enum rc fall_by_row(struct run *run, struct import_row *row, struct err *e)
{
    struct err why = {0};
    (void)err_set(&why, RC_CONFLICT, "", "", T_("row %" PRId64 " could not be written any more, so that none is (mode all)"), row->number);
    return fall(run, &why, row, e);
}

/* The row that failed is known: it is refused, the others are written. */
static enum rc without_row(struct run *run, struct chunk *chunk, const struct err *failure, struct err *e)
{
    struct import_row *const row = &chunk->rows[chunk->failed_at];
    if (row->problem_count == 0 && import_row_blame(row, &chunk->arena, "", failure, e) != RC_OK) {
        return e->rc;
    }
    if (run->import.mode == IMPORT_ALL) {
        return fall_by_row(run, row, e);
    }
    return submit(run, chunk, e) == RC_OK ? step_wait(&chunk->step, &run->import, e) : e->rc;
}

static bool blames_row(const struct chunk *chunk, const struct err *failure)
{
    const bool is_known = chunk->failed_at < chunk->count;
    return is_known && (failure->rc == RC_INVALID || failure->rc == RC_DENIED || failure->rc == RC_NOT_FOUND || failure->rc == RC_CONFLICT);
}

static enum rc finish(struct run *run, struct chunk *chunk, struct err *e)
{
    struct err failure = {0};
    enum rc rc = step_wait(&chunk->step, &run->import, &failure);
    for (size_t tries = 0; rc != RC_OK && blames_row(chunk, &failure) && tries <= chunk->count; tries++) {
        struct err again = {0};
        rc = without_row(run, chunk, &failure, &again);
        failure = again;
    }
    if (rc != RC_OK) {
        *e = failure;
        return rc;
    }
    learn(run, chunk);
    tell(run);
    return RC_OK;
}

/* While the writer has one chunk, the next is read. */
static enum rc apply_rows(struct run *run, struct err *e)
{
    size_t at = 0;
    bool has = true;
    if (fill(run, &run->chunks[at], &has, e) != RC_OK) {
        return e->rc;
    }
    while (run->chunks[at].count > 0 && run->import.phase == IMPORT_PHASE_APPLY && !is_stopped(run)) {
        struct chunk *const chunk = &run->chunks[at];
        struct err ahead = {0};
        at = 1 - at;
        if (submit(run, chunk, e) != RC_OK) {
            return e->rc;
        }
        run->chunks[at].count = 0;
        const enum rc rc = has ? fill(run, &run->chunks[at], &has, &ahead) : RC_OK;
        if (finish(run, chunk, e) != RC_OK) {
            return e->rc;
        }
        if (rc != RC_OK) {
            *e = ahead;
            return rc;
        }
    }
    return RC_OK;
}

static enum rc apply(struct run *run, struct err *e)
{
    struct err found = {0};
    if (open_file(run, &found) != RC_OK || apply_rows(run, &found) != RC_OK) {
        if (is_passing(found.rc)) {
            *e = found;
            return e->rc;
        }
        return run->import.mode == IMPORT_ALL ? fall(run, &found, NULL, e) : fail(run, &found, e);
    }
    const bool is_whole = run->import.phase == IMPORT_PHASE_APPLY && !is_stopped(run);
    return is_whole ? end(run, IMPORT_DONE, NULL, e) : RC_OK;
}

/* ---- the run ---- */

static enum rc read_import(struct run *run, int64_t id, struct err *e)
{
    if (session_begin(run->reader, run->arena, NULL, e) != RC_OK || registry_get_import(run->reader, id, &run->import, e) != RC_OK) {
        return e->rc;
    }
    return RC_OK;
}

static enum rc run_phase(struct run *run, struct err *e)
{
    switch (run->import.phase) {
    case IMPORT_PHASE_CHECK:
        return check(run, e);
    case IMPORT_PHASE_APPLY:
        return apply(run, e);
    case IMPORT_PHASE_UNDO:
    case IMPORT_PHASE_FALL:
        return undo(run, e);
    }
    return err_set(e, RC_INTERNAL, "SE-0500", "", "the stored phase %d of an import is none", (int)run->import.phase);
}

/* A file that is gone ends an import that needs it. */
static enum rc take_file(struct run *run, struct err *e)
{
    struct err found = {0};
    if (run->import.file == NULL || spool_open(run->intake->folder, run->import.file, &run->fd, &found) == RC_OK) {
        return RC_OK;
    }
    if (found.rc == RC_NOT_FOUND) {
        return run->import.phase >= IMPORT_PHASE_UNDO ? RC_OK : fail(run, &found, e);
    }
    *e = found;
    return e->rc;
}

enum rc intake_run(const struct intake *intake, struct session *reader, int64_t id, const struct intake_watch *watch, struct arena *arena,
    struct import *out, struct err *e)
{
    AUTO(run_closep) struct run *run = NULL;
    if (run_open(&run, e) != RC_OK) {
        return e->rc;
    }
    run->intake = intake;
    run->watch = watch;
    run->reader = reader;
    run->arena = arena;
    if (read_import(run, id, e) != RC_OK || (!import_is_over(&run->import) && take_file(run, e) != RC_OK)) {
        return e->rc;
    }
    while (!import_is_over(&run->import) && !is_stopped(run)) {
        if (run_phase(run, e) != RC_OK) {
            return e->rc;
        }
    }
    *out = run->import;
    return RC_OK;
}
