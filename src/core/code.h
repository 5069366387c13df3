/* SPDX-License-Identifier: EUPL-1.2 */
/* A coded value as the API shows it: a stable key and a label for people. */
#pragma once

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct code {
    const char *key;
    const char *label;
};

/* The index of the code with this key, ASCII letter case aside; false when there is none. */
bool code_find(const struct code *codes, size_t count, struct str key, size_t *out);

/* "A, B or C" of all keys, for messages; cut to fit. */
void code_list(const struct code *codes, size_t count, char *out, size_t capacity);
