/* SPDX-License-Identifier: EUPL-1.2 */
/* How the log of acts names them to people. */
#include "console/act_line.h"

static const struct {
    enum audit_action action;
    const char *words;
} acts[] = {
    {AUDIT_PERSON_ENROL, N_("Person enrolled")},
    {AUDIT_PERSON_UPDATE, N_("Person changed")},
    {AUDIT_PERSON_LEAVE, N_("Enrolment ended")},
    {AUDIT_PERSON_ERASE, N_("Person erased")},
    {AUDIT_CARD_ISSUE, N_("Card issued")},
    {AUDIT_CARD_REISSUE, N_("Card issued again")},
    {AUDIT_CARD_UPDATE, N_("Card changed")},
    {AUDIT_CARD_DELETE, N_("Card deleted")},
    {AUDIT_ORGANISATION_ADD, N_("Organisation added")},
    {AUDIT_MANDATE_GIVE, N_("Mandate given")},
    {AUDIT_LEGAL_PUBLISH, N_("Legal documents published")},
    {AUDIT_LEGAL_ACCEPT, N_("Legal documents accepted")},
    {AUDIT_MANDATE_CHANGE, N_("Mandate changed")},
    {AUDIT_MANDATE_WITHDRAW, N_("Mandate withdrawn")},
    {AUDIT_ORGANISATION_EDIT, N_("Organisation changed")},
    {AUDIT_ORGANISATION_SUSPEND, N_("Organisation suspended")},
    {AUDIT_ORGANISATION_RESUME, N_("Organisation taken up again")},
    {AUDIT_ORGANISATION_CLOSE, N_("Organisation closed")},
    {AUDIT_TOKEN_CREATE, N_("Token made")},
    {AUDIT_TOKEN_REVOKE, N_("Token revoked")},
    {AUDIT_LINK_MAKE, N_("Link made")},
    {AUDIT_LINK_USE, N_("Link used")},
    {AUDIT_LINK_REVOKE, N_("Link withdrawn")},
    {AUDIT_USER_INVITE, N_("User invited")},
    {AUDIT_TOKEN_ROTATE, N_("Token replaced")},
    {AUDIT_DATABASE_REPAIR, N_("Database repaired")},
    {AUDIT_SANDBOX_FILL, N_("Sandbox filled")},
    {AUDIT_IMPORT_BEGIN, N_("Import begun")},
    {AUDIT_IMPORT_END, N_("Import ended")},
    {AUDIT_IMPORT_UNDO, N_("Import undone")},
    {AUDIT_PICTURE_PUT, N_("Picture sent")},
    {AUDIT_PICTURE_DELETE, N_("Picture deleted")},
    {AUDIT_CONTACT_ADD, N_("Contact added")},
    {AUDIT_CONTACT_EDIT, N_("Contact changed")},
    {AUDIT_CONTACT_REMOVE, N_("Contact removed")},
    {AUDIT_REGISTRATION_REQUEST, N_("Registration asked for")},
    {AUDIT_REGISTRATION_VALIDATE, N_("Registration validated")},
    {AUDIT_REGISTRATION_REFUSE, N_("Registration refused")},
    {AUDIT_REGISTRATION_ERASE, N_("Registration erased")},
    {AUDIT_ORGANISATION_ACTIVATE, N_("Organisation took up its work")},
    {AUDIT_SERVICE_ADD, N_("Service for events added")},
    {AUDIT_SERVICE_ENABLE, N_("Service for events enabled")},
    {AUDIT_SERVICE_DISABLE, N_("Service for events disabled")},
    {AUDIT_SERVICE_REMOVE, N_("Service for events removed")},
    {AUDIT_SERVICE_SECRET, N_("Secret of a service changed")},
    {AUDIT_EVENT_GIVE_UP, N_("Event could not be sent")},
    {AUDIT_MAIL_GIVE_UP, N_("Mail could not be sent")},
    {AUDIT_SELF_HOSTED_SET, N_("Own data service set")},
    {AUDIT_SELF_HOSTED_CLEAR, N_("Own data service taken away")},
    {AUDIT_OFFER_ADD, N_("Service added")},
    {AUDIT_OFFER_EDIT, N_("Service changed")},
    {AUDIT_OFFER_REMOVE, N_("Service removed")},
    {AUDIT_USER_ADD, N_("User added")},
    {AUDIT_USER_ROLE_GIVE, N_("Role given")},
    {AUDIT_USER_ROLE_TAKE, N_("Role taken away")},
    {AUDIT_USER_DISABLE, N_("User disabled")},
    {AUDIT_USER_ENABLE, N_("User let in again")},
    {AUDIT_USER_PASSWORD, N_("Password set")},
    {AUDIT_USER_EMAIL, N_("Address of a user changed")},
    {AUDIT_USER_PROFILE, N_("Profile of a user changed")},
    {AUDIT_USER_TOTP_ON, N_("Second factor switched on")},
    {AUDIT_USER_TOTP_OFF, N_("Second factor removed")},
    {AUDIT_USER_RECOVERY, N_("Recovery codes renewed")},
    {AUDIT_USER_LOGIN, N_("Signed in")},
    {AUDIT_USER_LOGOUT, N_("Signed out")},
    {AUDIT_IDENTIFIER_CHANGE, N_("Identifier changed")},
    {AUDIT_IDENTIFIER_WISH, N_("Change of identifier asked for")},
    {AUDIT_CONSENT_PUBLISH, N_("Text of consent published")},
    {AUDIT_CONSENT_GIVE, N_("Consent recorded")},
    {AUDIT_CONSENT_WITHDRAW, N_("Consent withdrawn")},
    {AUDIT_LEGAL_BASIS_SET, N_("Legal basis set")},
    {AUDIT_STUDENT_SEE, N_("Student looked at own data")},
    {AUDIT_STUDENT_CORRECT, N_("Student corrected own data")},
    {AUDIT_STUDENT_WITHDRAW, N_("Student withdrew")},
    {AUDIT_PERSON_READ, N_("Person read by another organisation")},
    {AUDIT_CARD_READ, N_("Card read by another organisation")},
    {AUDIT_LIST_READ, N_("List read by another organisation")},
    {AUDIT_RETENTION_RUN, N_("Expired data erased")},
};

