/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of cardholders show. Within the console layer only. */
#pragma once

#include "console/act_line.h"
#include "console/list.h"
#include "console/visit.h"
#include "registry/holders.h"
#include "registry/listing.h"

struct persons_view {
    const struct visit *visit;
    const struct list *list;
    struct person_page persons;
    bool may_change;
};

struct person_view {
    const struct visit *visit;
    const struct form *form;
    const struct person_detail *person;
    const struct enrolment *enrolment; /* at the organisation of the user; NULL: at others for whom it acts */
    const char *path;                  /* of the page, encoded */
    struct card_page cards;
    struct holder holder; /* of the enrolment */
    struct act_lines acts;
    bool may_change;
    bool may_issue;
    bool may_picture;
    bool may_mail;
};

struct person_form {
    const struct visit *visit;
    const struct form *form;
    const struct person_detail *person; /* NULL for a new one */
    const struct enrolment *enrolment;  /* likewise */
    const char *action, *back;
};

/* The enrolment at the organisation of the user; NULL when there is none. */
const struct enrolment *own_enrolment(const struct visit *visit, const struct person_detail *person);

/* "/console/persons/urn%3Aschac..." */
const char *person_path(struct arena *arena, const char *esi);

/* A page about the cardholder whom the path names. */
MUST_CHECK enum rc person_show(struct visit *visit, const char *title, void (*content)(struct page *page, const void *view), struct err *e);

void persons_content(struct page *page, const void *data);       /* struct persons_view */
void persons_actions(struct page *page, const void *data);       /* likewise */
void person_content(struct page *page, const void *data);        /* struct person_view */
void person_actions(struct page *page, const void *data);        /* likewise */
void person_delete_content(struct page *page, const void *data); /* likewise */
void person_link_content(struct page *page, const void *data);   /* likewise */
void portrait_content(struct page *page, const void *data);      /* likewise */
void person_form_content(struct page *page, const void *data);   /* struct person_form */
