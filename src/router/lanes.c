/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/lanes.h"

#include "base/queue.h"

#include <pthread.h>
#include <stdlib.h>

#define WORKER_QUEUE_LENGTH 1024
#define HEAVY_QUEUE_LENGTH 32 /* calls with bodies of some megabytes */
#define BULK_QUEUE_LENGTH 64
#define WRITTEN_MAX 256

/* For requests that write much. More would not be quicker: they meet at the writer. */
#define BULK_WORKERS 2

/* For requests that wait for an institution, two seconds at most. */
#define HOSTED_WORKERS 4
#define HOSTED_QUEUE_LENGTH 256

struct crew;

struct worker {
    struct crew *crew;
    struct session *session;
    pthread_t thread;
    bool started;
};

/* Threads that take calls from one queue. */
struct crew {
    struct writer *writer;
    const atomic_bool *ending;
    struct queue *queue;
    unsigned count;
    struct worker *workers;
};

struct lanes {
    struct writer *writer;
    struct http_call *written[WRITTEN_MAX]; /* answered in the writer's group, to be handed back at its end; the writer's thread's */
    size_t written_count;
    struct crew workers, heavy_workers, bulk_workers, hosted_workers;
    atomic_bool ending;
};

static void *work(void *argument)
{
    struct worker *const worker = argument;
    struct session_context context = {.session = worker->session, .writer = worker->crew->writer, .ending = worker->crew->ending};
    void *item = NULL;
    while (queue_pop(worker->crew->queue, &item, 1, -1) == 1) {
        struct http_call *const call = item;
        context.then = NULL;
        http_call_run(call, &context);
        http_call_finish(call);
        if (context.then != NULL) {
            context.then(context.then_argument, &context);
        }
    }
    return NULL;
}

static enum rc start_worker(struct registry *registry, struct crew *crew, struct worker *worker, struct err *e)
{
    worker->crew = crew;
    if (session_open(registry, SESSION_READ, &worker->session, e) != RC_OK) {
        return e->rc;
    }
    worker->started = pthread_create(&worker->thread, NULL, work, worker) == 0;
    return worker->started ? RC_OK : err_set(e, RC_UNAVAILABLE, "SE-0503", "", "a worker's thread can't be started");
}

static enum rc crew_start(
    struct registry *registry, const struct lanes *lanes, size_t queue_length, unsigned count, struct crew *crew, struct err *e)
{
    *crew = (struct crew){.writer = lanes->writer,
        .ending = &lanes->ending,
        .queue = queue_new(queue_length),
        .workers = calloc(count, sizeof *crew->workers)};
    if (crew->queue == NULL || crew->workers == NULL) {
        return err_no_memory(e);
    }
    while (crew->count < count) {
        if (start_worker(registry, crew, &crew->workers[crew->count++], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

/* Finishes what was taken. */
static void crew_end(struct crew *crew)
{
    if (crew->queue != NULL) {
        queue_close(crew->queue);
    }
    for (unsigned i = 0; i < crew->count; i++) {
        if (crew->workers[i].started) {
            (void)pthread_join(crew->workers[i].thread, NULL);
        }
        session_close(crew->workers[i].session);
    }
    crew->count = 0;
}

static void crew_free(struct crew *crew)
{
    queue_free(crew->queue);
    free(crew->workers);
}

static writer_group_fn hand_back;

enum rc lanes_start(
    struct registry *registry, struct writer *writer, const struct lanes_options *options, struct lanes **out, struct err *e)
{
    struct lanes *const lanes = calloc(1, sizeof *lanes);
    if (lanes == NULL) {
        return err_no_memory(e);
    }
    lanes->writer = writer;
    if (crew_start(registry, lanes, WORKER_QUEUE_LENGTH, options->workers, &lanes->workers, e) != RC_OK ||
        crew_start(registry, lanes, HEAVY_QUEUE_LENGTH, options->heavy_workers, &lanes->heavy_workers, e) != RC_OK ||
        crew_start(registry, lanes, BULK_QUEUE_LENGTH, BULK_WORKERS, &lanes->bulk_workers, e) != RC_OK ||
        crew_start(registry, lanes, HOSTED_QUEUE_LENGTH, HOSTED_WORKERS, &lanes->hosted_workers, e) != RC_OK) {
        lanes_end(lanes);
        lanes_free(lanes);
        return e->rc;
    }
    writer_on_group(writer, hand_back, lanes);
    *out = lanes;
    return RC_OK;
}

void lanes_end(struct lanes *lanes)
{
    if (lanes != NULL) {
        atomic_store(&lanes->ending, true);
        crew_end(&lanes->workers);
        crew_end(&lanes->heavy_workers);
        crew_end(&lanes->bulk_workers);
        crew_end(&lanes->hosted_workers);
    }
}

void lanes_free(struct lanes *lanes)
{
    if (lanes != NULL) {
        crew_free(&lanes->workers);
        crew_free(&lanes->heavy_workers);
        crew_free(&lanes->bulk_workers);
        crew_free(&lanes->hosted_workers);
        free(lanes);
    }
}

static bool submit_to_crew(void *self, struct http_call *call)
{
    struct crew *const crew = self;
    return queue_push(crew->queue, call);
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
    return (struct http_lane){.submit = submit_to_crew, .self = &lanes->workers};
}

struct http_lane lanes_writer(struct lanes *lanes)
{
    return (struct http_lane){.submit = submit_write, .self = lanes};
}

struct http_lane lanes_heavy(struct lanes *lanes)
{
    return (struct http_lane){.submit = submit_to_crew, .self = &lanes->heavy_workers};
}

struct http_lane lanes_bulk(struct lanes *lanes)
{
    return (struct http_lane){.submit = submit_to_crew, .self = &lanes->bulk_workers};
}

struct http_lane lanes_hosted(struct lanes *lanes)
{
    return (struct http_lane){.submit = submit_to_crew, .self = &lanes->hosted_workers};
}
