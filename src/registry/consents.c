/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/consents.h"

#include "base/fold.h"
#include "registry/persons.h"
#include "registry/secret.h"
#include "store/enrolments.h"

#include <inttypes.h>
#include <string.h>

static enum rc find_organisation(struct session *session, const char *identifier, const struct organisation **out, struct err *e)
{
    const struct str text = str_trim(str_of(identifier));
    *out = directory_find(&session->directory, text);
    if (*out == NULL || !organisation_is_issuer(*out)) {
        return err_set(e, RC_INVALID, "ER-0004", "organisation", "there is no organisation %.*s in this router that enrols students",
            str_shown(text, 60), text.data);
    }
    return session_require_permission(session, (*out)->id, PERMISSION_STUDENT_RIGHTS, e);
}

static enum rc check_body(struct str body, struct err *e)
{
    if (!utf8_is_valid(body)) {
        return err_set(e, RC_INVALID, "ER-1012", "body", T_("the text is no valid UTF-8"));
    }
    const size_t length = utf8_length(str_trim(body));
    if (length == 0 || length > CONSENT_TEXT_MAX) {
        return err_set(
            e, RC_INVALID, "ER-1012", "body", T_("the text has %zu characters; 1 to %d were expected"), length, CONSENT_TEXT_MAX);
    }
    return RC_OK;
}

static enum rc choose_version(struct session *session, int64_t wanted, struct consent_text *text, struct err *e)
{
    int64_t latest = 0;
    if (consent_texts_version(session->db, text->organisation_id, INT64_MAX, &latest, e) != RC_OK) {
        return e->rc;
    }
    text->version = wanted == 0 ? latest + 1 : wanted;
    if (text->version == latest + 1 || (text->version == latest && latest > 0)) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "ER-2411", "version",
        "version is %" PRId64 "; the latest text has version %" PRId64 ", so that %" PRId64 " comes next%s", text->version, latest,
        latest + 1, latest > 0 ? ", and the latest can get further languages" : "");
}

enum rc registry_publish_consent_text(
    struct session *session, const struct consent_text_input *input, struct consent_text *out, struct err *e)
{
    const struct organisation *organisation = NULL;
    unsigned char hash[TOKEN_HASH_BYTES];
    char language[LANGUAGE_SIZE];
    if (find_organisation(session, input->organisation, &organisation, e) != RC_OK ||
        language_parse(str_trim(str_of(input->language)), language, e) != RC_OK || check_body(str_of(input->body), e) != RC_OK) {
        return e->rc;
    }
    *out = (struct consent_text){
        .organisation_id = organisation->id,
        .language = arena_copy(session->arena, language),
        .body = input->body,
        .published_at_us = session->now_us,
    };
    if (out->language == NULL) {
        return err_no_memory(e);
    }
    token_hash(str_of(out->body), hash);
    if (choose_version(session, input->version, out, e) != RC_OK) {
        return e->rc;
    }
    if (consent_texts_insert(session->db, out, hash, e) != RC_OK) {
        return e->rc != RC_CONFLICT ? e->rc
                                    : err_set(e, RC_CONFLICT, "ER-2410", "language",
                                          T_("version %" PRId64 " is there in the language %s already, and a text that was published stays "
                                             "as it is; publish a new version"),
                                          out->version, out->language);
    }
    return session_audit(session, AUDIT_CONSENT_PUBLISH, organisation->id, out->version, out->language, e);
}

enum rc registry_list_consent_texts(struct session *session, const char *identifier, struct consent_texts *out, struct err *e)
{
    const struct organisation *organisation = NULL;
    if (identifier != NULL && find_organisation(session, identifier, &organisation, e) != RC_OK) {
        return e->rc;
    }
    if (identifier == NULL && session_require_permission(session, 0, PERMISSION_STUDENT_RIGHTS, e) != RC_OK) {
        return e->rc;
    }
    return consent_texts_list(session->db, session->arena, organisation == NULL ? 0 : organisation->id, out, e);
}

/* Of the languages that a version has: the wanted one, English, the first. */
static const char *choose_language(const struct consent_texts *texts, int64_t version, const char *wanted)
{
    const char *chosen = NULL;
    bool is_english = false;
    for (size_t i = 0; i < texts->count; i++) {
        const struct consent_text *const text = &texts->items[i];
        if (text->version != version) {
            continue;
        }
        if (wanted != NULL && strcmp(text->language, wanted) == 0) {
            return text->language;
        }
        if (chosen == NULL || (!is_english && strcmp(text->language, "en") == 0)) {
            chosen = text->language;
            is_english = strcmp(chosen, "en") == 0;
        }
    }
    return chosen;
}

enum rc registry_find_consent_text(
    struct session *session, int64_t organisation_id, int64_t version, const char *language, struct consent_text *out, struct err *e)
{
    struct consent_texts texts = {0};
    bool found = false;
    if (consent_texts_list(session->db, session->arena, organisation_id, &texts, e) != RC_OK) {
        return e->rc;
    }
    const int64_t wanted = version == 0 && texts.count > 0 ? texts.items[0].version : version;
    const char *const chosen = choose_language(&texts, wanted, language);
    if (chosen != NULL && consent_texts_get(session->db, session->arena, organisation_id, wanted, chosen, out, &found, e) != RC_OK) {
        return e->rc;
    }
    return found ? RC_OK
                 : err_set(e, RC_NOT_FOUND, "ER-2412", "version", "the organisation has published no text of version %" PRId64, wanted);
}

