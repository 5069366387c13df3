/* SPDX-License-Identifier: EUPL-1.2 */
/* What the running transaction adds to the counts of statistics: gathered in memory and written once, before the commit. */
#pragma once

#include "store/tallies.h"

struct session;

/* One addition. */
struct tally_entry {
    struct tally tally;
    bool is_write; /* a token has written for the organisation: tally.amount is when */
};

/* Of one session. */
struct tally_book {
    struct tally_entry *entries;
    size_t count, capacity;
    size_t base; /* entries before it belong to what can't be undone alone any more */
};

void tally_book_deinit(struct tally_book *book);

/* A card that is there has come to be, has changed or is gone: `before` NULL for a card that nobody had, `after` marked as deleted for one
 * that is gone. Called with both as they are or will be stored, ids filled; the enrolment of its holder must still be there. */
MUST_CHECK enum rc tally_card(struct session *session, const struct card *before, const struct card *after, struct err *e);

/* An enrolment has another academic level. */
MUST_CHECK enum rc tally_level(struct session *session, const struct enrolment *before, const struct enrolment *after, struct err *e);

/* A token writes for an organisation. */
MUST_CHECK enum rc tally_write(struct session *session, int64_t organisation_id, struct err *e);

/* Around a part of the transaction that may be undone alone: tally_part begins it, tally_undo takes back what came since. */
void tally_part(struct session *session);
void tally_undo(struct session *session);

/* Writes all that was gathered; before the commit. */
MUST_CHECK enum rc tally_settle(struct session *session, struct err *e);

/* Forgets all that was gathered. */
void tally_forget(struct session *session);
