/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers kept for a day under the key that a client gave with its request, so that the request, sent again, is answered again and not
 * carried out again. They are written in the transaction of what they tell, for the asking organisation alone. */
#pragma once

#include "core/answer.h"
#include "registry/session.h"

/* What is kept under the key; *found is false when nothing is. RC_UNPROCESSABLE (ER-1305) when it was another request, RC_CONFLICT
 * (ER-1306) when the answer was erased together with a person. One that is ANSWER_RUNNING is found too. Only for sessions that write: what
 * is older than a day is deleted. */
MUST_CHECK enum rc registry_find_answer(
    struct session *session, const struct answer_claim *claim, struct answer *out, bool *found, struct err *e);

/* Keeps an answer that is complete, tied to the person whom the session's request was about; sealed when it is secret, and not at all when
 * there is no key for that. */
MUST_CHECK enum rc registry_keep_answer(
    struct session *session, const struct answer_claim *claim, int status, const char *headers, struct str body, struct err *e);

/* Keeps one that grows: the parts of its body, numbered from 0, come each with what it tells. It must hold nobody's personal data. */
MUST_CHECK enum rc registry_begin_answer(struct session *session, const struct answer_claim *claim, struct answer *out, struct err *e);
MUST_CHECK enum rc registry_add_to_answer(struct session *session, int64_t id, int64_t part, struct str data, struct err *e);
MUST_CHECK enum rc registry_end_answer(struct session *session, int64_t id, int status, const char *headers, struct err *e);

/* A part of a kept body; *found is false behind the last. */
MUST_CHECK enum rc registry_read_answer(
    struct session *session, const struct answer *answer, int64_t part, struct str *out, bool *found, struct err *e);

/* Deletes some of what is older than a day. */
MUST_CHECK enum rc answers_tidy(struct session *session, struct err *e);

/* Erases what answers hold of a person, those given to one organisation and to processors, or all: 0. */
MUST_CHECK enum rc answers_forget_person(struct session *session, int64_t person_id, int64_t organisation_id, struct err *e);
