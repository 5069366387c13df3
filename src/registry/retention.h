/* SPDX-License-Identifier: EUPL-1.2 */
/* Erasing what has been kept long enough: cards some time after their expiry, and persons who have no cards. */
#pragma once

#include "registry/session.h"

struct retention_rules {
    int64_t card_days;   /* that a card is kept after its day of expiry; 0: for ever */
    int64_t person_days; /* that a person without cards is kept after the last change; 0: for ever */
    int32_t day;         /* that counts as today: retention_day */
    int32_t clock_day;   /* that the clock shows when the run begins */
};

/* Today; but when the last run is known, at most a week after it, so that a clock that is years ahead erases little before somebody
 * notices. A clock that was set back is believed: less is erased, never more. */
int32_t retention_day(int32_t today, int32_t last_day);

/* What was erased, or would be, at one organisation. */
struct retention_count {
    int64_t organisation_id;
    int64_t cards;
    int64_t enrolments;
};

struct retention_counts {
    struct retention_count *items;
    size_t count;
};

/* What would be erased today; organisations without any are left out. Reads all cards and enrolments. */
MUST_CHECK enum rc registry_retention_preview(
    struct session *session, const struct retention_rules *rules, struct retention_counts *out, struct err *e);

#define RETENTION_BATCH 100

/* A walk over all cards, then all enrolments; zeroed at the beginning. */
struct retention_walk {
    bool in_enrolments;
    bool ended;
    int64_t after_id;
    int64_t ids[RETENTION_BATCH]; /* found by the last step */
    size_t count;
};

/* Looks for some that may be erased, in a session that reads or writes. May find none before the end. */
MUST_CHECK enum rc registry_retention_find(
    struct session *session, const struct retention_rules *rules, struct retention_walk *walk, struct err *e);

/* Erases what the last step has found and is still due, in the session's transaction; adds to `counts` (room for all organisations: see
 * retention_counts_make). Persons whose last card goes are erased with it, unless an organisation has changed them lately. */
MUST_CHECK enum rc registry_retention_erase(struct session *session, const struct retention_rules *rules, const struct retention_walk *walk,
    struct retention_counts *counts, struct err *e);

/* Counts that begin with 0, with room for all organisations. */
MUST_CHECK enum rc retention_counts_make(struct session *session, struct arena *arena, struct retention_counts *out, struct err *e);

/* Puts into the rules the day for which the daily run is due; *due is false when it is not. What the clock shows counts too: a clock that
 * is years ahead sees no second run before its next day, so that the week of retention_day is all that is erased in a day. */
MUST_CHECK enum rc registry_retention_look(struct session *session, struct retention_rules *rules, bool *due, struct err *e);

/* The day of the last run; DAY_NONE when there was none. */
MUST_CHECK enum rc registry_retention_last_day(struct session *session, int32_t *out, struct err *e);

/* These run in the session's transaction. */

/* Lets one of several routers on a database do the work: *mine is false while another does. `owner` is the router's own word; a lease is
 * good for ten minutes and is taken again for each step. */
MUST_CHECK enum rc registry_retention_lease(struct session *session, const char *owner, bool *mine, struct err *e);

/* Records a run, with an act for each organisation. */
MUST_CHECK enum rc registry_retention_done(
    struct session *session, const struct retention_rules *rules, const struct retention_counts *counts, struct err *e);
