/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/said.h"

#include "console/page.h"

static const char *const messages[SAID_COUNT] = {
    [SAID_NOTHING] = "",
    [SAID_SIGNED_OUT] = N_("You are signed out."),
    [SAID_PASSWORD_SET] = N_("Your new password is set. Sign in with it."),
    [SAID_RESET_SENT] = N_("If this address belongs to an account, a link to set a new password is on its way."),
    [SAID_EMAIL_CONFIRMED] = N_("Your new e-mail address is confirmed."),
    [SAID_INVITATION_ACCEPTED] = N_("Your account is ready. Sign in to begin."),
    [SAID_SAVED] = N_("Saved."),
    [SAID_REMOVED] = N_("Removed."),
    [SAID_TOKEN_REVOKED] = N_("The token is revoked. Nothing is accepted with it any more."),
    [SAID_INVITED] = N_("The invitation is on its way."),
    [SAID_INVITATION_REVOKED] = N_("The invitation is withdrawn."),
    [SAID_ROLE_GIVEN] = N_("The user has the new role."),
    [SAID_ROLE_TAKEN] = N_("The role is taken away."),
    [SAID_USER_DISABLED] = N_("The user can't sign in any more."),
    [SAID_USER_ENABLED] = N_("The user can sign in again."),
    [SAID_FACTOR_REMOVED] = N_("The second factor is removed."),
    [SAID_SESSIONS_ENDED] = N_("The sessions are ended."),
    [SAID_EMAIL_ASKED] = N_("A link is on its way to the new address. It counts once the link is used."),
    [SAID_REQUEST_VALIDATED] = N_("The organisation is made, and its representative is invited by mail."),
    [SAID_REQUEST_REFUSED] = N_("The request is refused. The representative reads the reason in a mail."),
    [SAID_ORGANISATION_SUSPENDED] = N_("The organisation is suspended."),
    [SAID_ORGANISATION_RESUMED] = N_("The organisation is taken up again."),
    [SAID_ORGANISATION_CLOSED] = N_("The organisation is closed."),
    [SAID_MANDATE_GIVEN] = N_("The mandate is given."),
    [SAID_MANDATE_WITHDRAWN] = N_("The mandate is withdrawn. The processor's next request is refused."),
    [SAID_LEGAL_ACCEPTED] = N_("The legal documents are accepted. Your organisation may work."),
    [SAID_LEGAL_PUBLISHED] = N_("The new version is published. Organisations are asked to accept it."),
    [SAID_STUDENT_LINK_SENT] = N_("The link is on its way to the student."),
};

const char *said_message(enum said said)
{
    return messages[said];
}
