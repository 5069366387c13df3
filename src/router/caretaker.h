/* SPDX-License-Identifier: EUPL-1.2 */
/* The thread that does what nobody asks for: erases what was kept long enough, clears what deleted rows leave in the files, writes down who
 * has read others' data, ends links. */
#pragma once

#include "base/log.h"
#include "registry/writer.h"

struct caretaker;

struct caretaker_options {
    struct registry *registry;
    struct writer *writer;
    const struct log *log;
    int64_t card_days; /* see retention_rules */
    int64_t person_days;
    int32_t at_minute; /* of the day in UTC at which the daily erasing begins */
};

MUST_CHECK enum rc caretaker_start(const struct caretaker_options *options, struct caretaker **out, struct err *e);

/* Ends after the step at hand; before the writer is stopped. */
void caretaker_stop(struct caretaker *caretaker);

/* Reads "HH:MM"; false when it is no time of the day. */
bool caretaker_time_parse(const char *text, int32_t *out_minute);
