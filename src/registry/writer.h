/* SPDX-License-Identifier: EUPL-1.2 */
/* The one thread that writes: takes waiting jobs in groups, runs each under its own savepoint, commits the group once and durably, then
 * answers all. */
#pragma once

#include "base/log.h"
#include "registry/session.h"

/* A piece of work. `run` does it in the writer's session and says whether it is to be kept; `done` is called once its fate is sealed, with
 * RC_OK after the commit of its group (also when run itself refused), or with why the group could not be written. Both are called in the
 * writer's thread. */
struct write_job {
    bool (*run)(struct write_job *job, struct session *session);
    void (*done)(struct write_job *job, const struct err *e);
};

struct writer;

/* Called in the writer's thread after the `done` of each job of a group, so that answers can go out together. */
typedef void writer_group_fn(void *self);

struct writer_options {
    const struct log *log;
    size_t queue_length; /* 0: 4096 */
    size_t group_max;    /* 0: 256 */
};

MUST_CHECK enum rc writer_start(struct registry *registry, const struct writer_options *options, struct writer **out, struct err *e);

/* Before the first job is submitted. */
void writer_on_group(struct writer *writer, writer_group_fn *function, void *self);

/* False when too many jobs wait, or the writer is stopping; the job stays the caller's then. */
MUST_CHECK bool writer_submit(struct writer *writer, struct write_job *job);

/* Finishes what was taken and ends. */
void writer_stop(struct writer *writer);

/* Work for a thread that waits for it. */
typedef enum rc writer_work_fn(struct session *session, void *argument, struct err *e);

/* Runs the work as a job; RC_OK once it is durable. What it refuses is undone. Without *taken too many jobs waited, and nothing was done.
 * Not in the writer's own thread. */
MUST_CHECK enum rc writer_do(struct writer *writer, writer_work_fn *work, void *argument, bool *taken, struct err *e);

/* For a job of several pieces, within its run: what it has written since its beginning, or since the last of these calls, is kept whatever
 * becomes of the next piece, or is undone. A job that refuses after it has kept a piece makes its whole group fail. */
MUST_CHECK enum rc writer_keep(struct session *session, struct err *e);
MUST_CHECK enum rc writer_undo(struct session *session, struct err *e);

struct writer_figures {
    uint64_t groups;
    uint64_t jobs;
    uint64_t failed_groups;
    size_t waiting;
};

void writer_figures(const struct writer *writer, struct writer_figures *out);
