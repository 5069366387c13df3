/* SPDX-License-Identifier: EUPL-1.2 */
/* A one-time link: a secret sent by mail that lets its receiver do one thing once. Only the secret's hash is kept. */
#pragma once

#include "core/permission.h"

#define LINK_HASH_BYTES 32
#define LINK_SECRET_SIZE 44 /* 43 characters (256 bits) and NUL */

/* The numbers are stored. */
enum link_purpose {
    LINK_INVITATION = 1,
    LINK_PASSWORD = 2, /* sets a new password */
    LINK_STUDENT = 3,  /* a student sees and changes what is stored of him */
    LINK_EMAIL = 4,    /* confirms a user's new address */
    LINK_PORTAL = 5,   /* as LINK_STUDENT, given to a portal that the institution trusts */
    LINK_STAY = 6,     /* who came by LINK_STUDENT stays for a while: read again and again, never used up */
    LINK_PORTAL_STAY = 7,
    LINK_PURPOSE_COUNT
};

/* Ids are 0 and texts NULL where a purpose has no use for them. */
struct link {
    int64_t id;
    enum link_purpose purpose;
    int64_t organisation_id;
    int64_t account_id;
    int64_t person_id;
    enum role role;
    const char *email;
    int64_t created_at_us;
    int64_t expires_at_us;
    int64_t used_at_us;    /* 0: not used */
    int64_t revoked_at_us; /* 0: not revoked; at or after the expiry: only marked as expired, so that no clock brings it back */
};

/* How long a link of this purpose is usually good. */
int64_t link_lifetime_us(enum link_purpose purpose);

/* The word for it in addresses and in the log of acts, such as "invitation". */
const char *link_purpose_name(enum link_purpose purpose);

/* RC_OK for a link that can be used; RC_CONFLICT when it was used, RC_DENIED when it was revoked or has expired. */
ESC_MUST_CHECK enum rc link_check(const struct link *link, int64_t now_us, struct err *e);
