/* SPDX-License-Identifier: EUPL-1.2 */
/* What surrounds the content of a page: the menu, who is signed in, what an act before has to tell. Within the console layer only. */
#pragma once

#include "console/page.h"
#include "console/said.h"
#include "core/permission.h"

#include <stdbool.h>

struct form;
struct visit;

/* Entries of the menu, in its order. */
enum menu {
    MENU_NONE,
    MENU_HOME,
    MENU_PERSONS,
    MENU_CARDS,
    MENU_IMPORTS,
    MENU_ORGANISATIONS,
    MENU_PROCESSORS,
    MENU_USERS,
    MENU_TOKENS,
    MENU_LEGAL,
    MENU_SERVICES,
    MENU_CHECK,
    MENU_DOCS_CURRENT,
    MENU_DOCS_BACKWARDS,
    MENU_AUDIT,
    MENU_COUNT
};

struct menu_entry {
    const char *path;
    const char *icon; /* a symbol of icons.svg */
    const char *label;
    enum permission permission; /* PERMISSION_COUNT: none */
    bool in_organisation;       /* for users who work in one */
    bool at_router;             /* for those who work for the router itself */
    bool begins_group;
};

extern const struct menu_entry menu[MENU_COUNT];

/* Whether a user sees the entry. */
bool menu_shows(const struct visit *visit, enum menu entry);

struct crumb {
    const char *path;
    const char *label; /* a message */
};

struct frame {
    const char *title;      /* a message */
    const char *title_text; /* instead of it, as it is; NULL for none */
    const char *subtitle;   /* as it is; NULL for none */
    enum menu current;
    struct crumb back;       /* path NULL: none */
    const struct form *form; /* whose errors the title mentions; NULL for none */
    bool narrow;             /* a form or a text rather than a table */
    bool bare;               /* the content has its own heading */
    page_content_fn *content;
    void (*actions)(struct page *page, const void *view); /* what stands beside the heading; NULL for none */
    const void *view;
    const struct visit *visit; /* filled by visit_show */
};

/* What is the matter with the organisation for which the user works, so that nothing can be written or soon will not be. */
struct notice {
    const char *kind;    /* a class: "warn" or "bad" */
    const char *message; /* of which %1 is a day */
    int32_t day;
    const char *reason; /* as the operator has told it; NULL for none */
    bool is_legal;      /* the legal documents are to be accepted */
};

/* False when nothing is. */
bool notice_of(const struct visit *visit, struct notice *out);

void frame_page(struct page *page, const struct frame *frame);

/* The words of a role, as a message. */
const char *role_message(enum role role);

/* "AK" for "Ana Kováčová"; in the arena. */
const char *initials_of(struct arena *arena, const char *name);
