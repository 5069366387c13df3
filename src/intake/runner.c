/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/runner.h"

#include "base/clock.h"
#include "intake/spool.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define THREADS_MAX 8
#define LOOK_S 1         /* what other processes have left is found as fast */
#define RETRY_US 5000000 /* after a failure that may pass */
#define UPKEEP_US INT64_C(600000000)
#define US_PER_DAY INT64_C(86400000000)

struct thread {
    struct intake_runner *runner;
    struct session *reader;
    struct step step; /* of upkeep */
    struct arena arena;
    pthread_t id;
    bool has_step;
    bool is_started;
    int64_t organisation_id; /* whose import it runs; 0 while it waits */
    int64_t failed_id;       /* the import that could not be gone on with */
    int64_t failed_at_us;
};

struct intake_runner {
    struct intake_runner_options options;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    atomic_bool stop;
    uint64_t wakes;
    int64_t upkeep_at_us;
    size_t count;
    struct thread threads[THREADS_MAX];
};

static bool is_busy(const struct intake_runner *runner, int64_t organisation_id)
{
    for (size_t i = 0; i < runner->count; i++) {
        if (runner->threads[i].organisation_id == organisation_id) {
            return true;
        }
    }
    return false;
}

/* What the command line runs is its own, but for undoing. */
static bool is_ours(const struct import *import)
{
    return !import->is_local || import->phase == IMPORT_PHASE_UNDO;
}

/* The oldest of ours that its organisation has. */
static bool is_first(const struct imports *active, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (active->items[i].organisation_id == active->items[at].organisation_id && is_ours(&active->items[i])) {
            return false;
        }
    }
    return is_ours(&active->items[at]);
}

static bool rests(const struct thread *thread, const struct import *import)
{
    return thread->failed_id == import->id && clock_steady_us() - thread->failed_at_us < RETRY_US;
}

/* The oldest import of an organisation for which none runs. */
static int64_t choose(struct thread *thread, const struct imports *active)
{
    for (size_t i = 0; i < active->count; i++) {
        const struct import *const import = &active->items[i];
        if (is_first(active, i) && !is_busy(thread->runner, import->organisation_id) && !rests(thread, import)) {
            thread->organisation_id = import->organisation_id;
            return import->id;
        }
    }
    return 0;
}

static enum rc look(struct thread *thread, struct imports *active, struct err *e)
{
    arena_reset(&thread->arena);
    if (session_begin(thread->reader, &thread->arena, NULL, e) != RC_OK) {
        return e->rc;
    }
    return registry_list_active_imports(thread->reader, active, e);
}

static bool is_needed(void *self, const char *name)
{
    const struct imports *const kept = self;
    for (size_t i = 0; i < kept->count; i++) {
        if (strcmp(kept->items[i].file, name) == 0) {
            return true;
        }
    }
    return false;
}

struct forgetting {
    int64_t before_us;
    bool more;
};

static bool forget(struct write_job *job, struct session *session)
{
    struct step *const step = (struct step *)job;
    struct forgetting *const forgetting = step->argument;
    return session_begin(session, step->arena, NULL, &step->e) == RC_OK && registry_drop_checked_files(session, &step->e) == RC_OK &&
        registry_forget_imports(session, forgetting->before_us, &forgetting->more, &step->e) == RC_OK;
}

/* Files that nobody names any more. */
static enum rc sweep(struct thread *thread, struct err *e)
{
    struct imports kept = {0};
    if (session_begin(thread->reader, &thread->arena, NULL, e) != RC_OK || registry_list_kept_imports(thread->reader, &kept, e) != RC_OK) {
        return e->rc;
    }
    spool_sweep(thread->runner->options.intake.folder, is_needed, &kept);
    arena_reset(&thread->arena);
    return RC_OK;
}

/* Erases what was kept long enough, and files that nobody needs. */
static enum rc keep_up(struct thread *thread, struct err *e)
{
    const struct intake_runner_options *const options = &thread->runner->options;
    struct forgetting forgetting = {.before_us = clock_now_us() - options->keep_days * US_PER_DAY, .more = true};
    while (forgetting.more && !atomic_load(&thread->runner->stop)) {
        forgetting.more = false;
        if (step_submit_job(&thread->step, options->intake.writer, &thread->arena, forget, &forgetting, e) != RC_OK ||
            step_wait(&thread->step, NULL, e) != RC_OK) {
            return e->rc;
        }
        arena_reset(&thread->arena);
    }
    return sweep(thread, e);
}

static bool is_time_to_keep_up(struct intake_runner *runner)
{
    const int64_t now_us = clock_steady_us();
    if (now_us < runner->upkeep_at_us) {
        return false;
    }
    runner->upkeep_at_us = now_us + UPKEEP_US;
    return true;
}

