/* SPDX-License-Identifier: EUPL-1.2 */
/* What the log of acts records. Never personal data: objects by their internal numbers, details only field names and non-personal values.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* The numbers are stored: never renumber. */
enum audit_action {
    AUDIT_PERSON_ENROL = 1,
    AUDIT_PERSON_UPDATE = 2,
    AUDIT_PERSON_LEAVE = 3,
    AUDIT_PERSON_ERASE = 4,
    AUDIT_CARD_ISSUE = 10,
    AUDIT_CARD_REISSUE = 11,
    AUDIT_CARD_UPDATE = 12,
    AUDIT_CARD_DELETE = 13,
    AUDIT_ORGANISATION_ADD = 20,
    AUDIT_MANDATE_GIVE = 21,
    AUDIT_LEGAL_PUBLISH = 22,
    AUDIT_LEGAL_ACCEPT = 23,
    AUDIT_MANDATE_CHANGE = 24,
    AUDIT_MANDATE_WITHDRAW = 25,
    AUDIT_ORGANISATION_EDIT = 26,
    AUDIT_ORGANISATION_SUSPEND = 27,
    AUDIT_ORGANISATION_RESUME = 28,
    AUDIT_ORGANISATION_CLOSE = 29,
    AUDIT_TOKEN_CREATE = 30,
    AUDIT_TOKEN_REVOKE = 31,
    AUDIT_LINK_MAKE = 32,
    AUDIT_LINK_USE = 33,
    AUDIT_LINK_REVOKE = 34,
    AUDIT_USER_INVITE = 35,
    AUDIT_TOKEN_ROTATE = 36,
    AUDIT_DATABASE_REPAIR = 40,
    AUDIT_SANDBOX_FILL = 41,
    AUDIT_IMPORT_BEGIN = 50,
    AUDIT_IMPORT_END = 51,
    AUDIT_IMPORT_UNDO = 52,
    AUDIT_PICTURE_PUT = 60,
    AUDIT_PICTURE_DELETE = 61,
    AUDIT_CONTACT_ADD = 70,
    AUDIT_CONTACT_EDIT = 71,
    AUDIT_CONTACT_REMOVE = 72,
    AUDIT_REGISTRATION_REQUEST = 73,
    AUDIT_REGISTRATION_VALIDATE = 74,
    AUDIT_REGISTRATION_REFUSE = 75,
    AUDIT_REGISTRATION_ERASE = 76,
    AUDIT_ORGANISATION_ACTIVATE = 77,
    AUDIT_SERVICE_ADD = 110,
    AUDIT_SERVICE_ENABLE = 111,
    AUDIT_SERVICE_DISABLE = 112,
    AUDIT_SERVICE_REMOVE = 113,
    AUDIT_SERVICE_SECRET = 114,
    AUDIT_EVENT_GIVE_UP = 115,
    AUDIT_MAIL_GIVE_UP = 116,
    AUDIT_SELF_HOSTED_SET = 117,
    AUDIT_SELF_HOSTED_CLEAR = 118,
    AUDIT_OFFER_ADD = 119,
    AUDIT_OFFER_EDIT = 140,
    AUDIT_OFFER_REMOVE = 141,
    AUDIT_USER_ADD = 90,
    AUDIT_USER_ROLE_GIVE = 91,
    AUDIT_USER_ROLE_TAKE = 92,
    AUDIT_USER_DISABLE = 93,
    AUDIT_USER_ENABLE = 94,
    AUDIT_USER_PASSWORD = 95,
    AUDIT_USER_EMAIL = 96,
    AUDIT_USER_PROFILE = 97,
    AUDIT_USER_TOTP_ON = 98,
    AUDIT_USER_TOTP_OFF = 99,
    AUDIT_USER_RECOVERY = 100,
    AUDIT_USER_LOGIN = 101,
    AUDIT_USER_LOGOUT = 102,
    AUDIT_IDENTIFIER_CHANGE = 120,
    AUDIT_IDENTIFIER_WISH = 121,
    AUDIT_CONSENT_PUBLISH = 122,
    AUDIT_CONSENT_GIVE = 123,
    AUDIT_CONSENT_WITHDRAW = 124,
    AUDIT_LEGAL_BASIS_SET = 125,
    AUDIT_STUDENT_SEE = 126,
    AUDIT_STUDENT_CORRECT = 127,
    AUDIT_STUDENT_WITHDRAW = 128,
    AUDIT_PERSON_READ = 129,
    AUDIT_CARD_READ = 130,
    AUDIT_LIST_READ = 131,
    AUDIT_RETENTION_RUN = 132
};

/* What the object of an act is, so that its number means something. */
enum audit_object {
    AUDIT_OF_NOTHING,
    AUDIT_OF_PERSON,
    AUDIT_OF_CARD,
    AUDIT_OF_ORGANISATION,
    AUDIT_OF_MANDATE,
    AUDIT_OF_LEGAL, /* a version of the legal documents */
    AUDIT_OF_TOKEN,
    AUDIT_OF_LINK,
    AUDIT_OF_IMPORT,
    AUDIT_OF_CONTACT,
    AUDIT_OF_REGISTRATION,
    AUDIT_OF_SERVICE, /* one that is told of events */
    AUDIT_OF_MAIL,
    AUDIT_OF_OFFER, /* a service where cards are accepted */
    AUDIT_OF_USER,
    AUDIT_OF_CONSENT, /* a version of the organisation's text */
    AUDIT_OF_COUNT
};

struct audit {
    int64_t id; /* grows with time */
    int64_t at_us;
    int64_t organisation_id; /* whose data; 0 for the router's own */
    int64_t actor_id;        /* the organisation that acted; 0 for the operator */
    int64_t token_id;        /* 0 when no token was used */
    int64_t account_id;      /* the user who acted; 0 for none */
    enum audit_action action;
    int64_t object_id;      /* of what audit_object_of tells; 0 for none */
    const char *request_id; /* NULL outside requests */
    const char *detail;     /* NULL for none */
};

/* The name of an act, such as "CARD_ISSUE"; NULL for a number that is none. */
const char *audit_action_key(enum audit_action action);

/* Reads such a name, letter case aside, a dash for the low line; false when there is none. */
bool audit_action_parse(struct str text, enum audit_action *out);

/* What the acts of a kind are about. */
enum audit_object audit_object_of(enum audit_action action);
