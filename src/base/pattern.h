/* SPDX-License-Identifier: EUPL-1.2 */
/* Formats of printf as patterns with numbered places, "card %1 exists", which catalogues translate; and what stands in the places. */
#pragma once

#include "base/arena.h"
#include "base/attr.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define PATTERN_PLACES_MAX 9
#define PATTERN_SIZE 512

/* Writes the arguments of a format as texts, each ending in NUL, and returns how many bytes they are; -1 when there is no room, or for a
 * conversion that is none of %s, %.*s, %.Ns, %c, and %d, %u, %x of any length without width and flags. */
long pattern_take(const char *format, va_list args, char *out, size_t capacity) PRINTF_LIKE(1, 0);

/* How many bytes of `arguments` belong to a format, as pattern_take has written them. */
size_t pattern_bytes(const char *format, const char *arguments);

/* "card %s exists" as "card %1 exists"; "%%" becomes "%". False when it doesn't fit, has more places than there are digits, or a
 * digit behind "%%". */
bool pattern_of(const char *format, char out[PATTERN_SIZE]);

/* The patterns of what stands before a failure's sentence, "" for nothing, and of the sentence; the format "%s" alone gives the words that
 * are put in, which are a sentence of ours. False when they are not known. */
bool pattern_of_err(const struct err *e, char context[PATTERN_SIZE], char pattern[PATTERN_SIZE]);

/* What a failure says, as one text to be stored: context, pattern and arguments, each ended by PATTERN_END. Where that isn't known, or an
 * argument has control characters, both patterns are empty and the English message is the argument. NULL when there is no memory. */
#define PATTERN_END '\x1f'
const char *pattern_pack(struct arena *arena, const struct err *e);

/* The highest place in a pattern; 0 for none. */
size_t pattern_places(const char *pattern);
