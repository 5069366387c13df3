/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/details.h"

#include "store/enrolments.h"
#include "store/persons.h"

enum rc detail_enrolments(struct session *session, struct person_detail *detail, struct err *e)
{
    struct enrolments all = {0};
    if (enrolments_list_by_person(session->db, session->arena, detail->person.id, &all, e) != RC_OK) {
        return e->rc;
    }
    detail->count = 0;
    detail->enrolments = arena_alloc_array(session->arena, all.count, sizeof *detail->enrolments);
    if (detail->enrolments == NULL) {
        return err_no_memory(e);
    }
    for (size_t i = 0; i < all.count; i++) {
        if (!session_may_see(session, all.items[i].organisation_id)) {
            continue;
        }
        struct enrolment_detail *const out = &detail->enrolments[detail->count++];
        out->enrolment = all.items[i];
        if (session_organisation(session, all.items[i].organisation_id, &out->organisation, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc detail_person(struct session *session, int64_t person_id, struct person_detail *out, struct err *e)
{
    bool found = false;
    if (persons_get(session->db, session->arena, person_id, &out->person, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the stored person %lld is missing", (long long)person_id);
    }
    return detail_enrolments(session, out, e);
}

enum rc detail_card(struct session *session, struct card_detail *out, struct err *e)
{
    const struct card *const card = &out->card;
    out->shown = card_status_on(card, session->today);
    out->processor = NULL;
    if (session_organisation(session, card->issuer_id, &out->issuer, e) != RC_OK) {
        return e->rc;
    }
    if (card->processor_id != 0 && session_organisation(session, card->processor_id, &out->processor, e) != RC_OK) {
        return e->rc;
    }
    return out->person.person.id != 0 ? RC_OK : detail_person(session, card->person_id, &out->person, e);
}

const struct enrolment_detail *detail_find_enrolment(const struct person_detail *detail, int64_t organisation_id)
{
    for (size_t i = 0; i < detail->count; i++) {
        if (detail->enrolments[i].organisation->id == organisation_id) {
            return &detail->enrolments[i];
        }
    }
    return NULL;
}

bool detail_card_is_authorized(const struct card_detail *detail)
{
    const struct enrolment_detail *const at = detail_find_enrolment(&detail->person, detail->card.issuer_id);
    return detail->issuer->legal_basis == LEGAL_BASIS_PUBLIC_TASK || (at != NULL && !at->enrolment.is_withdrawn);
}

const char *detail_card_name(const struct card_detail *detail)
{
    if (detail->card.display_name != NULL) {
        return detail->card.display_name;
    }
    const struct enrolment_detail *const at = detail_find_enrolment(&detail->person, detail->card.issuer_id);
    return at == NULL ? "" : at->enrolment.full_name;
}

const char *detail_person_name(const struct person_detail *detail)
{
    return detail->count == 0 ? "" : detail->enrolments[0].enrolment.full_name;
}
