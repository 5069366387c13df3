/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of the list of organisations and of requests to join show. Within the console layer only. */
#pragma once

#include "console/list.h"
#include "console/office.h"
#include "registry/registrations.h"

struct organisation_line {
    const struct organisation *organisation;
    int64_t cards; /* active ones; -1: not counted */
};

struct organisations_view {
    const struct visit *visit;
    const struct list *list;
    const struct organisation_line *items;
    size_t count;
    struct registrations waiting;
    const char *csv;
};

struct registrations_view {
    const struct visit *visit;
    const struct form *form;
    struct registrations registrations;
    const char *state; /* the filter; "" for all */
    int64_t next_before;
};

struct registration_view {
    const struct visit *visit;
    const struct form *form;
    const struct registration *registration;
};

void organisations_content(struct page *page, const void *data); /* struct organisations_view */
void organisations_actions(struct page *page, const void *data); /* likewise */
void registrations_content(struct page *page, const void *data); /* struct registrations_view */
void registration_content(struct page *page, const void *data);  /* struct registration_view */
