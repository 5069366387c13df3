/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/writer.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/queue.h"
#include "registry/answers.h"
#include "registry/batch.h"
#include "registry/upkeep.h"
#include "registry/visits.h"
#include "store/settings.h"

#include <pthread.h>
#include <stdlib.h>

#define QUEUE_LENGTH 4096
#define GROUP_MAX 256U
#define TIDY_US INT64_C(60000000)
#define WATCH_MS 200                /* how often to look for what other processes have written */
#define VISITS_US INT64_C(60000000) /* how often to write down the verifications */

struct writer {
    struct registry *registry;
    struct session *session;
    struct queue *queue;
    const struct log *log;
    pthread_t thread;
    writer_group_fn *on_group; /* NULL: nobody wants to know */
    void *on_group_self;
    size_t group_max;
    int64_t revision;      /* of organisations, mandates and legal documents, when last looked at */
    struct write_job tidy; /* deletes what was kept for a day */
    int64_t tidied_us;     /* when that was asked for, on the steady clock */
    int64_t noted_us;      /* when verifications were written down last */
    int64_t kept_up_us;    /* when keep_up was done last, by the steady clock */
    atomic_ulong groups, jobs, failed_groups;
};

/* What is gathered in memory follows the savepoint. */
static void begin_part(struct session *session)
{
    tally_part(session);
    batch_group_part(session->batch_group);
}

static void undo_part(struct session *session)
{
    tally_undo(session);
    batch_group_undo(session, session->batch_group);
}

/* Runs one job under its savepoint; what it did is undone when it says so. */
static enum rc run_job(struct session *session, struct write_job *job, struct err *e)
{
    if (db_savepoint(session->db, e) != RC_OK) {
        return e->rc;
    }
    session->kept_part = false;
    begin_part(session);
    if (job->run(job, session)) {
        return db_savepoint_release(session->db, e);
    }
    if (session->kept_part) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "a write of many parts failed between them; nothing was written, try again");
    }
    undo_part(session);
    return db_savepoint_rollback(session->db, e);
}

enum rc writer_keep(struct session *session, struct err *e)
{
    session->kept_part = true;
    begin_part(session);
    return db_savepoint_release(session->db, e) == RC_OK ? db_savepoint(session->db, e) : e->rc;
}

enum rc writer_undo(struct session *session, struct err *e)
{
    undo_part(session);
    return db_savepoint_rollback(session->db, e) == RC_OK ? db_savepoint(session->db, e) : e->rc;
}

static enum rc run_jobs(struct session *session, struct write_job *const *jobs, size_t count, struct err *e)
{
    for (size_t i = 0; i < count; i++) {
        if (run_job(session, jobs[i], e) != RC_OK) {
            return e->rc;
        }
    }
    if (batch_end(session, e) != RC_OK || session_settle(session, e) != RC_OK) {
        return e->rc;
    }
    return db_commit(session->db, e);
}

static enum rc run_group(struct writer *writer, struct write_job *const *jobs, size_t count, struct err *e)
{
    struct session *const session = writer->session;
    if (db_begin(session->db, DB_WRITE, e) != RC_OK) {
        return e->rc;
    }
    batch_group_begin(session, session->batch_group);
    const enum rc rc = run_jobs(session, jobs, count, e);
    batch_group_drop(session);
    if (rc != RC_OK) {
        db_rollback(session->db);
        session_forget(session);
        return e->rc;
    }
    session_publish(session);
    return RC_OK;
}

static void write_group(struct writer *writer, struct write_job *const *jobs, size_t count)
{
    struct err e = {0};
    if (run_group(writer, jobs, count, &e) != RC_OK) {
        (void)atomic_fetch_add(&writer->failed_groups, 1);
        log_write(writer->log, LOG_ERROR, "a group of %zu writes failed and was undone: %s", count, e.msg);
    }
    (void)atomic_fetch_add(&writer->groups, 1);
    (void)atomic_fetch_add(&writer->jobs, count);
    for (size_t i = 0; i < count; i++) {
        jobs[i]->done(jobs[i], &e);
    }
    if (writer->on_group != NULL) {
        writer->on_group(writer->on_group_self);
    }
}

/* Other processes (the command line) may have changed something. A change is told once, so that without its revision everything counts. The
 * session's own directory says nothing here: it may have been read anew, with the change in it, before the others were told. */
