/* SPDX-License-Identifier: EUPL-1.2 */
/* Working out a sorted or searched list: which entries, in which order, as ids. */
#pragma once

#include "registry/listing.h"

/* The organisations whose entries a list draws on. */
struct scope {
    int64_t *organisation_ids;
    size_t count;
};

/* What the asking organisation may see and the search's issuer terms leave. */
MUST_CHECK enum rc scope_make(struct session *session, const struct search *search, struct scope *out, struct err *e);

/* One page of ids: of cards, or of persons. */
struct selection {
    int64_t ids[LIST_SIZE_MAX];
    size_t count;
    int64_t total;
};

MUST_CHECK enum rc selection_make(struct session *session, enum list_kind list, const struct list_request *request,
    const struct scope *scope, struct selection *out, struct err *e);

/* All of them, to be freed by the caller; not remembered. */
MUST_CHECK enum rc selection_all(struct session *session, enum list_kind list, const struct list_request *request,
    const struct scope *scope, int64_t **ids, size_t *count, struct err *e);
