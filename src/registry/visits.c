/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/visits.h"

#include "base/arena.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* A place of the table; organisation 0: free. Its owner alone fills it, and never empties it. */
struct place {
    _Atomic int64_t organisation_id;
    _Atomic int64_t count;
};

struct visit_counter {
    struct visit_counter *next;      /* of all */
    struct visit_counter *next_free; /* of those without owner */
    struct place places[VISITS_ORGANISATIONS];
};

struct visits {
    pthread_mutex_t lock; /* of both lists and of taking */
    struct visit_counter *first;
    struct visit_counter *free;
};

struct visits *visits_new(void)
{
    struct visits *const visits = calloc(1, sizeof *visits);
    if (visits != NULL && pthread_mutex_init(&visits->lock, NULL) != 0) {
        free(visits);
        return NULL;
    }
    return visits;
}

void visits_free(struct visits *visits)
{
    if (visits == NULL) {
        return;
    }
    struct visit_counter *counter = visits->first;
    while (counter != NULL) {
        struct visit_counter *const next = counter->next;
        free(counter);
        counter = next;
    }
    (void)pthread_mutex_destroy(&visits->lock);
    free(visits);
}

static struct visit_counter *make_counter(struct visits *visits)
{
    struct visit_counter *const counter = calloc(1, sizeof *counter);
    if (counter != NULL) {
        counter->next = visits->first;
        visits->first = counter;
    }
    return counter;
}

struct visit_counter *visits_take(struct visits *visits)
{
    (void)pthread_mutex_lock(&visits->lock);
    struct visit_counter *const counter = visits->free == NULL ? make_counter(visits) : visits->free;
    if (counter != NULL) {
        visits->free = counter->next_free;
    }
    (void)pthread_mutex_unlock(&visits->lock);
    return counter;
}

void visits_give(struct visits *visits, struct visit_counter *counter)
{
    if (counter == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&visits->lock);
    counter->next_free = visits->free;
    visits->free = counter;
    (void)pthread_mutex_unlock(&visits->lock);
}

/* The organisation's place; NULL when the table is full. */
static struct place *find_place(struct visit_counter *counter, int64_t organisation_id)
{
    for (size_t i = 0; i < VISITS_ORGANISATIONS; i++) {
        struct place *const place = &counter->places[((uint64_t)organisation_id + i) % VISITS_ORGANISATIONS];
        const int64_t there = atomic_load_explicit(&place->organisation_id, memory_order_relaxed);
        if (there == 0) {
            atomic_store_explicit(&place->organisation_id, organisation_id, memory_order_release);
            return place;
        }
        if (there == organisation_id) {
            return place;
        }
    }
    return NULL;
}

void visits_count(struct visit_counter *counter, int64_t organisation_id)
{
    struct place *const place = find_place(counter, organisation_id);
    if (place != NULL) {
        (void)atomic_fetch_add_explicit(&place->count, 1, memory_order_relaxed);
    }
}

/* Adds to the organisation's item, a new one where there is none yet. */
static enum rc add(
    struct arena *arena, struct verification_days *out, size_t *capacity, int64_t organisation_id, int64_t count, struct err *e)
{
    for (size_t i = 0; i < out->count; i++) {
        if (out->items[i].organisation_id == organisation_id) {
            out->items[i].verifications += count;
            return RC_OK;
        }
    }
    if (out->count == *capacity) {
        const size_t wanted = *capacity == 0 ? 16 : *capacity * 2;
        void *const items = arena_grow(arena, out->items, *capacity * sizeof *out->items, wanted * sizeof *out->items);
        if (items == NULL) {
            return err_no_memory(e);
        }
        out->items = items;
        *capacity = wanted;
    }
    out->items[out->count++] = (struct verification_day){.organisation_id = organisation_id, .verifications = count};
    return RC_OK;
}

static enum rc read_counter(
    struct visit_counter *counter, struct arena *arena, bool take, struct verification_days *out, size_t *capacity, struct err *e)
{
    for (size_t i = 0; i < VISITS_ORGANISATIONS; i++) {
        struct place *const place = &counter->places[i];
        const int64_t organisation_id = atomic_load_explicit(&place->organisation_id, memory_order_acquire);
        const int64_t count = organisation_id == 0 ? 0 : atomic_load_explicit(&place->count, memory_order_relaxed);
        if (count == 0) {
            continue;
        }
        if (add(arena, out, capacity, organisation_id, count, e) != RC_OK) {
            return e->rc;
        }
        if (take) {
            (void)atomic_fetch_sub_explicit(&place->count, count, memory_order_relaxed);
        }
    }
    return RC_OK;
}

enum rc visits_read(struct visits *visits, struct arena *arena, bool take, struct verification_days *out, struct err *e)
{
    size_t capacity = 0;
    *out = (struct verification_days){0};
    (void)pthread_mutex_lock(&visits->lock);
    enum rc rc = RC_OK;
    for (struct visit_counter *counter = visits->first; counter != NULL && rc == RC_OK; counter = counter->next) {
        rc = read_counter(counter, arena, take, out, &capacity, e);
    }
    (void)pthread_mutex_unlock(&visits->lock);
    if (rc != RC_OK && take) {
        visits_put_back(visits, out);
    }
    return rc;
}

void visits_put_back(struct visits *visits, const struct verification_days *taken)
{
    struct visit_counter *const counter = taken->count == 0 ? NULL : visits_take(visits);
    for (size_t i = 0; counter != NULL && i < taken->count; i++) {
        struct place *const place = find_place(counter, taken->items[i].organisation_id);
        if (place != NULL) {
            (void)atomic_fetch_add_explicit(&place->count, taken->items[i].verifications, memory_order_relaxed);
        }
    }
    visits_give(visits, counter);
}
