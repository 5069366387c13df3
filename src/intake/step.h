/* SPDX-License-Identifier: EUPL-1.2 */
/* One step of an import as a job of the writer, waited for by the thread that runs the import. */
#pragma once

#include "registry/imports.h"
#include "registry/writer.h"

#include <pthread.h>

/* What a step does, in the writer's session begun and acting for the import's organisation. `import` is a copy that is kept when the
 * transaction is durable. */
typedef enum rc step_fn(struct session *session, struct import *import, void *argument, struct err *e);

struct step {
    struct write_job job; /* first, so that a job's address is its step's */
    pthread_mutex_t mutex;
    pthread_cond_t ended;
    bool is_over;
    step_fn *run;
    void *argument;
    struct arena *arena;
    char request_id[32]; /* "import-12", in the log of acts */
    struct import import;
    struct err e;
    int64_t duration_us; /* of computing, in the writer's thread */
};

MUST_CHECK enum rc step_init(struct step *step, struct err *e);
void step_deinit(struct step *step);

/* Hands a step to the writer; its results will be in the arena. RC_UNAVAILABLE when the writer takes no more, which is over soon, or is
 * stopping. */
MUST_CHECK enum rc step_submit(struct step *step, struct writer *writer, struct arena *arena, const struct import *import, step_fn *run,
    void *argument, struct err *e);

/* The same for work that is no import's: `run` gets the step's job, begins the session itself and notes a failure in step->e. */
MUST_CHECK enum rc step_submit_job(struct step *step, struct writer *writer, struct arena *arena,
    bool (*run)(struct write_job *job, struct session *session), void *argument, struct err *e);

/* Waits for its end; takes over what it changed in `import` (may be NULL). */
MUST_CHECK enum rc step_wait(struct step *step, struct import *import, struct err *e);
