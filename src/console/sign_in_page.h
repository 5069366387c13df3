/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of signing in show. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "core/password.h"

struct sign_in_view {
    const struct form *form;
    const char *next; /* the page to go on to */
    const char *email;
};

/* These take a struct sign_in_view. */
void sign_in_content(struct page *page, const void *data);
void factor_content(struct page *page, const void *data);
void forgotten_content(struct page *page, const void *data);

struct link_view {
    const struct form *form;
    const char *action;       /* the path of the link */
    const char *email;        /* whose account */
    const char *organisation; /* NULL: the router itself */
    const char *role;         /* a message */
    bool is_known;            /* the invited one has an account */
};

/* These take a struct link_view. */
void invitation_content(struct page *page, const void *data);
void password_content(struct page *page, const void *data);
void email_content(struct page *page, const void *data);
