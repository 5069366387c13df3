/* SPDX-License-Identifier: EUPL-1.2 */
/* What a fuzz target is made of. libFuzzer drives it, or replay.c with the inputs of its corpus. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Takes one input; aborts when a promise of the code under test is broken. `data` has exactly `size` readable bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise. Unlike assert it stands in every kind of build and says what was promised. */
#define PROMISE(condition)                                                                    \
    do {                                                                                      \
        if (!(condition)) {                                                                   \
            fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, (#condition)); \
            abort();                                                                          \
        }                                                                                     \
    } while (0)
