/* SPDX-License-Identifier: EUPL-1.2 */
/* Places in lists, counters and ticks of card numbers for many rows written one after another: gathered in memory and written once. */
#pragma once

#include "core/card.h"
#include "registry/session.h"
#include "store/lists.h"

/* From here on to batch_end the session's lists and counters are gathered; the memory is the session's arena's. Nothing in between may
 * read a list's count. A batch lies within one transaction, or one savepoint of it; within a batch group it is a part of that. */
MUST_CHECK enum rc batch_begin(struct session *session, struct err *e);

/* Writes what was gathered. */
MUST_CHECK enum rc batch_end(struct session *session, struct err *e);

/* Forgets it: before a rollback. */
void batch_drop(struct session *session);

/* A batch over all jobs of a transaction, each of which may be undone alone: the writer's. */
struct batch_group;

/* NULL when there is no memory. */
struct batch_group *batch_group_new(void);
void batch_group_free(struct batch_group *group);

/* Around the transaction: batch_end writes what was gathered, before the commit; batch_group_drop forgets it. */
void batch_group_begin(struct session *session, struct batch_group *group);
void batch_group_drop(struct session *session);

/* Around a part of the transaction that may be undone alone: batch_group_part begins it, batch_group_undo takes back what came since. */
void batch_group_part(struct batch_group *group);
void batch_group_undo(struct session *session, struct batch_group *group);

/* What lists_append, lists_remove, counters_add and escn_sequence_claim do, at once or gathered. */
MUST_CHECK enum rc batch_append(struct session *session, int64_t organisation_id, enum list_kind list, int64_t *seq, struct err *e);
MUST_CHECK enum rc batch_remove(struct session *session, int64_t organisation_id, enum list_kind list, int64_t seq, struct err *e);

/* Tells that an entry has changed in its place. */
MUST_CHECK enum rc batch_touch(struct session *session, int64_t organisation_id, enum list_kind list, int64_t seq, struct err *e);
MUST_CHECK enum rc batch_count(struct session *session, const struct card *card, int delta, struct err *e);
MUST_CHECK enum rc batch_claim(struct session *session, int64_t now_ticks, int64_t count, int64_t *first, struct err *e);