static enum rc watch(struct writer *writer, struct err *e)
{
    bool changed = false;
    int64_t revision = writer->revision;
    if (db_changed_elsewhere(writer->session->db, &changed, e) != RC_OK || !changed) {
        return e->rc;
    }
    const enum rc rc = revisions_get(writer->session->db, &revision, e);
    registry_touch_all(writer->registry, rc != RC_OK || revision != writer->revision);
    writer->revision = revision;
    return rc;
}

/* The first look always sees a change. What has come between reading the organisations and this look is told. */
static enum rc begin_watching(struct writer *writer, struct err *e)
{
    bool changed = false;
    if (db_changed_elsewhere(writer->session->db, &changed, e) != RC_OK ||
        revisions_get(writer->session->db, &writer->revision, e) != RC_OK) {
        return e->rc;
    }
    if (writer->revision != writer->session->directory.revision) {
        registry_touch_all(writer->registry, true);
    }
    return RC_OK;
}

static bool tidy(struct write_job *job, struct session *session)
{
    struct arena arena;
    struct err e = {0};
    (void)job;
    arena_init(&arena, 1024);
    const bool done = session_begin(session, &arena, NULL, &e) == RC_OK && answers_tidy(session, &e) == RC_OK;
    arena_deinit(&arena);
    return done;
}

static void tidied(struct write_job *job, const struct err *e)
{
    (void)job;
    (void)e;
}

/* Room is left for one more. */
static size_t add_tidying(struct writer *writer, struct write_job **jobs, size_t count)
{
    const int64_t now_us = clock_steady_us();
    if (now_us - writer->tidied_us < TIDY_US) {
        return count;
    }
    writer->tidied_us = now_us;
    jobs[count] = &writer->tidy;
    return count + 1;
}

