/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of asking to be let in show. Within the console layer only. */
#pragma once

#include "console/office.h"
#include "registry/registrations.h"

/* Holds back who asks too often; NULL without memory. */
struct throttle *register_throttle(void);

struct register_view {
    const struct form *form;
    const struct form_option *countries;
    size_t country_count;
};

void register_content(struct page *page, const void *data); /* struct register_view */
void register_thanks_content(struct page *page, const void *data);
