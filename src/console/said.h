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
    SAID_COUNT
};

/* The message. */
const char *said_message(enum said said);