static enum rc write_visits(struct session *session, void *argument, struct err *e)
{
    const struct verification_days *const taken = argument;
    for (size_t i = 0; i < taken->count; i++) {
        taken->items[i].day = session->today;
        if (verifications_add(session->db, &taken->items[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static enum rc take_and_write_visits(struct writer *writer, struct arena *arena, struct err *e)
{
    struct verification_days taken = {0};
    if (session_begin(writer->session, arena, NULL, e) != RC_OK || visits_read(writer->registry->visits, arena, true, &taken, e) != RC_OK ||
        taken.count == 0) {
        return e->rc;
    }
    if (session_transaction(writer->session, write_visits, &taken, e) != RC_OK) {
        visits_put_back(writer->registry->visits, &taken);
    }
    return e->rc;
}

/* The verifications since the last time. They count for the day on which they are written down. */
static void note_visits(struct writer *writer)
{
    struct arena arena;
    struct err e = {0};
    arena_init(&arena, 4096);
    if (take_and_write_visits(writer, &arena, &e) != RC_OK) {
        log_write(writer->log, LOG_WARNING, "writing down verifications, which will be tried again: %s", e.msg);
    }
    arena_deinit(&arena);
    writer->noted_us = clock_steady_us();
}

static enum rc upkeep(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    return registry_upkeep(session, e);
}

/* What readers have noted, and what is over by time. */
static void keep_up(struct writer *writer)
{
    struct arena arena;
    struct err e = {0};
    arena_init(&arena, 4096);
    if (session_begin(writer->session, &arena, NULL, &e) != RC_OK || session_transaction(writer->session, upkeep, NULL, &e) != RC_OK) {
        log_write(writer->log, LOG_WARNING, "tidying up tokens, links and sessions, which will be tried again: %s", e.msg);
    }
    arena_deinit(&arena);
    writer->kept_up_us = clock_steady_us();
}

static void *serve(void *argument)
{
    struct writer *const writer = argument;
    void *items[GROUP_MAX];
    for (;;) {
        struct err e = {0};
        /* Asked before looking: what was submitted before the queue was closed is still found. */
        const bool last = queue_is_closed(writer->queue);
        const size_t count = queue_pop(writer->queue, items, writer->group_max, WATCH_MS);
        if (watch(writer, &e) != RC_OK) {
            log_write(writer->log, LOG_WARNING, "looking for changes by other processes: %s", e.msg);
        }
        struct write_job *jobs[GROUP_MAX + 1];
        for (size_t i = 0; i < count; i++) {
            jobs[i] = items[i];
        }
        const size_t all = add_tidying(writer, jobs, count);
        if (all > 0) {
            write_group(writer, jobs, all);
        }
        const bool ends = count == 0 && last;
        if (ends || clock_steady_us() - writer->noted_us >= VISITS_US) {
            note_visits(writer);
        }
        if (ends || clock_steady_us() - writer->kept_up_us >= UPKEEP_US) {
            keep_up(writer);
        }
        if (ends) {
            return NULL;
        }
    }
}

static void writer_free(struct writer *writer)
{
    queue_free(writer->queue);
    session_close(writer->session);
    free(writer);
}

enum rc writer_start(struct registry *registry, const struct writer_options *options, struct writer **out, struct err *e)
{
    struct writer *const writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        return err_no_memory(e);
    }
    writer->registry = registry;
    writer->noted_us = clock_steady_us();
    writer->kept_up_us = clock_steady_us();
    writer->log = options->log;
    writer->group_max = options->group_max == 0 || options->group_max > GROUP_MAX ? GROUP_MAX : options->group_max;
    writer->tidy = (struct write_job){.run = tidy, .done = tidied};
    writer->tidied_us = clock_steady_us();
    writer->queue = queue_new(options->queue_length == 0 ? QUEUE_LENGTH : options->queue_length);
    if (writer->queue == NULL) {
        (void)err_no_memory(e);
        writer_free(writer);
        return e->rc;
    }
    if (session_open(registry, SESSION_WRITE, &writer->session, e) != RC_OK) {
        writer_free(writer);
        return e->rc;
    }
    if (begin_watching(writer, e) != RC_OK) {
        writer_free(writer);
        return e->rc;
    }
    if (pthread_create(&writer->thread, NULL, serve, writer) != 0) {
        writer_free(writer);
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the writer's thread can't be started");
    }
    *out = writer;
    return RC_OK;
}

void writer_on_group(struct writer *writer, writer_group_fn *function, void *self)
{
    writer->on_group = function;
    writer->on_group_self = self;
}

bool writer_submit(struct writer *writer, struct write_job *job)
{
    return queue_push(writer->queue, job);
}

/* Work whose thread waits. */
struct errand {
    struct write_job job; /* first, so that a job's address is its errand's */
    writer_work_fn *work;
    void *argument;
    enum rc rc;
    struct err *e;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool done;
};

static bool run_errand(struct write_job *job, struct session *session)
{
    struct errand *const self = (struct errand *)job;
    self->rc = self->work(session, self->argument, self->e);
    return self->rc == RC_OK;
}

static void finish_errand(struct write_job *job, const struct err *e)
{
    struct errand *const self = (struct errand *)job;
    (void)pthread_mutex_lock(&self->mutex);
    if (e->rc != RC_OK) {
        *self->e = *e;
        self->rc = e->rc;
    }
    self->done = true;
    (void)pthread_cond_signal(&self->changed);
    (void)pthread_mutex_unlock(&self->mutex);
}

static void await(struct errand *errand)
{
    (void)pthread_mutex_lock(&errand->mutex);
    while (!errand->done) {
        (void)pthread_cond_wait(&errand->changed, &errand->mutex);
    }
    (void)pthread_mutex_unlock(&errand->mutex);
}

enum rc writer_do(struct writer *writer, writer_work_fn *work, void *argument, bool *taken, struct err *e)
{
    struct errand errand = {.job = {.run = run_errand, .done = finish_errand}, .work = work, .argument = argument, .e = e};
    (void)pthread_mutex_init(&errand.mutex, NULL);
    (void)pthread_cond_init(&errand.changed, NULL);
    *taken = writer_submit(writer, &errand.job);
    if (*taken) {
        await(&errand);
    } else {
        errand.rc = err_set(e, RC_UNAVAILABLE, "SE-0503", "", "too many writes wait for the moment; try again in a second");
    }
    (void)pthread_cond_destroy(&errand.changed);
    (void)pthread_mutex_destroy(&errand.mutex);
    return errand.rc;
}

void writer_stop(struct writer *writer)
{
    if (writer != NULL) {
        queue_close(writer->queue);
        (void)pthread_join(writer->thread, NULL);
        writer_free(writer);
    }
}

void writer_figures(const struct writer *writer, struct writer_figures *out)
{
    *out = (struct writer_figures){
        .groups = atomic_load(&writer->groups),
        .jobs = atomic_load(&writer->jobs),
        .failed_groups = atomic_load(&writer->failed_groups),
        .waiting = queue_length(writer->queue),
    };
}
