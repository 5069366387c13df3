/* SPDX-License-Identifier: EUPL-1.2 */
/* Filling and enriching `struct err`. */
#pragma once

#include "base/attr.h"
#include "esc/err.h"

#include <stdarg.h>

/* Fills `e` and returns `rc`, so that a refusal is one statement. `code` and `field` may be "" but not NULL. `format` is a literal, which
 * `e` keeps. Text that doesn't fit is cut at a character boundary. */
enum rc err_set(struct err *e, enum rc rc, const char *code, const char *field, const char *format, ...) PRINTF_LIKE(5, 6);
enum rc err_vset(struct err *e, enum rc rc, const char *code, const char *field, const char *format, va_list args) PRINTF_LIKE(5, 0);

/* Puts context before the message, "reading card X: ..."; keeps kind, code and field; returns e->rc. `format` is a literal as well. */
enum rc err_wrap(struct err *e, const char *format, ...) PRINTF_LIKE(2, 3);

/* RC_NO_MEMORY with its standard sentence. */
enum rc err_no_memory(struct err *e);

/* The name of a kind, such as "RC_INVALID". */
const char *rc_name(enum rc rc);
