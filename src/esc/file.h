/* SPDX-License-Identifier: EUPL-1.2 */
/* Whole files, in and out. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Reads at most `limit` bytes and one more, so that a caller sees that there is more. */
MUST_CHECK enum rc file_read(const char *path, size_t limit, struct arena *arena, struct str *out, struct err *e);

/* Replaces the file by `content`. */
MUST_CHECK enum rc file_write(const char *path, struct str content, struct err *e);
