/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of the public check show. Within the console layer only. */
#pragma once

#include "console/light_page.h"
#include "core/organisation.h"

#include <stdbool.h>

/* How an outcome looks; texts are messages. */
struct verify_sign {
    const char *kind; /* class: good, warn, bad */
    const char *path; /* of the sign in a circle of 100 x 100 */
    const char *title;
    const char *sentence;
    const char *validity; /* what stands before the day of expiry */
};

struct verify_view {
    struct light_frame frame;
    const struct verify_sign *sign;
    const char *number;               /* NULL when there is none */
    const struct organisation *owner; /* whose colours the card has; NULL for none */
    const char *issuer;               /* NULL for an unknown card; then no day of expiry either */
    const char *name;                 /* NULL unless the issuer chose to show it */
    int32_t expires_day;
    int64_t checked_us;
};

struct verify_form {
    struct light_frame frame;
    bool is_empty; /* it was sent without a number */
};

void verify_page(struct page *page, const struct verify_view *view);
void verify_form_page(struct page *page, const struct verify_form *form);

/* Parts of them. */
void verify_outcome_part(struct page *page, const struct verify_view *view);
void verify_facts_part(struct page *page, const struct verify_view *view);
