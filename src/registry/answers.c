/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/answers.h"

#include "registry/sealed.h"
#include "store/answers.h"

#include <string.h>

#define KEPT_US (INT64_C(24) * 3600 * 1000000)

#define PURPOSE "answer"

/* Answers that are deleted at once at most, so that nobody waits for long. */
#define TIDY_MAX 64

enum rc answers_tidy(struct session *session, struct err *e)
{
    const int64_t before_us = session->now_us - KEPT_US;
    return answers_expire_parts(session->db, before_us, TIDY_MAX, e) == RC_OK ? answers_expire(session->db, before_us, TIDY_MAX, e) : e->rc;
}

static bool is_current(const struct session *session, const struct answer *answer)
{
    return answer->created_at_us > session->now_us - KEPT_US;
}

/* Deletes what is too old until the key of this answer is free again. */
static enum rc make_room(struct session *session, const struct answer_claim *claim, bool *found, struct err *e)
{
    struct answer old;
    do {
        if (answers_tidy(session, e) != RC_OK ||
            answers_find(session->db, session->arena, session->actor->id, claim->key, &old, found, e) != RC_OK) {
            return e->rc;
        }
    } while (*found);
    return RC_OK;
}

enum rc registry_find_answer(struct session *session, const struct answer_claim *claim, struct answer *out, bool *found, struct err *e)
{
    if (answers_find(session->db, session->arena, session->actor->id, claim->key, out, found, e) != RC_OK) {
        return e->rc;
    }
    if (!*found) {
        return RC_OK;
    }
    if (!is_current(session, out)) {
        return make_room(session, claim, found, e);
    }
    if (memcmp(out->claim.request, claim->request, ANSWER_HASH_BYTES) != 0) {
        return err_set(e, RC_UNPROCESSABLE, "ER-1305", "Idempotency-Key",
            "the Idempotency-Key came with another request before; take a new key for a new request");
    }
    if (out->state == ANSWER_ERASED) {
        return err_set(e, RC_CONFLICT, "ER-1306", "Idempotency-Key",
            "the request was carried out before, and its answer was erased together with the person whom it was about");
    }
    return RC_OK;
}

static enum rc insert(struct session *session, const struct answer_claim *claim, struct answer *answer, struct err *e)
{
    answer->organisation_id = session->actor->id;
    answer->claim = *claim;
    answer->created_at_us = session->now_us;
    return answers_insert(session->db, answer, e);
}

enum rc registry_keep_answer(
    struct session *session, const struct answer_claim *claim, int status, const char *headers, struct str body, struct err *e)
{
    const bool is_secret = session->answer_is_secret;
    struct answer answer = {
        .state = is_secret ? ANSWER_SEALED : ANSWER_DONE, .status = status, .headers = headers, .person_id = session->subject_id};
    struct str kept = body;
    if (is_secret && !session->registry->has_key) {
        return RC_OK; /* asked again, the router makes another secret */
    }
    if (insert(session, claim, &answer, e) != RC_OK || (is_secret && sealed_make(session, PURPOSE, answer.id, body, &kept, e) != RC_OK)) {
        return e->rc;
    }
    return body.length == 0 ? RC_OK : answers_add_part(session->db, answer.id, 0, kept, e);
}

enum rc registry_begin_answer(struct session *session, const struct answer_claim *claim, struct answer *out, struct err *e)
{
    *out = (struct answer){.state = ANSWER_RUNNING};
    return insert(session, claim, out, e);
}

enum rc registry_add_to_answer(struct session *session, int64_t id, int64_t part, struct str data, struct err *e)
{
    return answers_add_part(session->db, id, part, data, e);
}

enum rc registry_end_answer(struct session *session, int64_t id, int status, const char *headers, struct err *e)
{
    return answers_finish(session->db, id, status, headers, e);
}

enum rc registry_read_answer(
    struct session *session, const struct answer *answer, int64_t part, struct str *out, bool *found, struct err *e)
{
    struct str kept;
    if (answers_get_part(session->db, session->arena, answer->id, part, &kept, found, e) != RC_OK) {
        return e->rc;
    }
    *out = kept;
    return *found && answer->state == ANSWER_SEALED ? sealed_open(session, PURPOSE, answer->id, kept, out, e) : RC_OK;
}

enum rc answers_forget_person(struct session *session, int64_t person_id, int64_t organisation_id, struct err *e)
{
    return answers_erase_parts(session->db, person_id, organisation_id, e) == RC_OK
        ? answers_erase(session->db, person_id, organisation_id, e)
        : e->rc;
}
