/* SPDX-License-Identifier: EUPL-1.2 */
/* Institutions that keep names and addresses of their students themselves, and tell them when asked for the holder of a card. */
#pragma once

#include "registry/details.h"

#define SELF_HOSTED_KEY_MAX 255 /* bytes */

/* In the session's transaction; replaces what there was. `key` is sent with each question. RC_INVALID for an address (ER-2302), a key
 * (ER-2306) or an organisation (ER-2303) that can't be. */
MUST_CHECK enum rc registry_set_self_hosted(
    struct session *session, int64_t organisation_id, const char *url, const char *key, struct err *e);

/* RC_NOT_FOUND (ER-2307) when the organisation keeps nothing itself. */
MUST_CHECK enum rc registry_clear_self_hosted(struct session *session, int64_t organisation_id, struct err *e);

/* Whom to ask for what. */
struct hosted_question {
    int64_t organisation_id;
    const char *url;
    struct str key; /* NUL behind it */
    char number[ESCN_TEXT_SIZE];
};

/* What the institution said; NULL where it said nothing. */
struct hosted_answer {
    const char *full_name;
    const char *email;
};

/* Asks; false when there is no answer to go by. The answer goes into the arena. */
typedef bool hosted_ask_fn(void *self, struct arena *arena, const struct hosted_question *question, struct hosted_answer *out);

/* Whether the institution of an enrolment would have to be asked for the name. Costs nothing where no institution keeps data itself. */
bool hosted_is_missing(const struct session *session, const struct enrolment_detail *enrolment);

/* Fills in what institutions say, into the enrolments that lack it. `card` is the one that was asked for, or NULL: then the latest card of
 * each institution names the person. What can't be had stays as it is stored. */
MUST_CHECK enum rc hosted_complete(
    struct session *session, struct person_detail *person, const struct card *card, hosted_ask_fn *ask, void *self, struct err *e);
