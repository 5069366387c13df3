/* SPDX-License-Identifier: EUPL-1.2 */
/* Writes down, through the router's one writer, how deliveries have ended. */
#pragma once

#include "registry/outbox.h"
#include "registry/writer.h"

/* Waits until it is on the disk. On failure nothing is written; RC_UNAVAILABLE when too much waits for the writer. */
MUST_CHECK enum rc settling_run(struct writer *writer, const struct delivery *deliveries, size_t count, struct err *e);
