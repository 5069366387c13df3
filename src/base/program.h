/* SPDX-License-Identifier: EUPL-1.2 */
/* Where the programs are that a program starts. */
#pragma once

#include "base/arena.h"
#include "base/err.h"

/* The path of another program of ours: beside the running one, as they are built, or in ../libexec/esc, as they are installed.
 * RC_UNAVAILABLE when it is at neither. */
MUST_CHECK enum rc program_find(struct arena *arena, const char *name, const char **out, struct err *e);
