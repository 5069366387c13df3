/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/audit.h"

#include <string.h>

#define ACTION_MAX 200

const char *audit_action_key(enum audit_action action)
{
    switch (action) {
    case AUDIT_PERSON_ENROL:
        return "PERSON_ENROL";
    case AUDIT_PERSON_UPDATE:
        return "PERSON_UPDATE";
    case AUDIT_PERSON_LEAVE:
        return "PERSON_LEAVE";
    case AUDIT_PERSON_ERASE:
        return "PERSON_ERASE";
    case AUDIT_CARD_ISSUE:
        return "CARD_ISSUE";
    case AUDIT_CARD_REISSUE:
        return "CARD_REISSUE";
    case AUDIT_CARD_UPDATE:
        return "CARD_UPDATE";
    case AUDIT_CARD_DELETE:
        return "CARD_DELETE";
    case AUDIT_ORGANISATION_ADD:
        return "ORGANISATION_ADD";
    case AUDIT_MANDATE_GIVE:
        return "MANDATE_GIVE";
    case AUDIT_LEGAL_PUBLISH:
        return "LEGAL_PUBLISH";
    case AUDIT_LEGAL_ACCEPT:
        return "LEGAL_ACCEPT";
    case AUDIT_MANDATE_CHANGE:
        return "MANDATE_CHANGE";
    case AUDIT_MANDATE_WITHDRAW:
        return "MANDATE_WITHDRAW";
    case AUDIT_ORGANISATION_EDIT:
        return "ORGANISATION_EDIT";
    case AUDIT_ORGANISATION_SUSPEND:
        return "ORGANISATION_SUSPEND";
    case AUDIT_ORGANISATION_RESUME:
        return "ORGANISATION_RESUME";
    case AUDIT_ORGANISATION_CLOSE:
        return "ORGANISATION_CLOSE";
    case AUDIT_TOKEN_CREATE:
        return "TOKEN_CREATE";
    case AUDIT_TOKEN_REVOKE:
        return "TOKEN_REVOKE";
    case AUDIT_DATABASE_REPAIR:
        return "DATABASE_REPAIR";
    case AUDIT_SANDBOX_FILL:
        return "SANDBOX_FILL";
    case AUDIT_CONTACT_ADD:
        return "CONTACT_ADD";
    case AUDIT_CONTACT_EDIT:
        return "CONTACT_EDIT";
    case AUDIT_CONTACT_REMOVE:
        return "CONTACT_REMOVE";
    case AUDIT_REGISTRATION_REQUEST:
        return "REGISTRATION_REQUEST";
    case AUDIT_REGISTRATION_VALIDATE:
        return "REGISTRATION_VALIDATE";
    case AUDIT_REGISTRATION_REFUSE:
        return "REGISTRATION_REFUSE";
    case AUDIT_REGISTRATION_ERASE:
        return "REGISTRATION_ERASE";
    case AUDIT_ORGANISATION_ACTIVATE:
        return "ORGANISATION_ACTIVATE";
    case AUDIT_LINK_MAKE:
        return "LINK_MAKE";
    case AUDIT_LINK_USE:
        return "LINK_USE";
    case AUDIT_LINK_REVOKE:
        return "LINK_REVOKE";
    case AUDIT_USER_INVITE:
        return "USER_INVITE";
    }
    return NULL;
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
    for (int number = 1; number <= ACTION_MAX; number++) {
        const char *const key = audit_action_key((enum audit_action)number);
        if (key != NULL && is_key(text, key)) {
            *out = (enum audit_action)number;
            return true;
        }
    }
    return false;
}
