/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/seen.h"

#include "base/random.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 1024U

/* Open addressing; a slot is free while its row is 0. Fingerprints of 64 bits stand for numbers: of a million of them, two different ones
 * are the same with a chance of one in thirty million. */
struct seen {
    uint64_t keys[2]; /* random: nobody can choose numbers that collide */
    size_t slots;
    size_t count;
    uint64_t *prints;
    uint32_t *rows;
};

static struct seen *with_slots(struct seen *seen, size_t slots)
{
    seen->slots = slots;
    seen->count = 0;
    seen->prints = calloc(slots, sizeof *seen->prints);
    seen->rows = calloc(slots, sizeof *seen->rows);
    return seen->prints != NULL && seen->rows != NULL ? seen : NULL;
}

struct seen *seen_new(void)
{
    struct seen *const seen = calloc(1, sizeof *seen);
    if (seen == NULL) {
        return NULL;
    }
    random_bytes(seen->keys, sizeof seen->keys);
    if (with_slots(seen, SLOTS_FIRST) == NULL) {
        seen_free(seen);
        return NULL;
    }
    return seen;
}

void seen_free(struct seen *seen)
{
    if (seen != NULL) {
        free(seen->prints);
        free(seen->rows);
        free(seen);
    }
}

static uint64_t mix(uint64_t value)
{
    value ^= value >> 33U;
    value *= UINT64_C(0xff51afd7ed558ccd);
    value ^= value >> 33U;
    value *= UINT64_C(0xc4ceb9fe1a85ec53);
    return value ^ value >> 33U;
}

static uint64_t print_of(const struct seen *seen, const struct escn *escn)
{
    uint64_t halves[2];
    memcpy(halves, escn->bytes, sizeof halves);
    return mix(mix(halves[0] ^ seen->keys[0]) + (halves[1] ^ seen->keys[1]));
}

/* The slot that has the fingerprint, or the free one where it would be. */
static size_t find(const struct seen *seen, uint64_t print)
{
    size_t at = (size_t)print & (seen->slots - 1);
    while (seen->rows[at] != 0 && seen->prints[at] != print) {
        at = (at + 1) & (seen->slots - 1);
    }
    return at;
}

static void put(struct seen *seen, size_t at, uint64_t print, uint32_t row)
{
    seen->prints[at] = print;
    seen->rows[at] = row;
    seen->count++;
}

static enum rc grow(struct seen *seen, struct err *e)
{
    struct seen larger = {.keys = {seen->keys[0], seen->keys[1]}};
    if (with_slots(&larger, seen->slots * 2) == NULL) {
        free(larger.prints);
        free(larger.rows);
        return err_no_memory(e);
    }
    for (size_t i = 0; i < seen->slots; i++) {
        if (seen->rows[i] != 0) {
            put(&larger, find(&larger, seen->prints[i]), seen->prints[i], seen->rows[i]);
        }
    }
    free(seen->prints);
    free(seen->rows);
    *seen = larger;
    return RC_OK;
}

enum rc seen_add(struct seen *seen, const struct escn *escn, int64_t row, int64_t *earlier, struct err *e)
{
    const uint64_t print = print_of(seen, escn);
    const size_t at = find(seen, print);
    *earlier = seen->rows[at];
    if (*earlier != 0 || seen->count == SEEN_MAX) {
        return RC_OK;
    }
    put(seen, at, print, row < UINT32_MAX ? (uint32_t)row : UINT32_MAX);
    return seen->count * 2 > seen->slots && seen->count < SEEN_MAX ? grow(seen, e) : RC_OK;
}
