/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading the log of acts: what was done with an organisation's data, by itself, its processors, the operator. */
#pragma once

#include "registry/session.h"
#include "store/audits.h"

#define ACTS_MAX 1000 /* of one page */

struct acts {
    struct audit *items; /* newest first */
    size_t count;
    int64_t next_before; /* query->before of the next page; 0 after the last */
};

/* A page of acts as the query asks for them (its limit is 1 to ACTS_MAX; 0 is 100). An organisation's log is read by who has the right to
 * at that organisation; organisation_id 0, everybody's, by super administrators and the operator. */
MUST_CHECK enum rc registry_list_acts(struct session *session, const struct audit_query *query, struct acts *out, struct err *e);

/* The name of the user who acted, where the reader of this organisation's log (0: the router's) may know it: he has a role there. NULL
 * otherwise, and for account 0. */
MUST_CHECK enum rc registry_act_user(
    struct session *session, int64_t organisation_id, int64_t account_id, const char **name, struct err *e);

/* The name under which the object of an act has a page: of a card its number, of a person the identifier. NULL where it is no more, where
 * the reader of this organisation's log (0: the router's) may not see persons and cards there, and for other objects. */
MUST_CHECK enum rc registry_act_object(
    struct session *session, int64_t organisation_id, const struct audit *act, const char **name, struct err *e);
