/* SPDX-License-Identifier: EUPL-1.2 */
/* Attributes that the whole tree uses: checked results, printf-like functions, cleanup at the end of a scope, words. */
#pragma once

#include "esc/err.h"

#include <stddef.h>

#define MUST_CHECK ESC_MUST_CHECK
#define PRINTF_LIKE(format_at, first) __attribute__((format(printf, format_at, first)))

/* Mark what the catalogues of the pages translate: a text that is looked up later, and a format of err_set whose sentence people meet. */
#define N_(text) text
#define T_(format) format

/* AUTO(x_closep) struct x *x = ...; calls x_closep(&x) when x goes out of scope. */
#define AUTO(release) __attribute__((cleanup(release)))

/* Moves a pointer out of a variable, leaving NULL: ownership leaves the scope. */
#define TAKE(pointer)                           \
    __extension__({                             \
        __typeof__(pointer) taken_ = (pointer); \
        (pointer) = NULL;                       \
        taken_;                                 \
    })

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
