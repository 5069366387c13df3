/* SPDX-License-Identifier: EUPL-1.2 */
/* The fence around the process: from here on it can compute, read its input, write its answer and end, and the kernel kills it for anything
 * else. */
#pragma once

#include <stdbool.h>

/* Raised once, after the libraries are ready and before the first byte of a picture is read. Never comes down. False when the kernel does
 * not give it. */
bool fence_raise(void);
