/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/uses.h"

#define PROBES 8U
#define SECOND_US INT64_C(1000000)
#define EPOCH_S INT64_C(1577836800) /* 2020: 32 bits of seconds from here reach to 2156 */

static uint64_t word_of(int64_t id, int64_t now_us)
{
    const int64_t seconds = now_us / SECOND_US - EPOCH_S;
    const uint64_t kept = seconds < 0 ? 0 : (uint64_t)seconds & UINT32_MAX;
    return (uint64_t)id << 32U | kept;
}

static int64_t id_in(uint64_t word)
{
    return (int64_t)(word >> 32U);
}

static int64_t instant_in(uint64_t word)
{
    return ((int64_t)(word & UINT32_MAX) + EPOCH_S) * SECOND_US;
}

static unsigned slot_of(int64_t id, unsigned probe)
{
    return (unsigned)(((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> 52U) + probe;
}

static bool is_countable(int64_t id)
{
    return id > 0 && id <= (int64_t)UINT32_MAX;
}

void uses_note(struct uses *uses, int64_t id, int64_t now_us)
{
    const uint64_t word = word_of(id, now_us);
    for (unsigned probe = 0; probe < PROBES && is_countable(id); probe++) {
        atomic_uint_least64_t *const slot = &uses->slots[slot_of(id, probe) % USES_SLOTS];
        uint_least64_t found = atomic_load_explicit(slot, memory_order_relaxed);
        if (found == word) {
            return;
        }
        /* Who loses against another that notes the same id has nothing to add; against one with another id, he looks on. */
        if ((found == 0 || id_in(found) == id) && (atomic_compare_exchange_strong(slot, &found, word) || id_in(found) == id)) {
            return;
        }
    }
}

int64_t uses_latest(struct uses *uses, int64_t id)
{
    int64_t latest_us = 0;
    for (unsigned probe = 0; probe < PROBES && is_countable(id); probe++) {
        const uint64_t word = atomic_load_explicit(&uses->slots[slot_of(id, probe) % USES_SLOTS], memory_order_relaxed);
        if (id_in(word) == id && instant_in(word) > latest_us) {
            latest_us = instant_in(word);
        }
    }
    return latest_us;
}

bool uses_take(struct uses *uses, unsigned slot, struct use *out)
{
    atomic_uint_least64_t *const word = &uses->slots[slot];
    if (atomic_load_explicit(word, memory_order_relaxed) == 0) {
        return false;
    }
    const uint64_t taken = atomic_exchange(word, 0);
    *out = (struct use){.id = id_in(taken), .at_us = instant_in(taken)};
    return taken != 0;
}
