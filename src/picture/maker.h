/* SPDX-License-Identifier: EUPL-1.2 */
/* Makes the finished picture of an upload, in a process of its own behind a fence. */
#pragma once

#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"

#include <stdbool.h>

struct picture_maker {
    const char *program;   /* esc-darkroom's path */
    const struct log *log; /* may be NULL */
    int timeout_ms;        /* 0: the usual one, a little more than the program gives itself */
};

/* The path of esc-darkroom: beside the running program, as it is built, or where it is installed. RC_UNAVAILABLE when it is at neither. */
MUST_CHECK enum rc picture_program_find(struct arena *arena, const char **out, struct err *e);

/* Waits for the process: not for event loops. `request_id` is for the log and may be NULL. The finished picture, a JPEG, is put into the
 * arena. RC_INVALID for what can't be taken (ER-1401 to 1404), RC_TOO_LARGE, RC_UNAVAILABLE when no process can be had. Threads may share a
 * maker; how many run at once is theirs to limit. */
MUST_CHECK enum rc picture_make(const struct picture_maker *maker, struct arena *arena, struct str upload, bool resizes,
    const char *request_id, struct str *out, struct err *e);
