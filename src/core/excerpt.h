/* SPDX-License-Identifier: EUPL-1.2 */
/* The beginning of an input, made fit to stand in a message. */
#pragma once

#include <stddef.h>

#define EXCERPT_SIZE 68 /* 64 characters, "..." and NUL */

/* Copies printable ASCII as it is and any other byte as "?"; ends in "..." where the input is longer. Returns `out`. */
const char *excerpt(const char *text, size_t length, char out[EXCERPT_SIZE]);
