/* SPDX-License-Identifier: EUPL-1.2 */
/* The header Idempotency-Key: a POST that is sent again within a day is answered again, and not carried out again. */
#pragma once

#include "api/operation.h"
#include "core/answer.h"

/* What the call claims by its header; *claimed is false when it has none, or is no POST. RC_INVALID (ER-1303) for a bad key. Reads the
 * whole body. */
MUST_CHECK enum rc once_read_claim(struct http_call *call, struct answer_claim *out, bool *claimed, struct err *e);

/* Runs an operation within the writer's transaction, or gives the answer that it gave before. Refusals are not kept: they wrote nothing. */
MUST_CHECK enum rc once_run(struct http_call *call, struct api_context *context, api_operation_fn *run, struct err *e);

/* Gives the headers of a kept answer to the reply; the body follows in the parts of the answer. */
MUST_CHECK enum rc once_reply_headers(struct http_call *call, const char *headers, const char **content_type, struct err *e);
