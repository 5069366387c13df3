/* SPDX-License-Identifier: EUPL-1.2 */
/* Files without a name, for what is too large for memory: gone with their last descriptor, also after a crash. */
#pragma once

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/* An empty file in `folder`, open for reading and writing, readable by its owner alone. RC_UNAVAILABLE names the folder. */
MUST_CHECK enum rc temporary_open(const char *folder, int *out, struct err *e);

/* Writes all of it at the file's offset. RC_UNAVAILABLE (SE-0503) when the disk is full or fails; part of it may have been written. */
MUST_CHECK enum rc file_write(int fd, const void *data, size_t length, struct err *e);

/* Reads up to `max` bytes from `at`, fewer only at the file's end. RC_UNAVAILABLE (SE-0503) when the disk fails. */
MUST_CHECK enum rc file_read(int fd, uint64_t at, void *out, size_t max, size_t *got, struct err *e);
