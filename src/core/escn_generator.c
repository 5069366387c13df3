/* SPDX-License-Identifier: EUPL-1.2 */
#include "esc/escn.h"

#include "base/err.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define NUMBERS_PER_MS 10000

struct escn_generator {
    pthread_mutex_t mutex;
    escn_clock_fn *clock;
    escn_random_fn *random;
    void *context;
    int64_t read_ms; /* what the clock said last, in any direction */
    int64_t used_ms; /* the millisecond from which numbers are made; never goes back */
    unsigned used;   /* how many were made from it */
};

struct escn_generator *escn_generator_new(escn_clock_fn *clock, escn_random_fn *random, void *context)
{
    struct escn_generator *const generator = calloc(1, sizeof *generator);
    if (generator == NULL) {
        return NULL;
    }
    if (pthread_mutex_init(&generator->mutex, NULL) != 0) {
        free(generator);
        return NULL;
    }
    generator->clock = clock;
    generator->random = random;
    generator->context = context;
    generator->read_ms = INT64_MIN;
    generator->used_ms = -1;
    generator->used = NUMBERS_PER_MS;
    return generator;
}

void escn_generator_free(struct escn_generator *generator)
{
    if (generator == NULL) {
        return;
    }
    (void)pthread_mutex_destroy(&generator->mutex);
    free(generator);
}

/* Starts the next millisecond: the clock's, or, where the clock went back, the one after the last used. */
static void start_ms(struct escn_generator *generator, int64_t now)
{
    generator->used_ms = now > generator->used_ms ? now : generator->used_ms + 1;
    generator->used = 0;
}

/* With the mutex held: ticks that no earlier call got. */
static uint64_t next_ticks(struct escn_generator *generator)
{
    int64_t now = generator->clock(generator->context);
    while (generator->used == NUMBERS_PER_MS && now == generator->read_ms) {
        now = generator->clock(generator->context);
    }
    if (generator->used == NUMBERS_PER_MS || now > generator->used_ms) {
        start_ms(generator, now);
    }
    generator->read_ms = now;
    return escn_ticks(generator->used_ms) + generator->used++;
}

enum rc escn_generate(struct escn_generator *generator, unsigned prefix, const char *pic, struct escn *out, struct err *e)
{
    uint16_t clock_random = 0;
    (void)pthread_mutex_lock(&generator->mutex);
    generator->random(generator->context, &clock_random, sizeof clock_random);
    const uint64_t ticks = next_ticks(generator);
    (void)pthread_mutex_unlock(&generator->mutex);
    return escn_build(ticks, clock_random, prefix, pic, out, e);
}
