/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of the log of acts show. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "registry/acts.h"

struct act_line {
    const struct audit *act;
    const char *words;        /* a message */
    const char *organisation; /* NULL: the router itself */
    const char *actor;        /* the organisation that acted; NULL: the operator or nobody's */
    const char *user;         /* NULL: none that may be told */
};

struct audit_view {
    const struct visit *visit;
    const struct act_line *items;
    size_t count;
    const char *next;   /* address of the older ones; NULL at the end */
    const char *csv;    /* of the same as a file */
    const char *action; /* chosen filters */
    const char *since, *until, *object;
    const struct form_option *actions;
    size_t action_count;
};

/* The words of an act, as a message. */
const char *act_words(enum audit_action action);

/* Who and what of each act, in words, as the reader of the log may know them. */
MUST_CHECK enum rc describe_acts(const struct visit *visit, const struct acts *acts, const struct act_line **out, struct err *e);

/* All of them as options, by key; NULL without memory. */
const struct form_option *act_options(struct arena *arena, size_t *count);

/* What was done with one card or cardholder, as a section of its page. */
void act_history(struct page *page, const struct act_line *lines, size_t count);

void audit_content(struct page *page, const void *data); /* struct audit_view */
void audit_actions(struct page *page, const void *data); /* likewise */
