/* SPDX-License-Identifier: EUPL-1.2 */
/* The server's threads that carry out imports one after another: those of one organisation in the order in which they came. */
#pragma once

#include "intake/run.h"

struct intake_runner;

struct intake_runner_options {
    struct intake intake; /* its members are borrowed */
    unsigned threads;     /* imports at the same time, of different organisations; 1 at least */
    int64_t keep_days;    /* refused rows and undo data after the end of an import */
};

/* Begins with what an earlier life has left. */
MUST_CHECK enum rc intake_runner_start(const struct intake_runner_options *options, struct intake_runner **out, struct err *e);

/* There is something new to do. */
void intake_runner_wake(struct intake_runner *runner);

/* Ends after the steps at hand; what is not finished goes on at the next start. Before the writer is stopped. NULL is fine. */
void intake_runner_stop(struct intake_runner *runner);
