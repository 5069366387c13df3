/* SPDX-License-Identifier: EUPL-1.2 */
/* What a running router tidies up now and then: uses that were noted, links and sessions whose time is over, failures long ago, who
 * once asked to join. */
#pragma once

#include "registry/session.h"

/* How often it is to be done. */
#define UPKEEP_US INT64_C(60000000)

/* In the session's transaction. */
MUST_CHECK enum rc registry_upkeep(struct session *session, struct err *e);
