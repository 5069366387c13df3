/* SPDX-License-Identifier: EUPL-1.2 */
/* The services that an organisation has registered to be told of changes of its cards and persons. */
#pragma once

#include "registry/secret.h"
#include "registry/session.h"

/* Texts are borrowed. */
struct new_service {
    int64_t organisation_id;
    const char *name;
    const char *url;
    unsigned events; /* mask of enum event_kind; 0: all */
    bool is_legacy;
};

/* All in the session's transaction. Secrets are told once, by the call that makes them. */

/* RC_INVALID for a name (ER-1012) or address (ER-2302) that is none, for a processor (ER-2303) and for plain http where the operator does
 * not allow it (ER-2302); RC_CONFLICT (ER-2304) when the organisation has a service of that name. */
/* RC_INVALID (ER-2302) for an address that can't be called, or is one of plain http where the operator does not allow that. */
MUST_CHECK enum rc service_check_url(const struct session *session, const char *url, struct err *e);

MUST_CHECK enum rc registry_add_service(
    struct session *session, const struct new_service *input, struct remote_service *out, char secret[SERVICE_SECRET_SIZE], struct err *e);

/* RC_NOT_FOUND (ER-2305) for an id that nobody has, or one of an organisation whose services the user may not manage, here and below. */
MUST_CHECK enum rc registry_get_service(struct session *session, int64_t id, struct remote_service *out, struct err *e);

/* Disabled: nothing more is put down for it, and what waits for it is dropped. */
MUST_CHECK enum rc registry_enable_service(struct session *session, int64_t id, bool enabled, struct err *e);
MUST_CHECK enum rc registry_remove_service(struct session *session, int64_t id, struct err *e);

/* What is sent from now on, also of what waits, is signed with the new one. */
MUST_CHECK enum rc registry_rotate_service_secret(struct session *session, int64_t id, char secret[SERVICE_SECRET_SIZE], struct err *e);

/* The secret in the clear, in the session's arena: for who signs. */
MUST_CHECK enum rc registry_service_secret(struct session *session, const struct remote_service *service, struct str *out, struct err *e);
