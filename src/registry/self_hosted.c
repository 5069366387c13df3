/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/self_hosted.h"

#include "registry/sealed.h"
#include "registry/services.h"
#include "store/cards.h"

#include <string.h>

#define PURPOSE "self-hosted" /* of the seal */

/* It becomes a header. */
static enum rc check_key(struct str key, struct err *e)
{
    bool good = key.length > 0 && key.length <= SELF_HOSTED_KEY_MAX;
    for (size_t i = 0; good && i < key.length; i++) {
        good = key.data[i] > ' ' && key.data[i] <= '~';
    }
    return good ? RC_OK
                : err_set(e, RC_INVALID, "ER-2306", "key", T_("the key has to be 1 to %d printable ASCII characters without blanks"),
                      SELF_HOSTED_KEY_MAX);
}

enum rc registry_set_self_hosted(struct session *session, int64_t organisation_id, const char *url, const char *key, struct err *e)
{
    const struct organisation *owner = NULL;
    struct self_hosted hosted = {.organisation_id = organisation_id, .url = url, .created_at_us = session->now_us};
    if (session_require_permission(session, organisation_id, PERMISSION_SERVICES, e) != RC_OK ||
        session_organisation(session, organisation_id, &owner, e) != RC_OK || service_check_url(session, url, e) != RC_OK ||
        check_key(str_of(key), e) != RC_OK) {
        return e->rc;
    }
    if (!organisation_is_issuer(owner)) {
        return err_set(e, RC_INVALID, "ER-2303", "organisation", T_("organisation %s is a processor, which has no students of its own"),
            owner->identifier);
    }
    if (sealed_make(session, PURPOSE, organisation_id, str_of(key), &hosted.key, e) != RC_OK ||
        self_hosted_put(session->db, &hosted, e) != RC_OK) {
        return e->rc;
    }
    session_touch_directory(session);
    return session_audit(session, AUDIT_SELF_HOSTED_SET, organisation_id, organisation_id, NULL, e);
}

enum rc registry_clear_self_hosted(struct session *session, int64_t organisation_id, struct err *e)
{
    bool changed = false;
    if (session_require_permission(session, organisation_id, PERMISSION_SERVICES, e) != RC_OK ||
        self_hosted_delete(session->db, organisation_id, &changed, e) != RC_OK) {
        return e->rc;
    }
    if (!changed) {
        return err_set(e, RC_NOT_FOUND, "ER-2307", "organisation", T_("the organisation keeps no data itself"));
    }
    session_touch_directory(session);
    return session_audit(session, AUDIT_SELF_HOSTED_CLEAR, organisation_id, organisation_id, NULL, e);
}

static const struct self_hosted *find_hosted(const struct session *session, int64_t organisation_id)
{
    const struct self_hosted_list *const all = &session->directory.hosted;
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i].organisation_id == organisation_id) {
            return &all->items[i];
        }
    }
    return NULL;
}

bool hosted_is_missing(const struct session *session, const struct enrolment_detail *enrolment)
{
    return session->directory.hosted.count > 0 && enrolment->enrolment.full_name[0] == '\0' &&
        find_hosted(session, enrolment->enrolment.organisation_id) != NULL;
}

/* The card that names the person at this institution; *found is false when there is none. */
static enum rc find_number(struct session *session, const struct enrolment *enrolment, const struct card *card, char out[ESCN_TEXT_SIZE],
    bool *found, struct err *e)
{
    struct cards cards = {0};
    *found = card != NULL && card->issuer_id == enrolment->organisation_id;
    if (*found) {
        escn_format(&card->escn, out);
        return RC_OK;
    }
    if (cards_list_by_person(session->db, session->arena, enrolment->person_id, &cards, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; !*found && i < cards.count; i++) {
        if (cards.items[i].issuer_id == enrolment->organisation_id) {
            escn_format(&cards.items[i].escn, out);
            *found = true;
        }
    }
    return RC_OK;
}

static enum rc complete_one(
    struct session *session, struct enrolment *enrolment, const struct card *card, hosted_ask_fn *ask, void *self, struct err *e)
{
    const struct self_hosted *const hosted = find_hosted(session, enrolment->organisation_id);
    struct hosted_question question = {.organisation_id = enrolment->organisation_id, .url = hosted->url};
    struct hosted_answer answer = {0};
    bool found = false;
    if (find_number(session, enrolment, card, question.number, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return RC_OK;
    }
    if (sealed_open(session, PURPOSE, enrolment->organisation_id, hosted->key, &question.key, e) != RC_OK) {
        return e->rc;
    }
    if (ask(self, session->arena, &question, &answer)) {
        enrolment->full_name = answer.full_name == NULL ? enrolment->full_name : answer.full_name;
        enrolment->email = enrolment->email == NULL ? answer.email : enrolment->email;
    }
    return RC_OK;
}

enum rc hosted_complete(
    struct session *session, struct person_detail *person, const struct card *card, hosted_ask_fn *ask, void *self, struct err *e)
{
    for (size_t i = 0; i < person->count; i++) {
        if (hosted_is_missing(session, &person->enrolments[i]) &&
            complete_one(session, &person->enrolments[i].enrolment, card, ask, self, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}
