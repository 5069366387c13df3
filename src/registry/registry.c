/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/registry.h"

#include "registry/reads.h"
#include "registry/results.h"
#include "registry/rosters.h"
#include "registry/visits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* About 120 ms of one core, and memory that a guesser with special hardware must have for each of his tries too. */
#define PASSWORD_OPERATIONS 3
#define PASSWORD_MEMORY_BYTES (64U << 20U)
#define HASHING_MAX 2 /* at the same moment: what they take of a small server stays bounded */

#define RESULT_CACHE_BYTES (24U * 1024 * 1024)
#define ROSTER_BYTES (40U * 1024 * 1024)

static enum rc open_bells(struct registry *registry, struct err *e)
{
    enum rc rc = RC_OK;
    for (unsigned i = 0; i < REGISTRY_OUTBOX_READERS; i++) {
        registry->outbox_fds[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (registry->outbox_fds[i] < 0) {
            rc = err_set(e, RC_UNAVAILABLE, "SE-0503", "", "no event descriptor can be had: %s", strerror(errno));
        }
    }
    return rc;
}

enum rc registry_open(const struct registry_settings *settings, struct registry **out, struct err *e)
{
    struct registry *const registry = calloc(1, sizeof *registry);
    if (registry == NULL) {
        return err_no_memory(e);
    }
    (void)sem_init(&registry->hashing, 0, HASHING_MAX);
    registry->results = result_cache_new(RESULT_CACHE_BYTES);
    registry->rosters = rosters_new(ROSTER_BYTES);
    registry->visits = visits_new();
    registry->reads = reads_new();
    if (registry->results == NULL || registry->rosters == NULL || registry->visits == NULL || registry->reads == NULL) {
        registry_close(registry);
        return err_no_memory(e);
    }
    registry->settings = *settings;
    if (registry->settings.password_cost.operations == 0) {
        registry->settings.password_cost = (struct password_cost){PASSWORD_OPERATIONS, PASSWORD_MEMORY_BYTES};
    }
    registry->settings.key = NULL;
    registry->has_key = settings->key != NULL;
    if (registry->has_key) {
        memcpy(registry->key, settings->key, sizeof registry->key);
    }
    if (open_bells(registry, e) != RC_OK) {
        registry_close(registry);
        return e->rc;
    }
    *out = registry;
    return RC_OK;
}

void registry_close(struct registry *registry)
{
    if (registry != NULL) {
        (void)sem_destroy(&registry->hashing);
        result_cache_free(registry->results);
        rosters_free(registry->rosters);
        visits_free(registry->visits);
        reads_free(registry->reads);
        explicit_bzero(registry->key, sizeof registry->key);
        for (unsigned i = 0; i < REGISTRY_OUTBOX_READERS; i++) {
            if (registry->outbox_fds[i] >= 0) {
                (void)close(registry->outbox_fds[i]);
            }
        }
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

int registry_outbox_fd(const struct registry *registry, unsigned reader)
{
    return registry->outbox_fds[reader];
}

void registry_touch_outbox(struct registry *registry)
{
    const uint64_t one = 1;
    for (unsigned i = 0; i < REGISTRY_OUTBOX_READERS; i++) {
        (void)!write(registry->outbox_fds[i], &one, sizeof one);
    }
}

void registry_touch_all(struct registry *registry, bool directory)
{
    (void)atomic_fetch_add(&registry->changes, 1);
    (void)atomic_fetch_add(&registry->erasures, 1);
    (void)atomic_fetch_add(&registry->outside_stamp, 1);
    registry_touch_outbox(registry);
    if (directory) {
        registry_touch_directory(registry);
    }
}
