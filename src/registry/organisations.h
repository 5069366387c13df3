/* SPDX-License-Identifier: EUPL-1.2 */
/* The life of an organisation: its data, its contacts, suspension and closing. */
#pragma once

#include "registry/session.h"
#include "store/contacts.h"

/* All but registry_list_contacts run in the session's transaction. */

/* RC_OK when everything that an organisation says of itself has its form. */
MUST_CHECK enum rc organisation_check(const struct organisation *organisation, struct err *e);

/* Puts the identifier into the form that is stored. RC_INVALID when it is none; RC_CONFLICT (ER-0008) when an organisation has it. */
MUST_CHECK enum rc organisation_settle_identifier(struct session *session, struct organisation *organisation, struct err *e);

/* What organisation_check can't know of a colour: where there is none for text on the main colour, the one that can be read. */
const char *organisation_contrast(const struct organisation *organisation);

/* RC_NOT_FOUND for an id that no organisation has. */
MUST_CHECK enum rc registry_find_organisation(const struct session *session, int64_t id, const struct organisation **out, struct err *e);

/* Writes `changed`, made from what registry_find_organisation gave, and leaves identifier, kind and status. RC_CONFLICT (ER-0005) when
 * somebody else has changed the organisation since. */
MUST_CHECK enum rc registry_edit_organisation(struct session *session, const struct organisation *changed, struct err *e);

/* A finished logo: `name` holds a hash of the content and tells its kind. Without a name the one there may be is taken away. */
MUST_CHECK enum rc registry_set_logo(struct session *session, int64_t id, const char *name, struct str content, struct err *e);

/* For anybody: the content behind a name, in the session's arena. RC_NOT_FOUND. Needs no transaction. */
MUST_CHECK enum rc registry_get_logo(struct session *session, struct str name, struct str *out, struct err *e);

/* Each for the super administrator and the operator. RC_CONFLICT (ER-2109) when the organisation is not in a state for it. The reason is
 * told to the organisation with each refused write; it must name nobody. */
MUST_CHECK enum rc registry_suspend_organisation(struct session *session, int64_t id, const char *reason, struct err *e);

/* Takes a suspended organisation up again, or one that was closed. */
MUST_CHECK enum rc registry_resume_organisation(struct session *session, int64_t id, struct err *e);

/* Nothing is written for it any more. Its cards stay verifiable until they expire; reading goes on. The mandates of a processor are
 * withdrawn: what it read were others' data. */
MUST_CHECK enum rc registry_close_organisation(struct session *session, int64_t id, const char *reason, struct err *e);

/* An invited organisation takes up its work; does nothing to others. Needs no right: who may accept for it causes this. */
MUST_CHECK enum rc registry_activate_organisation(struct session *session, int64_t id, struct err *e);

/* Its representative has come: the same, where there are no legal documents left to accept. */
MUST_CHECK enum rc registry_take_up_organisation(struct session *session, int64_t id, struct err *e);

/* Contacts; RC_NOT_FOUND (ER-2110) for one that is not there. Adding fills contact->id. */
MUST_CHECK enum rc registry_add_contact(struct session *session, struct contact *contact, struct err *e);
MUST_CHECK enum rc registry_edit_contact(struct session *session, const struct contact *contact, struct err *e);
MUST_CHECK enum rc registry_remove_contact(struct session *session, int64_t id, struct err *e);
MUST_CHECK enum rc registry_get_contact(struct session *session, int64_t id, struct contact *out, struct err *e);
MUST_CHECK enum rc registry_list_contacts(struct session *session, int64_t organisation_id, struct contacts *out, struct err *e);
