/* SPDX-License-Identifier: EUPL-1.2 */
/* Acts as people read them: in the log, and in the history of a card, a person or a mandate. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "registry/acts.h"

struct act_line {
    const struct audit *act;
    const char *words;        /* a message */
    const char *organisation; /* NULL: the router itself */
    const char *actor;        /* the organisation that acted; NULL: the operator or nobody's */
    const char *user;         /* NULL: none that may be told */
    const char *object;       /* what the act was about, a message; NULL: nothing that has a number */
    const char *name;         /* of that: the card's number, or the number in the database; NULL as well */
    const char *path;         /* of its page; NULL where it has none that the visitor may see */
};

struct act_lines {
    const struct act_line *items;
    size_t count;
};

/* The words of an act, and of what it is about, as messages; the latter is NULL for what has no number. */
const char *act_words(enum audit_action action);
const char *act_object_words(enum audit_object object);

/* All acts as options, by key; NULL without memory. */
const struct form_option *act_options(struct arena *arena, size_t *count);

/* Describes acts that the visitor may read in the log of an organisation (0: the router's). */
MUST_CHECK enum rc act_lines(
    const struct visit *visit, int64_t organisation_id, const struct audit *acts, size_t count, struct act_lines *out, struct err *e);

/* The detail of an act, "status ACTIVE > INACTIVE", with the words that it has in the page's language. */
void page_act(struct page *page, const struct audit *act);

/* Who that was: by name, else the number of the user or the token, else a message. */
void who_acted(struct page *page, const char *name, int64_t account_id, int64_t token_id, const char *otherwise);

/* Cells of a table: who acted, on what, what was before and after. */
void act_who(struct page *page, const struct act_line *line);
void act_on(struct page *page, const struct act_line *line);

/* The history of one thing as a table: when, who, what, before and after. */
void act_history(struct page *page, const struct act_lines *lines);
