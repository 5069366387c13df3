/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of services show. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "registry/offers.h"
#include "registry/services.h"

/* Services where cards are accepted, for everybody. */
struct public_services_view {
    const struct visit *visit;
    const struct offer *const *items;
    size_t count;
    const char *country, *kind, *text; /* what is searched for */
    const struct form_option *countries;
    size_t country_count;
};

struct services_view {
    const struct visit *visit;
    struct offers offers;
    const struct remote_service *const *told; /* systems that are told of changes */
    size_t told_count;
};

struct service_form {
    const struct visit *visit;
    const struct form *form;
    const struct offer *offer; /* as stored; id 0: a new one */
    const char *action;        /* the path */
    const struct form_option *countries;
    size_t country_count;
};

struct told_form {
    const struct visit *visit;
    const struct form *form;
};

struct told_secret {
    const char *name;
    const char *secret;
};

/* The kinds, in their order, by key. */
extern const struct form_option offer_kind_options[OFFER_KIND_COUNT];

void public_services_content(struct page *page, const void *data); /* struct public_services_view */
void services_content(struct page *page, const void *data);        /* struct services_view */
void services_actions(struct page *page, const void *data);        /* likewise */
void service_form_content(struct page *page, const void *data);    /* struct service_form */
void told_form_content(struct page *page, const void *data);       /* struct told_form */
void told_secret_content(struct page *page, const void *data);     /* struct told_secret */
