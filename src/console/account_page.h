/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of one's own account show. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "registry/logins.h"
#include "registry/second_factor.h"

/* The fields of the old password in forms beside that of a new one. */
#define OLD_OF_EMAIL "email-old"
#define OLD_OF_FACTOR "factor-old"

struct account_view {
    const struct visit *visit;
    const struct form *form;
    const struct form_option *languages;
    struct logins logins;
};

struct factor_view {
    const struct visit *visit;
    const struct form *form;
    const char *qr;   /* SVG of our own drawing; NULL when the secret was shown before */
    const char *text; /* the secret to type */
};

void account_content(struct page *page, const void *data);  /* struct account_view */
void totp_content(struct page *page, const void *data);     /* struct factor_view */
void recovery_content(struct page *page, const void *data); /* struct recovery_codes */
