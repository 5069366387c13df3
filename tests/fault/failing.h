/* SPDX-License-Identifier: EUPL-1.2 */
/* Allocations and database steps that fail when a test wants them to: our own through the linker's --wrap, SQLite's through its table of
 * memory functions. Single-threaded tests count; with threads, choose a statement by its text. */
#pragma once

#include <stdbool.h>

/* Once, before the first use of SQLite. False when SQLite refuses. */
bool failing_begin(void);

/* The allocation after `more` further ones fails, once; -1: none. */
void failing_memory(long more);

/* The step after `more` further ones of a statement whose text begins with `sql` (NULL: of any) gives `code` and does nothing, once;
 * -1: none. */
void failing_step(const char *sql, long more, int code);

/* Whether what was to fail has failed. */
bool failing_has_hit(void);

/* Pieces of memory of SQLite that are in use. */
long failing_pieces(void);