static void run_import(struct thread *thread, int64_t id)
{
    struct intake_runner *const runner = thread->runner;
    const struct intake_watch watch = {.stop = &runner->stop};
    struct import import;
    struct err e = {0};
    struct arena arena;
    arena_init(&arena, 4096);
    if (intake_run(&runner->options.intake, thread->reader, id, &watch, &arena, &import, &e) != RC_OK) {
        thread->failed_id = id;
        thread->failed_at_us = clock_steady_us();
        if (e.rc != RC_CONFLICT) {
            log_write(runner->options.intake.log, LOG_WARNING, "import %" PRId64 " waits: %s", id, e.msg);
        }
    }
    arena_deinit(&arena);
}

/* Until there is something new, or it is time to look. Called with the mutex held. */
static void rest(struct intake_runner *runner, uint64_t wakes)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += LOOK_S;
    while (!atomic_load(&runner->stop) && runner->wakes == wakes) {
        if (pthread_cond_timedwait(&runner->changed, &runner->mutex, &until) != 0) {
            return;
        }
    }
}

/* One look at what there is, and the import that it finds. */
static bool work_once(struct thread *thread)
{
    struct intake_runner *const runner = thread->runner;
    struct imports active = {0};
    struct err e = {0};
    if (look(thread, &active, &e) != RC_OK) {
        log_write(runner->options.intake.log, LOG_WARNING, "looking for imports: %s", e.msg);
        return false;
    }
    (void)pthread_mutex_lock(&runner->mutex);
    const int64_t id = choose(thread, &active);
    const bool keeps_up = is_time_to_keep_up(runner);
    (void)pthread_mutex_unlock(&runner->mutex);
    if (keeps_up && keep_up(thread, &e) != RC_OK) {
        log_write(runner->options.intake.log, LOG_WARNING, "erasing what imports have left: %s", e.msg);
    }
    if (id == 0) {
        return false;
    }
    run_import(thread, id);
    (void)pthread_mutex_lock(&runner->mutex);
    thread->organisation_id = 0;
    (void)pthread_mutex_unlock(&runner->mutex);
    return true;
}

static void *serve(void *argument)
{
    struct thread *const thread = argument;
    struct intake_runner *const runner = thread->runner;
    while (!atomic_load(&runner->stop)) {
        (void)pthread_mutex_lock(&runner->mutex);
        const uint64_t wakes = runner->wakes;
        (void)pthread_mutex_unlock(&runner->mutex);
        if (!work_once(thread)) {
            (void)pthread_mutex_lock(&runner->mutex);
            rest(runner, wakes);
            (void)pthread_mutex_unlock(&runner->mutex);
        }
    }
    return NULL;
}

static enum rc start_thread(struct intake_runner *runner, struct thread *thread, struct err *e)
{
    thread->runner = runner;
    arena_init(&thread->arena, 4096);
    if (step_init(&thread->step, e) != RC_OK) {
        return e->rc;
    }
    thread->has_step = true;
    if (session_open(runner->options.intake.registry, SESSION_READ, &thread->reader, e) != RC_OK) {
        return e->rc;
    }
    thread->is_started = pthread_create(&thread->id, NULL, serve, thread) == 0;
    return thread->is_started ? RC_OK : err_set(e, RC_UNAVAILABLE, "SE-0503", "", "a thread for imports can't be started");
}

static enum rc init_waiting(struct intake_runner *runner, struct err *e)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0) {
        return err_no_memory(e);
    }
    const bool good = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 && pthread_mutex_init(&runner->mutex, NULL) == 0 &&
        pthread_cond_init(&runner->changed, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return good ? RC_OK : err_no_memory(e);
}

enum rc intake_runner_start(const struct intake_runner_options *options, struct intake_runner **out, struct err *e)
{
    struct intake_runner *const runner = calloc(1, sizeof *runner);
    if (runner == NULL) {
        return err_no_memory(e);
    }
    runner->options = *options;
    if (init_waiting(runner, e) != RC_OK) {
        free(runner);
        return e->rc;
    }
    const size_t wanted = options->threads == 0 ? 1 : options->threads < THREADS_MAX ? options->threads : THREADS_MAX;
    runner->count = wanted;
    for (size_t i = 0; i < wanted; i++) {
        if (start_thread(runner, &runner->threads[i], e) != RC_OK) {
            intake_runner_stop(runner);
            return e->rc;
        }
    }
    *out = runner;
    return RC_OK;
}

void intake_runner_wake(struct intake_runner *runner)
{
    (void)pthread_mutex_lock(&runner->mutex);
    runner->wakes++;
    (void)pthread_cond_broadcast(&runner->changed);
    (void)pthread_mutex_unlock(&runner->mutex);
}

void intake_runner_stop(struct intake_runner *runner)
{
    if (runner == NULL) {
        return;
    }
    atomic_store(&runner->stop, true);
    intake_runner_wake(runner);
    for (size_t i = 0; i < runner->count; i++) {
        struct thread *const thread = &runner->threads[i];
        if (thread->is_started) {
            (void)pthread_join(thread->id, NULL);
        }
        if (thread->has_step) {
            step_deinit(&thread->step);
        }
        session_close(thread->reader);
        arena_deinit(&thread->arena);
    }
    (void)pthread_cond_destroy(&runner->changed);
    (void)pthread_mutex_destroy(&runner->mutex);
    free(runner);
}
