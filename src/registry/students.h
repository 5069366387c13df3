/* SPDX-License-Identifier: EUPL-1.2 */
/* Cardholders as the API before V2 has them: a student is a person at one institution, with its cards there and one day on which they all
 * expire. The data are those of persons and cards, and so are permissions and refusals. */
#pragma once

#include "registry/details.h"

/* What a client says of a student; what it says nothing of is NULL, 0. */
struct student_input {
    const char *identifier; /* ESI */
    const char *institution;
    const char *name;
    const char *email;
    int64_t academic_level; /* 6, 7, 8 */
    int32_t expires_day;
};

struct student_card_input {
    const char *number;
    int64_t type;    /* 0 to STUDENT_CARD_TYPE_MAX */
    const char *uid; /* of the chip */
};

/* Types of cards that came later are shown as 0. */
#define STUDENT_CARD_TYPE_MAX 4

struct student {
    struct person person;
    struct enrolment enrolment;
    const struct organisation *institution;
    const struct card *cards; /* that are there, of this institution, newest first */
    size_t card_count;
    int32_t expires_day; /* the last of its cards; without cards what was last said of it; else DAY_NONE */
};

struct student_card {
    struct card card;
    struct student student; /* at the card's issuer */
};

/* Of a person enrolled at several institutions that a processor acts for, the oldest enrolment is the student. */
MUST_CHECK enum rc registry_get_student(struct session *session, struct str esi, struct student *out, struct err *e);

MUST_CHECK enum rc registry_add_student(struct session *session, const struct student_input *input, struct student *out, struct err *e);

/* Changes the student at the institution that the input names, and moves the expiry of all its cards. A name or level that the input says
 * nothing of stays. */
MUST_CHECK enum rc registry_update_student(
    struct session *session, struct str esi, const struct student_input *input, struct student *out, struct err *e);

/* Issues an active card from today until the student's day of expiry, at the institution whose PIC the number has where the student is
 * there. RC_INVALID (ER-1101) when the student has no day of expiry, (ER-1014) when it has passed. */
MUST_CHECK enum rc registry_add_student_card(
    struct session *session, struct str esi, const struct student_card_input *input, struct student_card *out, struct err *e);

/* RC_NOT_FOUND (ER-0001) for what is no number of a card of this student. */
MUST_CHECK enum rc registry_get_student_card(
    struct session *session, struct str esi, struct str number, struct student_card *out, struct err *e);
MUST_CHECK enum rc registry_delete_student_card(struct session *session, struct str esi, struct str number, struct err *e);

/* A card by its number alone. RC_NOT_FOUND (ER-0001) also for the cards of others. */
MUST_CHECK enum rc registry_find_student_card(struct session *session, struct str number, struct student_card *out, struct err *e);

struct students {
    struct student *items;
    size_t count;
};

struct student_cards {
    struct student_card *items;
    size_t count;
};

/* Up to `limit` (1..LIST_SIZE_MAX) from the one at `offset` on, newest first; at the cost of lists without sort and search. */
MUST_CHECK enum rc registry_list_students(struct session *session, int64_t offset, int64_t limit, struct students *out, struct err *e);
MUST_CHECK enum rc registry_list_student_cards(
    struct session *session, int64_t offset, int64_t limit, struct student_cards *out, struct err *e);
