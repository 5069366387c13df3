/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/registry.h"

#include "registry/results.h"
#include "registry/visits.h"

#include <stdlib.h>
#include <string.h>

#define RESULT_CACHE_BYTES (24U * 1024 * 1024)

enum rc registry_open(const struct registry_settings *settings, struct registry **out, struct err *e)
{
    struct registry *const registry = calloc(1, sizeof *registry);
    if (registry == NULL) {
        return err_no_memory(e);
    }
    registry->results = result_cache_new(RESULT_CACHE_BYTES);
    registry->visits = visits_new();
    if (registry->results == NULL || registry->visits == NULL) {
        registry_close(registry);
        return err_no_memory(e);
    }
    registry->settings = *settings;
    registry->settings.key = NULL;
    registry->has_key = settings->key != NULL;
    if (registry->has_key) {
        memcpy(registry->key, settings->key, sizeof registry->key);
    }
    *out = registry;
    return RC_OK;
}

void registry_close(struct registry *registry)
{
    if (registry != NULL) {
        result_cache_free(registry->results);
        visits_free(registry->visits);
        explicit_bzero(registry->key, sizeof registry->key);
        free(registry);
    }
}

/* Time and clock bytes vary from number to number; the node hardly does. */
static unsigned card_slot(const struct escn *escn)
{
    uint64_t word = 0;
    memcpy(&word, escn->bytes, sizeof word);
    return (unsigned)((word * UINT64_C(0x9E3779B97F4A7C15)) >> 48U) ^ escn->bytes[9];
}

unsigned registry_card_stamp(struct registry *registry, const struct escn *escn)
{
    return atomic_load(&registry->card_stamps[card_slot(escn)]) + atomic_load(&registry->outside_stamp);
}

uint64_t registry_list_stamp(struct registry *registry, const int64_t *organisation_ids, size_t count)
{
    uint64_t sum = atomic_load(&registry->outside_stamp);
    for (size_t i = 0; i < count; i++) {
        sum += atomic_load(&registry->list_stamps[(uint64_t)organisation_ids[i] % REGISTRY_LIST_STAMPS]);
    }
    return sum;
}

void registry_touch_card(struct registry *registry, const struct escn *escn)
{
    (void)atomic_fetch_add(&registry->changes, 1);
    (void)atomic_fetch_add(&registry->card_stamps[card_slot(escn)], 1);
}

void registry_touch_list(struct registry *registry, int64_t organisation_id)
{
    (void)atomic_fetch_add(&registry->changes, 1);
    (void)atomic_fetch_add(&registry->list_stamps[(uint64_t)organisation_id % REGISTRY_LIST_STAMPS], 1);
}

void registry_touch_directory(struct registry *registry)
{
    (void)atomic_fetch_add(&registry->directory_stamp, 1);
}

void registry_touch_all(struct registry *registry, bool directory)
{
    (void)atomic_fetch_add(&registry->changes, 1);
    (void)atomic_fetch_add(&registry->outside_stamp, 1);
    if (directory) {
        registry_touch_directory(registry);
    }
}
