/* SPDX-License-Identifier: EUPL-1.2 */
/* A borrowed piece of text with its length; need not end in NUL. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct str {
    const char *data;
    size_t length;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

/* The text of a C string; NULL gives the empty text. */
struct str str_of(const char *text);

bool str_equal(struct str a, struct str b);

/* Equal when ASCII letters are compared without case; other bytes as they are. */
bool str_equal_fold(struct str a, struct str b);
bool str_starts_with(struct str text, struct str prefix);

/* Without ASCII white space at both ends. */
struct str str_trim(struct str text);

/* Cuts `rest` at the first `separator`: returns what stood before it and leaves what follows in `rest` (data NULL when nothing was found).
 */
struct str str_cut(struct str *rest, char separator);

/* A whole decimal number with optional sign; false when it is not one or does not fit. */
bool str_to_int64(struct str text, long long *out);

/* ASCII letters to lower case, in place. */
void ascii_lower(char *text, size_t length);

/* How many bytes of UTF-8 text to show in a message: `max` at most, never a part of a character. Fits "%.*s". */
int str_shown(struct str text, int max);
