/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/once.h"
#include "api/operation.h"
#include "registry/writer.h"

/* A part of an operation on its way through the writer. */
struct handed {
    struct http_call *call;
    const struct api_context *from; /* the thread's that waits */
    const struct answer_claim *claim;
    api_operation_fn *run;
};

static enum rc run_handed(struct session *session, void *argument, struct err *e)
{
    const struct handed *const self = argument;
    struct api_context context = {.api = self->from->api, .session = session, .writes = true, .argument = self->from->argument};
    if (api_know_caller(self->call, &context, e) != RC_OK) {
        return e->rc;
    }
    return once_run(self->call, &context, self->claim, self->run, e);
}

static enum rc hand_over(
    struct http_call *call, const struct api_context *context, const struct answer_claim *claim, api_operation_fn *run, struct err *e)
{
    struct handed handed = {.call = call, .from = context, .claim = claim, .run = run};
    bool taken = false;
    if (context->writer == NULL) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "an operation wants to write from a thread that has no writer");
    }
    return writer_do(context->writer, run_handed, &handed, &taken, e);
}

enum rc api_write(struct http_call *call, struct api_context *context, api_operation_fn *run, struct err *e)
{
    struct answer_claim claim;
    bool claimed = false;
    if (once_read_claim(call, &claim, &claimed, e) != RC_OK) {
        return e->rc;
    }
    return hand_over(call, context, claimed ? &claim : NULL, run, e);
}

enum rc api_write_plain(struct http_call *call, struct api_context *context, api_operation_fn *run, struct err *e)
{
    return hand_over(call, context, NULL, run, e);
}
