/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/admin.h"

#include "base/day.h"
#include "registry/legal.h"
#include "registry/organisations.h"

enum rc registry_add_organisation(struct session *session, struct organisation *organisation, const char *accepted_by, struct err *e)
{
    if (organisation_check(organisation, e) != RC_OK || organisation_settle_identifier(session, organisation, e) != RC_OK) {
        return e->rc;
    }
    organisation->contrast_color = organisation_contrast(organisation);
    if (organisations_insert(session->db, organisation, session->now_us, e) != RC_OK) {
        if (e->rc == RC_CONFLICT) {
            return err_set(e, RC_CONFLICT, "ER-0008", "identifier", T_("there is an organisation %s already"), organisation->identifier);
        }
        return e->rc;
    }
    session_touch_directory(session);
    if (session_audit(session, AUDIT_ORGANISATION_ADD, organisation->id, organisation->id, NULL, e) != RC_OK) {
        return e->rc;
    }
    return accepted_by == NULL ? RC_OK : registry_record_acceptance(session, organisation, accepted_by, e);
}

enum rc registry_add_mandate(struct session *session, int64_t issuer_id, int64_t processor_id, struct err *e)
{
    struct mandate mandate = {
        .issuer_id = issuer_id,
        .processor_id = processor_id,
        .from_day = session->today,
        .until_day = DAY_NONE,
    };
    if (mandates_insert(session->db, &mandate, session->now_us, e) != RC_OK) {
        return e->rc;
    }
    session_touch_directory(session);
    return session_audit(session, AUDIT_MANDATE_GIVE, issuer_id, mandate.id, NULL, e);
}
