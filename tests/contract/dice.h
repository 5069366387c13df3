/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers that look random and are the same at every run. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct dice {
    uint64_t state; /* not 0 */
};

/* One of 0 .. sides - 1. */
static inline size_t dice_roll(struct dice *dice, size_t sides)
{
    dice->state ^= dice->state << 13U;
    dice->state ^= dice->state >> 7U;
    dice->state ^= dice->state << 17U;
    return (size_t)(dice->state >> 11U) % sides;
}