static enum rc declared(struct session *session, const struct enrolment *enrolment, struct consent *out, struct err *e)
{
    int64_t changed_at_us = 0;
    *out = (struct consent){.enrolment_id = enrolment->id, .how = CONSENT_BY_INSTITUTION};
    if (enrolments_instants(session->db, enrolment->id, &out->given_at_us, &changed_at_us, e) != RC_OK) {
        return e->rc;
    }
    return consent_texts_version(session->db, enrolment->organisation_id, out->given_at_us, &out->version, e);
}

enum rc consent_history(struct session *session, const struct enrolment *enrolment, struct consents *out, struct err *e)
{
    struct consents recorded = {0};
    if (consents_list(session->db, session->arena, enrolment->id, &recorded, e) != RC_OK) {
        return e->rc;
    }
    out->count = recorded.count + 1;
    out->items = arena_alloc_array(session->arena, out->count, sizeof *out->items);
    if (out->items == NULL) {
        return err_no_memory(e);
    }
    if (recorded.count > 0) {
        memcpy(out->items + 1, recorded.items, recorded.count * sizeof *recorded.items);
    }
    return declared(session, enrolment, &out->items[0], e);
}

static enum rc mark(
    struct session *session, const struct enrolment *enrolment, bool withdrawn, enum audit_action action, const char *detail, struct err *e)
{
    if (enrolments_set_withdrawn(session->db, enrolment->id, withdrawn, e) != RC_OK) {
        return e->rc;
    }
    session_touch_list(session, enrolment->organisation_id);
    return session_audit(session, action, enrolment->organisation_id, enrolment->person_id, detail, e);
}

/* A withdrawal of what was only declared is put down together with the declaration. */
static enum rc withdraw(struct session *session, const struct enrolment *enrolment, struct consent *out, struct err *e)
{
    bool changed = false;
    if (enrolment->is_withdrawn) {
        return err_set(e, RC_CONFLICT, "ER-2413", "", T_("the consent is withdrawn already"));
    }
    if (consents_withdraw(session->db, enrolment->id, session->now_us, &changed, e) != RC_OK) {
        return e->rc;
    }
    if (!changed) {
        if (declared(session, enrolment, out, e) != RC_OK) {
            return e->rc;
        }
        out->withdrawn_at_us = session->now_us;
        if (consents_insert(session->db, out, e) != RC_OK) {
            return e->rc;
        }
    }
    return mark(session, enrolment, true, AUDIT_CONSENT_WITHDRAW, NULL, e);
}

enum rc consent_give(struct session *session, const struct enrolment *enrolment, struct consent *consent, const char *detail, struct err *e)
{
    int64_t latest = 0;
    if (consent_texts_version(session->db, enrolment->organisation_id, INT64_MAX, &latest, e) != RC_OK) {
        return e->rc;
    }
    if (consent->version < 0 || consent->version > latest) {
        return err_set(
            e, RC_NOT_FOUND, "ER-2412", "version", "the organisation has published no text of version %" PRId64, consent->version);
    }
    consent->version = consent->version == 0 ? latest : consent->version;
    consent->enrolment_id = enrolment->id;
    consent->given_at_us = session->now_us;
    if (consents_insert(session->db, consent, e) != RC_OK) {
        return e->rc;
    }
    return mark(session, enrolment, false, AUDIT_CONSENT_GIVE, detail, e);
}

static enum rc read_consent(struct session *session, const struct consent_input *input, struct consent *out, struct err *e)
{
    char language[LANGUAGE_SIZE] = "";
    *out = (struct consent){.version = input->version, .how = CONSENT_BY_INSTITUTION};
    if (input->how != NULL && consent_how_parse(str_trim(str_of(input->how)), &out->how, e) != RC_OK) {
        return e->rc;
    }
    if (input->language == NULL) {
        return RC_OK;
    }
    if (language_parse(str_trim(str_of(input->language)), language, e) != RC_OK) {
        return e->rc;
    }
    out->language = arena_copy(session->arena, language);
    return out->language == NULL ? err_no_memory(e) : RC_OK;
}

enum rc registry_record_consent(struct session *session, const struct consent_input *input, struct consent *out, struct err *e)
{
    const struct organisation *organisation = NULL;
    struct person_detail person;
    if (find_organisation(session, input->organisation, &organisation, e) != RC_OK || read_consent(session, input, out, e) != RC_OK ||
        registry_get_person(session, str_trim(str_of(input->identifier)), &person, e) != RC_OK) {
        return e->rc;
    }
    const struct enrolment_detail *const at = detail_find_enrolment(&person, organisation->id);
    if (at == NULL) {
        return err_set(e, RC_NOT_FOUND, "ER-0003", "identifier", "the person is not enrolled at organisation %s", organisation->identifier);
    }
    return input->withdrawn ? withdraw(session, &at->enrolment, out, e) : consent_give(session, &at->enrolment, out, NULL, e);
}
