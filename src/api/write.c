/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/once.h"
#include "api/operation.h"
#include "registry/writer.h"

#include <pthread.h>

/* A part of an operation on its way through the writer; the thread that handed it over waits. */
struct handed {
    struct write_job job; /* first, so that a job's address is its handed's */
    struct http_call *call;
    const struct api *api;
    api_operation_fn *run;
    enum rc rc;
    struct err *e;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool done;
};

static bool run_handed(struct write_job *job, struct session *session)
{
    struct handed *const self = (struct handed *)job;
    struct api_context context = {.api = self->api, .session = session, .writes = true};
    self->rc = api_know_caller(self->call, &context, self->e);
    if (self->rc == RC_OK) {
        self->rc = once_run(self->call, &context, self->run, self->e);
    }
    return self->rc == RC_OK && self->call->reply.status < 400;
}

static void finish_handed(struct write_job *job, const struct err *e)
{
    struct handed *const self = (struct handed *)job;
    (void)pthread_mutex_lock(&self->mutex);
    if (e->rc != RC_OK) {
        *self->e = *e;
        self->rc = e->rc;
    }
    self->done = true;
    (void)pthread_cond_signal(&self->changed);
    (void)pthread_mutex_unlock(&self->mutex);
}

static void wait_for(struct handed *handed)
{
    (void)pthread_mutex_lock(&handed->mutex);
    while (!handed->done) {
        (void)pthread_cond_wait(&handed->changed, &handed->mutex);
    }
    (void)pthread_mutex_unlock(&handed->mutex);
}

enum rc api_write(struct http_call *call, struct api_context *context, api_operation_fn *run, struct err *e)
{
    struct handed handed = {.job = {.run = run_handed, .done = finish_handed}, .call = call, .api = context->api, .run = run, .e = e};
    if (context->writer == NULL) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "an operation wants to write from a thread that has no writer");
    }
    (void)pthread_mutex_init(&handed.mutex, NULL);
    (void)pthread_cond_init(&handed.changed, NULL);
    const bool taken = writer_submit(context->writer, &handed.job);
    if (taken) {
        wait_for(&handed);
    } else {
        handed.rc = err_set(e, RC_UNAVAILABLE, "SE-0503", "", "too many writes wait for the moment; try again in a second");
    }
    (void)pthread_cond_destroy(&handed.changed);
    (void)pthread_mutex_destroy(&handed.mutex);
    return handed.rc;
}
