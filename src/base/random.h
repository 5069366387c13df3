/* SPDX-License-Identifier: EUPL-1.2 */
/* Unpredictable bytes from the kernel. */
#pragma once

#include <stddef.h>

/* Fills `out`; cannot fail on a kernel that has started. */
void random_bytes(void *out, size_t count);
