/* SPDX-License-Identifier: EUPL-1.2 */
/* The header Idempotency-Key: a POST that is sent again within a day is answered again, and not carried out again. */
#pragma once

#include "api/operation.h"
#include "core/answer.h"

/* What the call claims by its header; *claimed is false when it has none, or is no POST. RC_INVALID (ER-1303) for a bad key. Reads the
 * whole body. */
MUST_CHECK enum rc once_read_claim(struct http_call *call, struct answer_claim *out, bool *claimed, struct err *e);

/* Runs an operation within the writer's transaction, or gives the answer that it gave before under this claim (NULL: none). Refusals are
 * not kept: they wrote nothing. */
MUST_CHECK enum rc once_run(
    struct http_call *call, struct api_context *context, const struct answer_claim *claim, api_operation_fn *run, struct err *e);

/* RC_CONFLICT (ER-1304). */
enum rc once_still_running(struct err *e);
