/* SPDX-License-Identifier: EUPL-1.2 */
/* Replacing a person's student identifier by another; the former ones go on naming the person, and nobody else can take them. */
#pragma once

#include "registry/details.h"
#include "registry/search.h"

/* How a change was taken. */
enum identifier_change {
    IDENTIFIER_CHANGED, /* or it was so already */
    IDENTIFIER_WISHED   /* noted: other organisations have enrolled the person too, and not all of them want this identifier yet */
};

/* In the session's transaction. `esi` is the present identifier; a former one does only where the person has the new one already, so that a
 * change can be sent again. The only organisation that has enrolled the person changes it alone, as does the one whose domain is the scope
 * of the present identifier, and the operator; else it is changed once all organisations have asked for the same.
 * RC_NOT_FOUND (ER-0003), RC_DENIED (SE-0000), RC_INVALID (ER-1002), RC_CONFLICT: the new identifier is or was somebody else's (ER-2401),
 * `esi` is a former one (ER-2403). */
MUST_CHECK enum rc registry_change_identifier(struct session *session, struct str esi, struct str identifier, struct person_detail *out,
    enum identifier_change *change, struct err *e);

/* RC_CONFLICT (ER-2402) when `esi`, by which the person was found, is a former identifier: nobody is enrolled under one. */
MUST_CHECK enum rc identifier_check_present(const struct person *person, struct str esi, struct err *e);

/* A search for a former identifier becomes one for the person's present identifier. */
MUST_CHECK enum rc identifier_resolve_search(struct session *session, struct search *search, struct err *e);
