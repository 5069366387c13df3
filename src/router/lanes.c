/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/lanes.h"

#include "base/queue.h"

#include <pthread.h>
#include <stdlib.h>

#define QUEUE_LENGTH 1024
#define WRITTEN_MAX 256

struct worker {
    struct lanes *lanes;
    struct session *session;
    pthread_t thread;
    bool started;
};

struct lanes {
    struct writer *writer;
    struct queue *queue;
    struct http_call *written[WRITTEN_MAX]; /* answered in the writer's group, to be handed back at its end; the writer's thread's */
    size_t written_count;
    unsigned count;
    struct worker workers[];
};

static void *work(void *argument)
{
    struct worker *const worker = argument;
    struct session_context context = {.session = worker->session, .writer = worker->lanes->writer};
    void *item = NULL;
    while (queue_pop(worker->lanes->queue, &item, 1, -1) == 1) {
        struct http_call *const call = item;
        http_call_run(call, &context);
        http_call_finish(call);
    }
    return NULL;
}

static enum rc start_worker(struct registry *registry, struct lanes *lanes, struct worker *worker, struct err *e)
{
    worker->lanes = lanes;
    if (session_open(registry, SESSION_READ, &worker->session, e) != RC_OK) {
        return e->rc;
    }
    worker->started = pthread_create(&worker->thread, NULL, work, worker) == 0;
    return worker->started ? RC_OK : err_set(e, RC_UNAVAILABLE, "SE-0503", "", "a worker's thread can't be started");
}

static writer_group_fn hand_back;

enum rc lanes_start(struct registry *registry, struct writer *writer, unsigned workers, struct lanes **out, struct err *e)
{
    struct lanes *const lanes = calloc(1, sizeof *lanes + workers * sizeof lanes->workers[0]);
    if (lanes == NULL) {
        return err_no_memory(e);
    }
    lanes->writer = writer;
    lanes->queue = queue_new(QUEUE_LENGTH);
    if (lanes->queue == NULL) {
        free(lanes);
        return err_no_memory(e);
    }
    while (lanes->count < workers) {
        if (start_worker(registry, lanes, &lanes->workers[lanes->count++], e) != RC_OK) {
            lanes_end(lanes);
            lanes_free(lanes);
            return e->rc;
        }
    }
    writer_on_group(writer, hand_back, lanes);
    *out = lanes;
    return RC_OK;
}

void lanes_end(struct lanes *lanes)
{
    if (lanes == NULL) {
        return;
    }
    queue_close(lanes->queue);
    for (unsigned i = 0; i < lanes->count; i++) {
        if (lanes->workers[i].started) {
            (void)pthread_join(lanes->workers[i].thread, NULL);
        }
        session_close(lanes->workers[i].session);
    }
    lanes->count = 0;
}

void lanes_free(struct lanes *lanes)
{
    if (lanes != NULL) {
        queue_free(lanes->queue);
        free(lanes);
    }
}

static bool submit_read(void *self, struct http_call *call)
{
    struct lanes *const lanes = self;
    return queue_push(lanes->queue, call);
}

/* A call as a job of the writer. */
struct call_job {
    struct write_job job; /* first, so that a job's address is its call_job's */
    struct http_call *call;
    struct lanes *lanes;
};

static bool run_call(struct write_job *job, struct session *session)
{
    struct call_job *const self = (struct call_job *)job;
    struct session_context context = {.session = session, .writes = true};
    http_call_run(self->call, &context);
    return self->call->reply.status < 400;
}

static void hand_back(void *self)
{
    struct lanes *const lanes = self;
    const size_t count = lanes->written_count;
    lanes->written_count = 0;
    http_calls_finish(lanes->written, count);
}

static void finish_call(struct write_job *job, const struct err *e)
{
    struct call_job *const self = (struct call_job *)job;
    struct lanes *const lanes = self->lanes;
    if (e->rc != RC_OK) {
        self->call->reply = (struct http_reply){0};
        self->call->route->render_error(self->call, e);
    }
    lanes->written[lanes->written_count++] = self->call;
    if (lanes->written_count == WRITTEN_MAX) {
        hand_back(lanes);
    }
}

static bool submit_write(void *self, struct http_call *call)
{
    struct lanes *const lanes = self;
    struct call_job *const job = arena_alloc(call->arena, sizeof *job);
    if (job == NULL) {
        return false;
    }
    *job = (struct call_job){.job = {.run = run_call, .done = finish_call}, .call = call, .lanes = lanes};
    return writer_submit(lanes->writer, &job->job);
}

struct http_lane lanes_worker(struct lanes *lanes)
{
    return (struct http_lane){.submit = submit_read, .self = lanes};
}

struct http_lane lanes_writer(struct lanes *lanes)
{
    return (struct http_lane){.submit = submit_write, .self = lanes};
}
