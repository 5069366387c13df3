/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests to join: made by anybody, decided by the super administrator. */
#pragma once

#include "registry/links.h"
#include "store/registrations.h"

#define REGISTRATION_KEPT_DAYS 90 /* names and addresses, after the decision */

/* All but the lists run in the session's transaction. */

/* Takes a request after checking its values; fills id, and identifier and country in their stored form. Needs no right. RC_CONFLICT when
 * there is such an organisation (ER-0008), or a request for it waits (ER-2103). */
MUST_CHECK enum rc registry_request_registration(struct session *session, struct registration *registration, struct err *e);

/* RC_NOT_FOUND (ER-2104) for one that is not there. */
MUST_CHECK enum rc registry_get_registration(struct session *session, int64_t id, struct registration *out, struct err *e);

/* Newest first: those with an id below `before` (0: from the newest on), of one state or, below 0, of all; 100 at most. */
MUST_CHECK enum rc registry_list_registrations(
    struct session *session, int64_t before, int state, struct registrations *out, struct err *e);

/* What a validation has made. */
struct validation {
    struct registration registration;
    struct organisation organisation;
    struct link link;
    char secret[LINK_SECRET_SIZE]; /* of the representative's invitation, which went out by mail */
};

/* Makes the organisation, invited, with its representative as contact, and invites the representative by mail with a link to `base_url`.
 * RC_CONFLICT (ER-2105) when the request was decided before. */
MUST_CHECK enum rc registry_validate_registration(
    struct session *session, int64_t id, const char *base_url, struct validation *out, struct err *e);

/* Tells the representative the reason by mail. */
MUST_CHECK enum rc registry_refuse_registration(
    struct session *session, int64_t id, const char *reason, struct registration *out, struct err *e);

/* Empties names, addresses and messages in requests decided more than REGISTRATION_KEPT_DAYS ago; registry_upkeep does. */
MUST_CHECK enum rc registry_erase_registrations(struct session *session, int64_t *count, struct err *e);
