/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/results.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 64

struct result {
    char *key; /* NULL: the slot is free */
    uint64_t stamp;
    int64_t *ids;
    size_t total;
    uint64_t last_use;
};

struct result_cache {
    pthread_mutex_t mutex;
    struct result slots[SLOTS];
    uint64_t uses;
    size_t bytes;
    size_t max_bytes;
};

struct result_cache *result_cache_new(size_t bytes)
{
    struct result_cache *const cache = calloc(1, sizeof *cache);
    if (cache != NULL) {
        cache->max_bytes = bytes;
        (void)pthread_mutex_init(&cache->mutex, NULL);
    }
    return cache;
}

static size_t size_of(const struct result *result)
{
    return result->total * sizeof *result->ids + strlen(result->key) + 1;
}

static void drop(struct result_cache *cache, struct result *result)
{
    if (result->key != NULL) {
        cache->bytes -= size_of(result);
        free(result->key);
        free(result->ids);
        *result = (struct result){0};
    }
}

void result_cache_free(struct result_cache *cache)
{
    if (cache == NULL) {
        return;
    }
    for (size_t i = 0; i < SLOTS; i++) {
        drop(cache, &cache->slots[i]);
    }
    (void)pthread_mutex_destroy(&cache->mutex);
    free(cache);
}

static struct result *find(struct result_cache *cache, const char *key)
{
    for (size_t i = 0; i < SLOTS; i++) {
        if (cache->slots[i].key != NULL && strcmp(cache->slots[i].key, key) == 0) {
            return &cache->slots[i];
        }
    }
    return NULL;
}

/* A free slot, or the one not used for longest. */
static struct result *oldest(struct result_cache *cache)
{
    struct result *chosen = &cache->slots[0];
    for (size_t i = 1; i < SLOTS && chosen->key != NULL; i++) {
        struct result *const slot = &cache->slots[i];
        if (slot->key == NULL || slot->last_use < chosen->last_use) {
            chosen = slot;
        }
    }
    return chosen;
}

static struct result *oldest_used(struct result_cache *cache)
{
    struct result *chosen = NULL;
    for (size_t i = 0; i < SLOTS; i++) {
        struct result *const slot = &cache->slots[i];
        if (slot->key != NULL && (chosen == NULL || slot->last_use < chosen->last_use)) {
            chosen = slot;
        }
    }
    return chosen;
}

bool result_cache_find(
    struct result_cache *cache, const char *key, uint64_t stamp, size_t offset, size_t limit, int64_t *ids, size_t *count, size_t *total)
{
    (void)pthread_mutex_lock(&cache->mutex);
    struct result *const result = find(cache, key);
    const bool fresh = result != NULL && result->stamp == stamp;
    if (fresh) {
        const size_t left = offset < result->total ? result->total - offset : 0;
        *count = left < limit ? left : limit;
        *total = result->total;
        if (*count > 0) {
            memcpy(ids, result->ids + offset, *count * sizeof *ids);
        }
        result->last_use = ++cache->uses;
    }
    (void)pthread_mutex_unlock(&cache->mutex);
    return fresh;
}

static void store(struct result_cache *cache, const struct result *result)
{
    struct result *slot = find(cache, result->key);
    if (slot == NULL) {
        slot = oldest(cache);
    }
    drop(cache, slot);
    while (cache->bytes + size_of(result) > cache->max_bytes) {
        drop(cache, oldest_used(cache));
    }
    *slot = *result;
    slot->last_use = ++cache->uses;
    cache->bytes += size_of(result);
}

void result_cache_put(struct result_cache *cache, const char *key, uint64_t stamp, int64_t *ids, size_t total)
{
    const struct result result = {.key = strdup(key), .stamp = stamp, .ids = ids, .total = total};
    if (result.key == NULL || size_of(&result) > cache->max_bytes) {
        free(result.key);
        free(ids);
        return;
    }
    (void)pthread_mutex_lock(&cache->mutex);
    store(cache, &result);
    (void)pthread_mutex_unlock(&cache->mutex);
}
