/* SPDX-License-Identifier: EUPL-1.2 */
/* How an import looks as JSON, in the API and on the command line. */
#pragma once

#include "base/arena.h"
#include "core/import.h"
#include "wire/shape.h"

struct import_view {
    int64_t id;
    const char *operation;
    const char *mode;
    bool dry_run;
    const char *state;
    int64_t progress; /* percent */
    int64_t created, updated, unchanged, failed;
    const char *reason;
    const char *created_at;
    const char *ended_at;
};

extern const struct wire_shape import_shape;

/* Texts in the arena; RC_NO_MEMORY. */
ESC_MUST_CHECK enum rc import_view_make(struct arena *arena, const struct import *import, struct import_view *out, struct err *e);
