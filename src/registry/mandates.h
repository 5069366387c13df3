/* SPDX-License-Identifier: EUPL-1.2 */
/* Mandates: an issuer lets a processor act for it, from a day until a day. */
#pragma once

#include "registry/session.h"

/* A mandate, or the wish for one: issuer, processor, first and last day. Runs in the session's transaction and fills id. RC_INVALID when
 * issuer or processor is none, or the days are over or the wrong way round (ER-2108); RC_CONFLICT (ER-2111) when the two have a mandate on
 * one of these days. */
MUST_CHECK enum rc registry_give_mandate(struct session *session, struct mandate *mandate, struct err *e);

/* Moves the last day (DAY_NONE: no end), not into the past. RC_NOT_FOUND (ER-2112) for a mandate that is not there, RC_CONFLICT when it
 * was withdrawn or would meet another one. In the session's transaction. */
MUST_CHECK enum rc registry_end_mandate(struct session *session, int64_t id, int32_t until_day, struct mandate *out, struct err *e);

/* At once: the processor's next request for this issuer is refused. In the session's transaction. */
MUST_CHECK enum rc registry_withdraw_mandate(struct session *session, int64_t id, struct mandate *out, struct err *e);

/* Withdraws all mandates of a processor that are on or to come; those of an issuer stay. For who may close the processor; in the session's
 * transaction. */
MUST_CHECK enum rc mandates_end_of_processor(struct session *session, int64_t processor_id, struct err *e);

/* All that an organisation gave or got, withdrawn ones too; with 0 everybody's. */
MUST_CHECK enum rc registry_list_mandates(struct session *session, int64_t organisation_id, struct mandates *out, struct err *e);
