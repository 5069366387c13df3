/* SPDX-License-Identifier: EUPL-1.2 */
/* A form that makes something and that is sent twice, unchanged, makes it once: what it made is kept for a day under the form's own key.
 * Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "core/answer.h"

struct once {
    struct answer_claim claim;
    bool has_key; /* false: the form has none, and makes something whenever it comes */
};

/* The hidden field of a form that is shown. */
void once_field(struct page *page);

/* The key and all else that was sent: a form that was changed before it was sent again is another. */
MUST_CHECK enum rc once_read(const struct visit *visit, struct once *out, struct err *e);

/* In the writer's transaction, before the work: what was made already, such as its path, in the session's arena; NULL for nothing. */
MUST_CHECK enum rc once_find(struct session *session, const struct once *once, const char **made, struct err *e);

/* After the work. */
MUST_CHECK enum rc once_keep(struct session *session, const struct once *once, const char *made, struct err *e);

/* Work that needs not tell what it made. A form without a key, such as one that changes something, is done whenever it comes. */
struct once_work {
    struct once once;
    writer_work_fn *work;
    void *argument;
};

/* The work of a form (struct once_work), where it was not done before; for the writer. */
MUST_CHECK enum rc once_do(struct session *session, void *argument, struct err *e);
