/* SPDX-License-Identifier: EUPL-1.2 */
/* Remembers of each entry of a list what fits in few bytes (type, status, days, level), so that filters and orders by these cost the same
 * at every depth, also right after a change. */
#pragma once

#include "registry/selection.h"

/* Shared by all threads. */
struct rosters;

/* NULL when there is no memory. Holds up to about `bytes`, forgetting the lists that were not asked for longest. */
struct rosters *rosters_new(size_t bytes);
void rosters_free(struct rosters *rosters);

/* Whether the request asks for nothing but what rosters know. */
bool roster_knows(const struct list_request *request);

/* One page of an organisation's list. Thousands of places that have changed are read again first: all of them the first time. *made is
 * false when the list is too long to be remembered. */
MUST_CHECK enum rc roster_select(struct session *session, enum list_kind list, const struct list_request *request, int64_t organisation_id,
    struct selection *out, bool *made, struct err *e);
