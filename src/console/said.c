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
};

const char *said_message(enum said said)
{
    return messages[said];
}
