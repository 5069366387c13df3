/* SPDX-License-Identifier: EUPL-1.2 */
/* Work handed to a writer by a test, which waits until its fate is sealed. */
#pragma once

#include "registries.h"

#include "registry/writer.h"

#include <semaphore.h>
#include <time.h>

struct task {
    struct write_job job; /* first, so that a job's address is its task's */
    const char *actor;    /* NULL: the operator */
    session_work_fn *work;
    void *argument;
    struct arena arena;
    struct err work_error;
    struct err end_error;
    sem_t ended;
    bool is_kept_anyway; /* says that it is to be kept although it has failed */
};

static inline bool task_run(struct write_job *job, struct session *session)
{
    struct task *const task = (struct task *)job;
    if (session_begin(session, &task->arena, "task", &task->work_error) != RC_OK) {
        return false;
    }
    session->now_us = NOW;
    session->today = TODAY;
    session->actor = task->actor == NULL ? NULL : directory_find(&session->directory, str_of(task->actor));
    const enum rc rc = task->work(session, task->argument, &task->work_error);
    return rc == RC_OK || task->is_kept_anyway;
}

static inline void task_end(struct write_job *job, const struct err *e)
{
    struct task *const task = (struct task *)job;
    task->end_error = *e;
    (void)sem_post(&task->ended);
}

/* The task may be handed in again after task_wait. */
static inline void task_init(struct task *task, const char *actor, session_work_fn *work, void *argument)
{
    *task = (struct task){.job = {task_run, task_end}, .actor = actor, .work = work, .argument = argument};
    arena_init(&task->arena, 4096);
    (void)sem_init(&task->ended, 0, 0);
}

static inline void task_deinit(struct task *task)
{
    arena_deinit(&task->arena);
    (void)sem_destroy(&task->ended);
}

/* How it ended: RC_OK when it is kept. */
static inline enum rc task_wait(struct task *task)
{
    while (sem_wait(&task->ended) != 0) {
    }
    return task->end_error.rc != RC_OK ? task->end_error.rc : task->work_error.rc;
}

/* True when the condition came about within some seconds. */
typedef bool condition_fn(void *argument);

static inline bool eventually(condition_fn *condition, void *argument)
{
    const struct timespec pause = {.tv_nsec = 2000000};
    for (int i = 0; i < 5000; i++) {
        if (condition(argument)) {
            return true;
        }
        (void)nanosleep(&pause, NULL);
    }
    return false;
}
