/* SPDX-License-Identifier: EUPL-1.2 */
/* A process that is given bytes and gives bytes back, within a time. Within the picture layer only. */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct child_work {
    const char *program;
    const char *word; /* its one argument */
    struct str input;
    int timeout_ms;
    unsigned char *output;
    size_t capacity; /* a process that says more is ended */
};

struct child_end {
    size_t length;  /* of the output */
    bool too_much;  /* it would have said more */
    bool timed_out; /* and was killed */
    int status;     /* as waitpid gives it */
};

/* Runs the process from its beginning to its end. It inherits no descriptor, no environment and no signal mask. RC_UNAVAILABLE when it
 * can't be started. Safe to call from any thread. */
MUST_CHECK enum rc child_run(const struct child_work *work, struct child_end *out, struct err *e);
