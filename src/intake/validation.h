/* SPDX-License-Identifier: EUPL-1.2 */
/* All that is wrong with a CSV file, row by row, before anything is imported. */
#pragma once

#include "core/import.h"
#include "registry/session.h"

#define VALIDATION_MAX 1000 /* problems told */

struct validation_item {
    int64_t row; /* the header is row 1 */
    const char *field;
    const char *code;
    const char *message;
    const char *value; /* NULL where it may be somebody's data */
};

struct validation {
    struct validation_item *items;
    size_t count;
};

/* Checks the `bytes` bytes of a file from `begin` on for the asking organisation, up to VALIDATION_MAX problems; results in `arena`. Reads
 * only. What makes a file unreadable is a problem like others. */
MUST_CHECK enum rc intake_validate(struct session *session, int fd, uint64_t begin, uint64_t bytes, enum import_operation operation,
    struct arena *arena, struct validation *out, struct err *e);
