/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/settling.h"

#include <errno.h>
#include <semaphore.h>

struct settling {
    struct write_job job; /* first, so that a job's address is its settling's */
    struct arena arena;
    const struct delivery *deliveries;
    size_t count;
    struct err err;
    sem_t ended;
};

static bool run_settling(struct write_job *job, struct session *session)
{
    struct settling *const self = (struct settling *)job;
    return session_begin(session, &self->arena, NULL, &self->err) == RC_OK &&
        registry_settle(session, self->deliveries, self->count, &self->err) == RC_OK;
}

static void end_settling(struct write_job *job, const struct err *e)
{
    struct settling *const self = (struct settling *)job;
    if (e->rc != RC_OK) {
        self->err = *e;
    }
    (void)sem_post(&self->ended);
}

enum rc settling_run(struct writer *writer, const struct delivery *deliveries, size_t count, struct err *e)
{
    struct settling settling = {.job = {.run = run_settling, .done = end_settling}, .deliveries = deliveries, .count = count};
    arena_init(&settling.arena, 4096);
    (void)sem_init(&settling.ended, 0, 0);
    if (!writer_submit(writer, &settling.job)) {
        (void)err_set(&settling.err, RC_UNAVAILABLE, "SE-0503", "", "too many writes wait");
    } else {
        while (sem_wait(&settling.ended) != 0 && errno == EINTR) {
        }
    }
    (void)sem_destroy(&settling.ended);
    arena_deinit(&settling.arena);
    if (settling.err.rc != RC_OK) {
        *e = settling.err;
    }
    return settling.err.rc;
}
