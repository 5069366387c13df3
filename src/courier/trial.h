/* SPDX-License-Identifier: EUPL-1.2 */
/* Sends a service one event of its own, to see whether it is there and can check the signature. */
#pragma once

#include "courier/outcall.h"
#include "registry/services.h"

struct trial {
    bool has_arrived;
    int status;          /* of the answer; 0 when there was none */
    const char *failure; /* what went wrong; NULL when nothing did */
};

/* Waits for the answer, ten seconds at most. The event is no change of anything and stands in no outbox. */
MUST_CHECK enum rc trial_run(
    struct session *session, const struct remote_service *service, struct outcall_rules rules, struct trial *out, struct err *e);
