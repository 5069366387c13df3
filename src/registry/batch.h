/* SPDX-License-Identifier: EUPL-1.2 */
/* Places in lists, counters and ticks of card numbers for many rows written one after another: gathered in memory and written once. */
#pragma once

#include "core/card.h"
#include "registry/session.h"
#include "store/lists.h"

/* From here on to batch_end the session's lists and counters are gathered; the memory is the session's arena's. Nothing in between may
 * read a list's count. A batch lies within one transaction, or one savepoint of it. */
MUST_CHECK enum rc batch_begin(struct session *session, struct err *e);

/* Writes what was gathered. */
MUST_CHECK enum rc batch_end(struct session *session, struct err *e);

/* Forgets it: before a rollback. */
void batch_drop(struct session *session);

/* What lists_append, lists_remove, counters_add and escn_sequence_claim do, at once or gathered. */
MUST_CHECK enum rc batch_append(struct session *session, int64_t organisation_id, enum list_kind list, int64_t *seq, struct err *e);
MUST_CHECK enum rc batch_remove(struct session *session, int64_t organisation_id, enum list_kind list, int64_t seq, struct err *e);
MUST_CHECK enum rc batch_count(struct session *session, const struct card *card, int delta, struct err *e);
MUST_CHECK enum rc batch_claim(struct session *session, int64_t now_ticks, int64_t count, int64_t *first, struct err *e);
