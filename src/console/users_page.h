/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of administrative users show. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "registry/invitations.h"
#include "registry/users.h"

struct users_view {
    const struct visit *visit;
    struct users users;
    struct links invitations;
};

struct invite_view {
    const struct visit *visit;
    const struct form *form;
    const struct form_option *roles;
    size_t role_count;
};

struct user_view {
    const struct visit *visit;
    const struct form *form;
    const struct user *user;
    const struct form_option *roles; /* that can be given */
    size_t role_count;
    bool is_self;
};

/* "Université de Saint-Valentin", or NULL for the router itself. */
const char *organisation_name(const struct visit *visit, int64_t organisation_id);

void users_content(struct page *page, const void *data);  /* struct users_view */
void users_actions(struct page *page, const void *data);  /* struct users_view */
void invite_content(struct page *page, const void *data); /* struct invite_view */
void user_content(struct page *page, const void *data);   /* struct user_view */
