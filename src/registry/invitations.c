/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/invitations.h"

#include "base/day.h"
#include "core/person.h"
#include "registry/outbox.h"

#include <inttypes.h>

static enum rc check(const struct session *session, const struct invitation *invitation, const char **whose, struct err *e)
{
    const bool at_router = invitation->organisation_id == 0;
    const struct organisation *organisation = NULL;
    *whose = "the router itself";
    if (invitation->role == ROLE_NONE || at_router != (invitation->role == ROLE_SUPER)) {
        return err_set(e, RC_INVALID, "ER-1012", "role",
            T_("the role does not fit: super administrators belong to the router itself, all others "
               "to an organisation"));
    }
    if (email_check_mailable(str_of(invitation->email), e) != RC_OK) {
        return e->rc;
    }
    if (invitation->base_url == NULL) {
        return err_set(
            e, RC_INVALID, "ER-2214", "public-url", T_("the setting public-url is missing: the link in the mail must lead somewhere"));
    }
    if (invitation->organisation_name != NULL) {
        *whose = invitation->organisation_name;
    } else if (!at_router) {
        if (session_organisation(session, invitation->organisation_id, &organisation, e) != RC_OK) {
            return e->rc;
        }
        *whose = organisation->name;
    }
    return session_require_permission(session, invitation->organisation_id, PERMISSION_USERS, e);
}

static enum rc post(struct session *session, const struct invitation *invitation, const char *whose, const struct link *link,
    const char *secret, struct err *e)
{
    char until[DAY_TEXT_SIZE];
    day_format(day_of_us(link->expires_at_us), until);
    const char *const url = link_url(session->arena, invitation->base_url, LINK_INVITATION, secret);
    const char *const text = url == NULL ? NULL
                                         : arena_format(session->arena,
                                               "Hello,\n\nyou are invited to the European Student Card router as \"%s\" of:\n\n  %s\n\n"
                                               "To accept, open this link and choose a password. It works once, until %s:\n\n  %s\n\n"
                                               "If you did not expect this mail, leave it alone: nothing happens.\n",
                                               role_code(invitation->role)->label, whose, until, url);
    if (text == NULL) {
        return err_no_memory(e);
    }
    const struct mail mail = {.to = invitation->email, .subject = "Invitation to the European Student Card router", .text = text};
    return registry_post_mail(session, &mail, e);
}

enum rc registry_invite(
    struct session *session, const struct invitation *invitation, struct link *out, char secret[LINK_SECRET_SIZE], struct err *e)
{
    const char *whose = NULL;
    *out = (struct link){
        .purpose = LINK_INVITATION,
        .organisation_id = invitation->organisation_id,
        .role = invitation->role,
        .email = invitation->email,
    };
    if (check(session, invitation, &whose, e) != RC_OK || registry_make_link(session, out, secret, e) != RC_OK ||
        post(session, invitation, whose, out, secret, e) != RC_OK) {
        return e->rc;
    }
    return session_audit(session, AUDIT_USER_INVITE, out->organisation_id, out->id, role_code(out->role)->key, e);
}

enum rc registry_list_invitations(struct session *session, int64_t organisation_id, struct links *out, struct err *e)
{
    struct links all = {0};
    *out = (struct links){0};
    if (session_require_permission(session, organisation_id, PERMISSION_USERS, e) != RC_OK ||
        links_list_invitations(session->db, session->arena, organisation_id, &all, e) != RC_OK) {
        return e->rc;
    }
    out->items = all.items;
    for (size_t i = 0; i < all.count; i++) {
        struct err ignored = {0};
        if (link_check(&all.items[i], session->now_us, &ignored) == RC_OK) {
            out->items[out->count++] = all.items[i];
        }
    }
    return RC_OK;
}

enum rc registry_withdraw_invitation(struct session *session, int64_t organisation_id, int64_t id, struct err *e)
{
    struct links open = {0};
    if (registry_list_invitations(session, organisation_id, &open, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < open.count; i++) {
        if (open.items[i].id == id) {
            return registry_revoke_link(session, id, e);
        }
    }
    return err_set(e, RC_NOT_FOUND, "ER-2210", "id", T_("there is no invitation %" PRId64 " that could be withdrawn"), id);
}
