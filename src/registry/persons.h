/* SPDX-License-Identifier: EUPL-1.2 */
/* Enrolling persons, reading, changing and erasing them. */
#pragma once

#include "registry/details.h"

/* What a client says of one enrolment; texts NULL where it says nothing. */
struct enrolment_input {
    const char *organisation; /* identifier */
    const char *full_name;
    const char *email;
    const char *academic_level;
};

struct person_input {
    const char *identifier; /* ESI */
    const char *identifier_code;
    const char *full_name; /* for enrolments that bring none */
    const struct enrolment_input *const *enrolments;
    size_t count; /* at least 1 */
};

/* All run in the session's transaction and answer from it. The operations that name a person by ESI give RC_NOT_FOUND (ER-0003) when nobody
 * knows it and RC_DENIED (SE-0000) when only others do. */

MUST_CHECK enum rc registry_get_person(struct session *session, struct str esi, struct person_detail *out, struct err *e);

/* Enrols a person at one or more organisations. RC_CONFLICT (ER-0019) when enrolled at one of them already. */
MUST_CHECK enum rc registry_enrol_person(
    struct session *session, const struct person_input *input, struct person_detail *out, struct err *e);

/* Replaces the enrolments at the organisations named, and no others'; enrols where the person was not yet. */
MUST_CHECK enum rc registry_update_person(
    struct session *session, struct str esi, const struct person_input *input, struct person_detail *out, struct err *e);

/* Ends the enrolments of the asking organisation (of a processor: those of its issuers) with their cards; the last enrolment's end erases
 * the person. */
MUST_CHECK enum rc registry_delete_person(struct session *session, struct str esi, struct err *e);
