/* SPDX-License-Identifier: EUPL-1.2 */
/* What the router's operator does without anybody's request or decision: organisations, and mandates between them. */
#pragma once

#include "registry/session.h"

/* All run in the session's transaction. */

/* Adds an organisation after checking its values; fills id, and identifier in the form that is stored. `accepted_by` (may be NULL) names
 * the representative who has accepted the current legal documents. */
MUST_CHECK enum rc registry_add_organisation(
    struct session *session, struct organisation *organisation, const char *accepted_by, struct err *e);

/* From today on, without end, and without the questions of registry_give_mandate: for who makes both organisations in the same transaction.
 */
MUST_CHECK enum rc registry_add_mandate(struct session *session, int64_t issuer_id, int64_t processor_id, struct err *e);
