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

/* The steps of which these operations are made, for those who have many persons to write. Each writes lists and log of acts with the row;
 * permission and values are the caller's business. */

/* By ESI; *found is false when nobody knows it. RC_INVALID (ER-1002) when it is no ESI. */
MUST_CHECK enum rc person_find(struct session *session, struct str esi, struct person *out, bool *found, struct err *e);

/* Enters a person whom nobody knows; an enrolment must follow. */
MUST_CHECK enum rc person_add(struct session *session, struct str esi, struct person *out, struct err *e);

/* Fills id and seq. */
MUST_CHECK enum rc enrolment_add(struct session *session, struct enrolment *enrolment, struct err *e);

/* Writes name, e-mail and level where they differ from `old`, as read; raises enrolment->version. */
MUST_CHECK enum rc enrolment_change(struct session *session, const struct enrolment *old, struct enrolment *enrolment, struct err *e);

/* Ends an enrolment with its cards and its picture. */
MUST_CHECK enum rc enrolment_end(struct session *session, const struct enrolment *enrolment, struct err *e);

/* Erases a person whom no organisation has enrolled any more. */
MUST_CHECK enum rc person_erase_if_alone(struct session *session, int64_t person_id, struct err *e);
