/* SPDX-License-Identifier: EUPL-1.2 */
/* One organisation: what its page shares with others, and what its templates show. Within the console layer only. */
#pragma once

#include "console/office.h"
#include "registry/consents.h"
#include "registry/legal.h"
#include "registry/mandates.h"
#include "registry/organisations.h"

struct organisation_view {
    const struct visit *visit;
    const struct organisation *organisation;
    bool may_edit;   /* data and contacts, which nobody else sees */
    bool may_decide; /* about its state */
    bool may_consent;
    struct contacts contacts;
    struct mandates mandates;
    struct consent_texts texts;
    struct legal_acceptances acceptances;
    int current_version; /* of the legal documents; 0: none */
    int64_t cards;       /* active ones; -1: it issues none */
};

/* A member that was changed while somebody filled in the form: what it is now. */
struct changed_member {
    const char *label; /* a message */
    const char *now;   /* NULL: nothing */
};

#define ORGANISATION_MEMBERS_MAX 20

struct organisation_form {
    const struct visit *visit;
    const struct form *form;
    const struct organisation *organisation; /* as stored */
    const struct form_option *countries;
    size_t country_count;
    struct changed_member changed[ORGANISATION_MEMBERS_MAX];
    size_t changed_count;
    const char *new_logo;
};

/* The colours of a card, as a form or else the organisation has them; where there are none, or they are no colours, those of the router. */
struct card_colours {
    bool is_set;
    const char *ground, *edge, *text; /* edge may be NULL */
};
struct card_colours colours_shown(const struct form *form, const struct organisation *organisation);

/* "46.8117", NULL for no point or memory; both, latitude first; and where a map shows them. */
const char *degrees_text(struct arena *arena, bool is_there, double degrees);
const char *point_text(struct arena *arena, const struct address *address);
const char *map_path(struct arena *arena, const struct address *address);

/* Reads both degrees of a form, or none; what is wrong is told at its field. */
void point_read(struct form *form, struct address *out);

struct logo_form {
    const struct visit *visit;
    const struct form *form;
    const struct organisation *organisation;
};

struct status_form {
    const struct visit *visit;
    const struct form *form;
    const struct organisation *organisation;
    const char *act; /* in the address */
    const char *words, *button;
    bool asks_reason;
};

struct contact_form {
    const struct visit *visit;
    const struct form *form;
    const struct organisation *organisation;
    const struct contact *contact; /* id 0: a new one */
    const char *action;
};

struct consent_text_form {
    const struct visit *visit;
    const struct form *form;
    const struct organisation *organisation;
    int64_t latest; /* version; 0: none */
};

struct consent_text_view {
    const struct organisation *organisation;
    const struct consent_text *text;
};

/* The page of an organisation that the user may see. */
MUST_CHECK enum rc organisation_show(struct visit *visit, const struct organisation *organisation, struct err *e);

void organisation_content(struct page *page, const void *data);      /* struct organisation_view */
void organisation_actions(struct page *page, const void *data);      /* likewise */
void organisation_form_content(struct page *page, const void *data); /* struct organisation_form */
void logo_form_content(struct page *page, const void *data);         /* struct logo_form */
void status_form_content(struct page *page, const void *data);       /* struct status_form */
void contact_form_content(struct page *page, const void *data);      /* struct contact_form */
void contact_removal_content(struct page *page, const void *data);   /* likewise */
void consent_text_form_content(struct page *page, const void *data); /* struct consent_text_form */
void consent_text_content(struct page *page, const void *data);      /* struct consent_text_view */
