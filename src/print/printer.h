/* SPDX-License-Identifier: EUPL-1.2 */
/* Has an order carried out by esc-press, in a process of its own, so that fonts and drawing libraries come and go with it. */
#pragma once

#include "base/log.h"
#include "print/order.h"

#define PRESS_PROGRAM "esc-press"

struct printer {
    const char *program;   /* esc-press's path */
    const char *folder;    /* for files without a name; NULL: /tmp */
    const struct log *log; /* may be NULL */
};

/* Waits for the process: not for event loops. Gives an open file with what was made, which is the caller's, and its size. `request_id` is
 * for the log and may be NULL. RC_UNAVAILABLE when no process can be had, or it fails. Threads may share a printer. */
MUST_CHECK enum rc printer_run(
    const struct printer *printer, const struct order *order, const char *request_id, int *out, uint64_t *bytes, struct err *e);
