/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/first_steps.h"

#include "registry/visits.h"

/* A user and another one, or an invitation. */
#define USERS_ENOUGH 2

static bool is_described(const struct organisation *organisation)
{
    const struct address *const address = &organisation->address;
    return organisation->website != NULL && organisation->schac_home_organization != NULL && address->city_name != NULL &&
        (address->street_name != NULL || address->details != NULL || address->label != NULL);
}

/* Verifications that nobody has written down yet count, too: who has just scanned a card sees the step ticked. */
static enum rc was_verified(
    struct session *session, const struct organisation_begun *begun, int64_t organisation_id, bool *out, struct err *e)
{
    struct verification_days days = {0};
    *out = begun->has_verification;
    if (*out || session->registry->visits == NULL) {
        return RC_OK;
    }
    if (visits_read(session->registry->visits, session->arena, false, &days, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < days.count; i++) {
        *out = *out || (days.items[i].organisation_id == organisation_id && days.items[i].verifications > 0);
    }
    return RC_OK;
}

enum rc registry_first_steps(struct session *session, const struct organisation *organisation, struct first_steps *out, struct err *e)
{
    struct organisation_begun begun = {0};
    *out = (struct first_steps){0};
    if (session_require_permission(session, organisation->id, PERMISSION_STATISTICS, e) != RC_OK ||
        organisations_begun(session->db, organisation->id, session->now_us, &begun, e) != RC_OK ||
        was_verified(session, &begun, organisation->id, &out->done[FIRST_STEP_VERIFY], e) != RC_OK) {
        return e->rc;
    }
    const bool is_issuer = organisation_is_issuer(organisation);
    out->done[FIRST_STEP_LEGAL] = organisation->legal_accepted;
    out->done[FIRST_STEP_DATA] = is_described(organisation);
    out->done[FIRST_STEP_USERS] = begun.users + begun.invitations >= USERS_ENOUGH;
    out->done[FIRST_STEP_TOKEN] = begun.has_token;
    out->done[FIRST_STEP_CARD] = begun.has_card;
    for (size_t i = 0; i < FIRST_STEP_COUNT; i++) {
        out->applies[i] = is_issuer || (i != FIRST_STEP_CARD && i != FIRST_STEP_VERIFY);
        out->open += out->applies[i] && !out->done[i] ? 1 : 0;
    }
    return RC_OK;
}
