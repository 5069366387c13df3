/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/step.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define TRIES 500 /* of 10 ms: a full queue empties in less */

enum rc step_init(struct step *step, struct err *e)
{
    *step = (struct step){0};
    if (pthread_mutex_init(&step->mutex, NULL) != 0) {
        return err_no_memory(e);
    }
    if (pthread_cond_init(&step->ended, NULL) != 0) {
        (void)pthread_mutex_destroy(&step->mutex);
        return err_no_memory(e);
    }
    return RC_OK;
}

void step_deinit(struct step *step)
{
    (void)pthread_cond_destroy(&step->ended);
    (void)pthread_mutex_destroy(&step->mutex);
}

static enum rc run_step(struct step *step, struct session *session)
{
    struct err *const e = &step->e;
    if (session_begin(session, step->arena, step->request_id, e) != RC_OK || import_act_for(session, &step->import, e) != RC_OK) {
        return e->rc;
    }
    return step->run(session, &step->import, step->argument, e);
}

/* What this thread has computed so far: on a busy machine a step shall not become smaller because others had their turn meanwhile. */
static int64_t computed_us(void)
{
    struct timespec ts = {0};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static bool run_job(struct write_job *job, struct session *session)
{
    struct step *const step = (struct step *)job;
    const int64_t begun = computed_us();
    const bool good = run_step(step, session) == RC_OK;
    step->duration_us = computed_us() - begun;
    return good;
}

static void end_job(struct write_job *job, const struct err *e)
{
    struct step *const step = (struct step *)job;
    (void)pthread_mutex_lock(&step->mutex);
    if (e->rc != RC_OK) {
        step->e = *e;
    }
    step->is_over = true;
    (void)pthread_cond_signal(&step->ended);
    (void)pthread_mutex_unlock(&step->mutex);
}

static void pause_a_little(void)
{
    const struct timespec pause = {.tv_nsec = 10000000L};
    (void)nanosleep(&pause, NULL);
}

enum rc step_submit_job(struct step *step, struct writer *writer, struct arena *arena,
    bool (*run)(struct write_job *job, struct session *session), void *argument, struct err *e)
{
    step->job = (struct write_job){.run = run, .done = end_job};
    step->is_over = false;
    step->argument = argument;
    step->arena = arena;
    step->e = (struct err){0};
    for (int i = 0; i < TRIES; i++) {
        if (writer_submit(writer, &step->job)) {
            return RC_OK;
        }
        pause_a_little();
    }
    return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the writer takes no more steps of imports");
}

enum rc step_submit(
    struct step *step, struct writer *writer, struct arena *arena, const struct import *import, step_fn *run, void *argument, struct err *e)
{
    step->run = run;
    step->import = *import;
    (void)snprintf(step->request_id, sizeof step->request_id, "import-%" PRId64, import->id);
    return step_submit_job(step, writer, arena, run_job, argument, e);
}

enum rc step_wait(struct step *step, struct import *import, struct err *e)
{
    (void)pthread_mutex_lock(&step->mutex);
    while (!step->is_over) {
        (void)pthread_cond_wait(&step->ended, &step->mutex);
    }
    (void)pthread_mutex_unlock(&step->mutex);
    if (step->e.rc != RC_OK) {
        *e = step->e;
        return e->rc;
    }
    if (import != NULL) {
        *import = step->import;
    }
    return RC_OK;
}
