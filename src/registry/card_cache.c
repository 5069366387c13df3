/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/card_cache.h"

#include <stdlib.h>
#include <string.h>

/* Sets of four, the oldest of which gives way. */
#define SETS 32768U
#define WAYS 4U

struct entry {
    struct card_facts facts;
    unsigned stamp;
    bool used;
};

struct set {
    struct entry ways[WAYS];
    unsigned next;
};

struct card_cache {
    struct set sets[SETS];
};

struct card_cache *card_cache_new(void)
{
    return calloc(1, sizeof(struct card_cache));
}

void card_cache_free(struct card_cache *cache)
{
    free(cache);
}

static unsigned set_of(const struct escn *escn)
{
    uint64_t word = 0;
    memcpy(&word, escn->bytes, sizeof word);
    word ^= (uint64_t)escn->bytes[9] << 32U;
    return (unsigned)((word * UINT64_C(0x9E3779B97F4A7C15)) >> 49U) % SETS;
}

bool card_cache_find(const struct card_cache *cache, const struct escn *escn, unsigned stamp, struct card_facts *out)
{
    const struct set *const set = &cache->sets[set_of(escn)];
    for (unsigned i = 0; i < WAYS; i++) {
        const struct entry *const entry = &set->ways[i];
        if (entry->used && entry->stamp == stamp && escn_equal(&entry->facts.escn, escn)) {
            *out = entry->facts;
            return true;
        }
    }
    return false;
}

void card_cache_put(struct card_cache *cache, const struct card_facts *facts, unsigned stamp)
{
    struct set *const set = &cache->sets[set_of(&facts->escn)];
    set->ways[set->next] = (struct entry){.facts = *facts, .stamp = stamp, .used = true};
    set->next = (set->next + 1) % WAYS;
}
