/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/audit.h"

#include "base/attr.h"

#include <string.h>

static const char *const keys[] = {
    [AUDIT_PERSON_ENROL] = "PERSON_ENROL",
    [AUDIT_PERSON_UPDATE] = "PERSON_UPDATE",
    [AUDIT_PERSON_LEAVE] = "PERSON_LEAVE",
    [AUDIT_PERSON_ERASE] = "PERSON_ERASE",
    [AUDIT_CARD_ISSUE] = "CARD_ISSUE",
    [AUDIT_CARD_REISSUE] = "CARD_REISSUE",
    [AUDIT_CARD_UPDATE] = "CARD_UPDATE",
    [AUDIT_CARD_DELETE] = "CARD_DELETE",
    [AUDIT_ORGANISATION_ADD] = "ORGANISATION_ADD",
    [AUDIT_MANDATE_GIVE] = "MANDATE_GIVE",
    [AUDIT_LEGAL_PUBLISH] = "LEGAL_PUBLISH",
    [AUDIT_LEGAL_ACCEPT] = "LEGAL_ACCEPT",
    [AUDIT_MANDATE_CHANGE] = "MANDATE_CHANGE",
    [AUDIT_MANDATE_WITHDRAW] = "MANDATE_WITHDRAW",
    [AUDIT_ORGANISATION_EDIT] = "ORGANISATION_EDIT",
    [AUDIT_ORGANISATION_SUSPEND] = "ORGANISATION_SUSPEND",
    [AUDIT_ORGANISATION_RESUME] = "ORGANISATION_RESUME",
    [AUDIT_ORGANISATION_CLOSE] = "ORGANISATION_CLOSE",
    [AUDIT_TOKEN_CREATE] = "TOKEN_CREATE",
    [AUDIT_TOKEN_REVOKE] = "TOKEN_REVOKE",
    [AUDIT_LINK_MAKE] = "LINK_MAKE",
    [AUDIT_LINK_USE] = "LINK_USE",
    [AUDIT_LINK_REVOKE] = "LINK_REVOKE",
    [AUDIT_USER_INVITE] = "USER_INVITE",
    [AUDIT_DATABASE_REPAIR] = "DATABASE_REPAIR",
    [AUDIT_SANDBOX_FILL] = "SANDBOX_FILL",
    [AUDIT_IMPORT_BEGIN] = "IMPORT_BEGIN",
    [AUDIT_IMPORT_END] = "IMPORT_END",
    [AUDIT_IMPORT_UNDO] = "IMPORT_UNDO",
    [AUDIT_PICTURE_PUT] = "PICTURE_PUT",
    [AUDIT_PICTURE_DELETE] = "PICTURE_DELETE",
    [AUDIT_CONTACT_ADD] = "CONTACT_ADD",
    [AUDIT_CONTACT_EDIT] = "CONTACT_EDIT",
    [AUDIT_CONTACT_REMOVE] = "CONTACT_REMOVE",
    [AUDIT_REGISTRATION_REQUEST] = "REGISTRATION_REQUEST",
    [AUDIT_REGISTRATION_VALIDATE] = "REGISTRATION_VALIDATE",
    [AUDIT_REGISTRATION_REFUSE] = "REGISTRATION_REFUSE",
    [AUDIT_REGISTRATION_ERASE] = "REGISTRATION_ERASE",
    [AUDIT_ORGANISATION_ACTIVATE] = "ORGANISATION_ACTIVATE",
    [AUDIT_SERVICE_ADD] = "SERVICE_ADD",
    [AUDIT_SERVICE_ENABLE] = "SERVICE_ENABLE",
    [AUDIT_SERVICE_DISABLE] = "SERVICE_DISABLE",
    [AUDIT_SERVICE_REMOVE] = "SERVICE_REMOVE",
    [AUDIT_SERVICE_SECRET] = "SERVICE_SECRET",
    [AUDIT_EVENT_GIVE_UP] = "EVENT_GIVE_UP",
    [AUDIT_MAIL_GIVE_UP] = "MAIL_GIVE_UP",
    [AUDIT_SELF_HOSTED_SET] = "SELF_HOSTED_SET",
    [AUDIT_SELF_HOSTED_CLEAR] = "SELF_HOSTED_CLEAR",
    [AUDIT_IDENTIFIER_CHANGE] = "IDENTIFIER_CHANGE",
    [AUDIT_IDENTIFIER_WISH] = "IDENTIFIER_WISH",
    [AUDIT_CONSENT_PUBLISH] = "CONSENT_PUBLISH",
    [AUDIT_CONSENT_GIVE] = "CONSENT_GIVE",
    [AUDIT_CONSENT_WITHDRAW] = "CONSENT_WITHDRAW",
    [AUDIT_LEGAL_BASIS_SET] = "LEGAL_BASIS_SET",
    [AUDIT_STUDENT_SEE] = "STUDENT_SEE",
    [AUDIT_STUDENT_CORRECT] = "STUDENT_CORRECT",
    [AUDIT_STUDENT_WITHDRAW] = "STUDENT_WITHDRAW",
    [AUDIT_PERSON_READ] = "PERSON_READ",
    [AUDIT_CARD_READ] = "CARD_READ",
    [AUDIT_LIST_READ] = "LIST_READ",
    [AUDIT_RETENTION_RUN] = "RETENTION_RUN",
};

const char *audit_action_key(enum audit_action action)
{
    return (unsigned)action < COUNT_OF(keys) ? keys[action] : NULL;
}

/* The low line and the dash are one. */
static bool is_key(struct str text, const char *key)
{
    if (strlen(key) != text.length) {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i] == '-' ? '_' : text.data[i];
        if ((c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c) != key[i]) {
            return false;
        }
    }
    return true;
}

bool audit_action_parse(struct str text, enum audit_action *out)
{
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        if (keys[i] != NULL && is_key(text, keys[i])) {
            *out = (enum audit_action)i;
            return true;
        }
    }
    return false;
}
