/* SPDX-License-Identifier: EUPL-1.2 */
/* What a page tells of the act that led to it. Within the console layer only. */
#pragma once

/* The numbers travel in a cookie that lives for one page. */
enum said {
    SAID_NOTHING,
    SAID_SIGNED_OUT,
    SAID_PASSWORD_SET,
    SAID_RESET_SENT,
    SAID_EMAIL_CONFIRMED,
    SAID_INVITATION_ACCEPTED,
    SAID_SAVED,
    SAID_REMOVED,
    SAID_TOKEN_REVOKED,
    SAID_INVITED,
    SAID_INVITATION_REVOKED,
    SAID_ROLE_GIVEN,
    SAID_ROLE_TAKEN,
    SAID_USER_DISABLED,
    SAID_USER_ENABLED,
    SAID_FACTOR_REMOVED,
    SAID_SESSIONS_ENDED,
    SAID_EMAIL_ASKED,
    SAID_REQUEST_VALIDATED,
    SAID_REQUEST_REFUSED,
    SAID_ORGANISATION_SUSPENDED,
    SAID_ORGANISATION_RESUMED,
    SAID_ORGANISATION_CLOSED,
    SAID_MANDATE_GIVEN,
    SAID_MANDATE_WITHDRAWN,
    SAID_LEGAL_ACCEPTED,
    SAID_LEGAL_PUBLISHED,
    SAID_COUNT
};

/* The message. */
const char *said_message(enum said said);
