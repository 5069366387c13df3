/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/holders.h"

#include "registry/consents.h"
#include "store/enrolments.h"

static enum rc check_reader(const struct session *session, int64_t organisation_id, enum permission permission, struct err *e)
{
    if (!session_may_see(session, organisation_id)) {
        return err_set(e, RC_DENIED, "SE-0000", "", "access denied: the data are another organisation's");
    }
    return session_require_permission(session, organisation_id, permission, e);
}

static enum rc add_texts(
    struct session *session, int64_t organisation_id, const struct consents *consents, struct holder *out, struct err *e)
{
    out->agreements = arena_alloc_array(session->arena, consents->count, sizeof *out->agreements);
    if (out->agreements == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < consents->count; i++) {
        const struct consent *const consent = &consents->items[i];
        struct consent_text text = {0};
        const char *const language = consent->language == NULL ? "en" : consent->language;
        if (consent->version != 0 && registry_find_consent_text(session, organisation_id, consent->version, language, &text, e) != RC_OK) {
            return e->rc;
        }
        out->agreements[i] = (struct agreement){*consent, text.published_at_us};
    }
    out->agreement_count = consents->count;
    return RC_OK;
}

enum rc registry_get_holder(struct session *session, const struct enrolment *enrolment, struct holder *out, struct err *e)
{
    struct consents consents = {0};
    *out = (struct holder){0};
    if (check_reader(session, enrolment->organisation_id, PERMISSION_READ, e) != RC_OK ||
        enrolments_instants(session->db, enrolment->id, &out->created_at_us, &out->updated_at_us, e) != RC_OK ||
        aliases_list_by_person(session->db, session->arena, enrolment->person_id, &out->aliases, e) != RC_OK ||
        consent_history(session, enrolment, &consents, e) != RC_OK) {
        return e->rc;
    }
    return add_texts(session, enrolment->organisation_id, &consents, out, e);
}

enum rc registry_list_card_acts(struct session *session, const struct card *card, int64_t limit, struct acts *out, struct err *e)
{
    struct audits all = {0};
    *out = (struct acts){0};
    if (check_reader(session, card->issuer_id, PERMISSION_AUDIT, e) != RC_OK ||
        audits_list_of_card(session->db, session->arena, card->issuer_id, card->id, limit, &all, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct acts){.items = all.items, .count = all.count};
    return RC_OK;
}

enum rc registry_list_holder_acts(
    struct session *session, const struct enrolment *enrolment, int64_t limit, struct acts *out, struct err *e)
{
    struct audits all = {0};
    *out = (struct acts){0};
    if (check_reader(session, enrolment->organisation_id, PERMISSION_AUDIT, e) != RC_OK ||
        audits_list_of_holder(session->db, session->arena, enrolment->organisation_id, enrolment->person_id, limit, &all, e) != RC_OK) {
        return e->rc;
    }
    *out = (struct acts){.items = all.items, .count = all.count};
    return RC_OK;
}
