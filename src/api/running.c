/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/running.h"

#include "base/attr.h"

#include <pthread.h>
#include <stdlib.h>

/* More than threads that could let them grow. */
#define RUNNING_MAX 256

struct running {
    pthread_mutex_t mutex;
    int64_t ids[RUNNING_MAX]; /* 0: free */
};

struct running *running_new(void)
{
    struct running *const running = calloc(1, sizeof *running);
    if (running != NULL) {
        (void)pthread_mutex_init(&running->mutex, NULL);
    }
    return running;
}

void running_free(struct running *running)
{
    if (running != NULL) {
        (void)pthread_mutex_destroy(&running->mutex);
        free(running);
    }
}

static int64_t *find(struct running *running, int64_t id)
{
    for (size_t i = 0; i < RUNNING_MAX; i++) {
        if (running->ids[i] == id) {
            return &running->ids[i];
        }
    }
    return NULL;
}

bool running_add(struct running *running, int64_t answer_id)
{
    (void)pthread_mutex_lock(&running->mutex);
    int64_t *const place = find(running, answer_id) == NULL ? find(running, 0) : NULL;
    if (place != NULL) {
        *place = answer_id;
    }
    (void)pthread_mutex_unlock(&running->mutex);
    return place != NULL;
}

void running_remove(struct running *running, int64_t answer_id)
{
    (void)pthread_mutex_lock(&running->mutex);
    int64_t *const place = find(running, answer_id);
    if (place != NULL) {
        *place = 0;
    }
    (void)pthread_mutex_unlock(&running->mutex);
}
