/* SPDX-License-Identifier: EUPL-1.2 */
/* Carries out one import from where it stands to its end: reads its file, checks, writes through the writer, undoes. */
#pragma once

#include "intake/step.h"

#include <stdatomic.h>

/* What imports need on a machine; all borrowed. */
struct intake {
    struct registry *registry;
    struct writer *writer;
    const char *folder; /* of their files */
    const struct log *log;
};

struct intake_watch {
    void (*tell)(void *self, const struct import *import); /* after each step; may be NULL */
    void *self;
    const atomic_bool *stop; /* ends the run after the step at hand, to be gone on with later; may be NULL */
};

/* Runs the import until it has ended, however it ends, or is told to stop; `out` is how it stands then, its texts in `arena`. `reader` is
 * for this run alone. RC_CONFLICT when another process runs it or it was taken back, RC_UNAVAILABLE and RC_NO_MEMORY when it can be gone on
 * with later: nothing that was done is lost or done twice. */
MUST_CHECK enum rc intake_run(const struct intake *intake, struct session *reader, int64_t id, const struct intake_watch *watch,
    struct arena *arena, struct import *out, struct err *e);
