/* SPDX-License-Identifier: EUPL-1.2 */
/* Who has read the data of which person, where it was not the organisation whose data they are: noted in memory, so that reading waits for
 * no disk, and written into the log of acts now and then. */
#pragma once

#include "core/audit.h"

#include <stdbool.h>
#include <stddef.h>

/* Shared by all threads. */
struct reads;

struct read_note {
    int64_t at_us;
    int64_t organisation_id; /* whose data */
    int64_t actor_id;
    int64_t token_id;
    enum audit_action action; /* AUDIT_PERSON_READ, AUDIT_CARD_READ or AUDIT_LIST_READ */
    int64_t object_id;        /* 0 for lists */
};

/* How many persons and cards are noted one by one for an actor, an organisation and a day; after them one note stands for the list. */
#define READS_EACH 200U

/* NULL without memory. */
struct reads *reads_new(void);
void reads_free(struct reads *reads);

/* Notes a read once a day. What finds no room is noted as a read of the list, or, when there is no room for that, not at all. */
void reads_note(struct reads *reads, const struct read_note *note);

/* Takes up to `max` notes that were not taken yet. */
size_t reads_take(struct reads *reads, struct read_note *out, size_t max);

/* Gives back what was taken and could not be written down, to be taken again. */
void reads_put_back(struct reads *reads, const struct read_note *notes, size_t count);
