/* SPDX-License-Identifier: EUPL-1.2 */
/* The folder where files of imports lie until their import has ended. */
#pragma once

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define SPOOL_NAME_SIZE 25 /* 20 hexadecimal digits, ".csv" and NUL */

/* The folder beside a database, unless `folder` names one; NULL without memory. */
const char *spool_folder(struct arena *arena, const char *folder, const char *database);

/* Keeps a copy of `bytes` bytes of a file from `begin` on (to its end for UINT64_MAX): it is on the disk, for its owner alone, when the
 * call returns. The folder is made where it is missing. RC_UNAVAILABLE names the folder. */
MUST_CHECK enum rc spool_keep(
    const char *folder, int fd, uint64_t begin, uint64_t bytes, char name[SPOOL_NAME_SIZE], uint64_t *kept, struct err *e);

/* A file without a name in the folder, for what passes. */
MUST_CHECK enum rc spool_passing(const char *folder, int *out, struct err *e);

/* Opens a kept file and locks it: RC_CONFLICT when another process works on it, RC_NOT_FOUND when it is gone. */
MUST_CHECK enum rc spool_open(const char *folder, const char *name, int *out, struct err *e);

/* The same to look at it only, without a lock. */
MUST_CHECK enum rc spool_look(const char *folder, const char *name, int *out, struct err *e);

/* Erases a file; one that is gone is fine. */
void spool_erase(const char *folder, const char *name);

/* Erases the whole folder. */
void spool_remove(const char *folder);

/* Erases the files that nobody names and nobody works on. `is_needed` tells for each name. */
typedef bool spool_needs_fn(void *self, const char *name);
void spool_sweep(const char *folder, spool_needs_fn *is_needed, void *self);
