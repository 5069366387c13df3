/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/offers.h"

enum rc registry_list_offers(struct session *session, int64_t organisation_id, struct offers *out, struct err *e)
{
    if (organisation_id != 0 && session_require_permission(session, organisation_id, PERMISSION_SERVICES, e) != RC_OK) {
        return e->rc;
    }
    return offers_list(session->db, session->arena, organisation_id, out, e);
}

enum rc registry_get_offer(struct session *session, int64_t id, struct offer *out, struct err *e)
{
    bool found = false;
    struct err ignored = {0};
    if (offers_get(session->db, session->arena, id, out, &found, e) != RC_OK) {
        return e->rc;
    }
    if (!found || session_require_permission(session, out->organisation_id, PERMISSION_SERVICES, &ignored) != RC_OK) {
        return err_set(e, RC_NOT_FOUND, "ER-2305", "id", "there is no such service");
    }
    return RC_OK;
}

static enum rc check(const struct session *session, const struct offer *offer, struct err *e)
{
    const struct organisation *const organisation = directory_get(&session->directory, offer->organisation_id);
    if (organisation == NULL) {
        return err_set(e, RC_NOT_FOUND, "ER-0004", "organisation", "there is no such organisation");
    }
    return session_require_permission(session, organisation->id, PERMISSION_SERVICES, e) == RC_OK ? offer_check(offer, e) : e->rc;
}

enum rc registry_add_offer(struct session *session, struct offer *offer, struct err *e)
{
    if (check(session, offer, e) != RC_OK || offers_insert(session->db, offer, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_OFFER_ADD, offer->organisation_id, offer->id, offer_kind_code(offer->kind)->key, e);
}

enum rc registry_edit_offer(struct session *session, struct offer *offer, struct err *e)
{
    struct offer before;
    if (registry_get_offer(session, offer->id, &before, e) != RC_OK) {
        return e->rc;
    }
    offer->organisation_id = before.organisation_id;
    if (check(session, offer, e) != RC_OK || offers_update(session->db, offer, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_OFFER_EDIT, offer->organisation_id, offer->id, offer_kind_code(offer->kind)->key, e);
}

enum rc registry_remove_offer(struct session *session, int64_t id, struct err *e)
{
    struct offer offer;
    if (registry_get_offer(session, id, &offer, e) != RC_OK || offers_delete(session->db, id, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_OFFER_REMOVE, offer.organisation_id, id, offer_kind_code(offer.kind)->key, e);
}