const char *act_words(enum audit_action action)
{
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        if (acts[i].action == action) {
            return acts[i].words;
        }
    }
    return N_("Something else");
}

const char *act_object_words(enum audit_object object)
{
    static const char *const objects[AUDIT_OF_COUNT] = {
        [AUDIT_OF_PERSON] = N_("Cardholder"),
        [AUDIT_OF_CARD] = N_("Card"),
        [AUDIT_OF_ORGANISATION] = N_("Organisation"),
        [AUDIT_OF_MANDATE] = N_("Mandate"),
        [AUDIT_OF_LEGAL] = N_("Version"),
        [AUDIT_OF_TOKEN] = N_("Token"),
        [AUDIT_OF_LINK] = N_("Link"),
        [AUDIT_OF_IMPORT] = N_("Import"),
        [AUDIT_OF_CONTACT] = N_("Contact"),
        [AUDIT_OF_REGISTRATION] = N_("Registration"),
        [AUDIT_OF_SERVICE] = N_("System"),
        [AUDIT_OF_MAIL] = N_("Mail"),
        [AUDIT_OF_OFFER] = N_("Service"),
        [AUDIT_OF_USER] = N_("User"),
        [AUDIT_OF_CONSENT] = N_("Version"),
    };
    return objects[object];
}

const struct form_option *act_options(struct arena *arena, size_t *count)
{
    struct form_option *const options = arena_alloc_array(arena, COUNT_OF(acts) + 1, sizeof *options);
    *count = 0;
    for (size_t i = 0; options != NULL && i < COUNT_OF(acts); i++) {
        options[(*count)++] = (struct form_option){audit_action_key(acts[i].action), acts[i].words, NULL};
    }
    return options;
}
