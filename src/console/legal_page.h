/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of legal documents show. Within the console layer only. */
#pragma once

#include "console/list.h"
#include "console/office.h"
#include "registry/legal.h"

#define LEGAL_HASH_TEXT_SIZE (2 * LEGAL_HASH_BYTES + 1)

/* An acceptance with what a page tells of it. */
struct acceptance_line {
    const struct legal_acceptance *acceptance;
    const struct organisation *organisation; /* NULL: not known any more */
    const char *hash;                        /* NULL: nothing was shown */
};

struct legal_view {
    const struct visit *visit;
    const struct form *form;
    const struct organisation *organisation; /* with whose data the text is filled; NULL: with its placeholders */
    bool is_published;                       /* there is any version at all */
    bool is_current;
    struct legal_shown shown;
    const char *const *titles;
    const char *hash;
    const char *path; /* of this page, for its languages */
    bool may_accept;  /* it was not accepted, and the user may */
    struct legal_versions versions;
    const struct acceptance_line *acceptances;
    size_t acceptance_count;
    bool may_see_acceptances;
};

/* The super administrator's. */
struct legal_office_view {
    const struct visit *visit;
    struct legal_versions versions;
    size_t states[LEGAL_STATE_COUNT]; /* organisations that are not closed, by how they stand */
};

struct legal_accepted_view {
    const struct visit *visit;
    const struct list *list;
    const struct legal_version *version;
    const struct acceptance_line *items;
    size_t count;
};

#define LEGAL_SETS_MAX 24

/* One language of a version that is written. */
struct legal_set {
    const char *language;
    const char *names[3][3];  /* of the inputs: title, text and file, by kind */
    const char *stored[3][2]; /* what they hold at first */
};

/* How one language will look. */
struct legal_preview {
    struct legal_shown shown;
    const char *const *titles;
};

struct legal_form {
    const struct visit *visit;
    const struct organisation *sample; /* for whom the preview is filled; NULL: with placeholders */
    struct legal_preview *previews;
    size_t preview_count;
    const struct form *form;
    const char *title;
    struct legal_set sets[LEGAL_SETS_MAX];
    size_t set_count;
};

/* What may stand in a text: outside blocks, in the block of processors, and that of none. */
extern const char *const legal_placeholders[3];

/* A hash as text, in the arena; NULL without memory. */
const char *legal_hash_text(struct arena *arena, const unsigned char hash[LEGAL_HASH_BYTES]);

/* The titles of its documents, which are headings; NULL without memory. */
const char *const *legal_titles(struct arena *arena, const struct legal_shown *shown);

/* Lines of acceptances, the newest first; NULL without memory. */
const struct acceptance_line *legal_lines(const struct visit *visit, const struct legal_acceptances *acceptances);

/* The start page of who publishes. */
MUST_CHECK enum rc legal_office_show(struct visit *visit, struct err *e);

void legal_content(struct page *page, const void *data);          /* struct legal_view */
void legal_office_content(struct page *page, const void *data);   /* struct legal_office_view */
void legal_office_actions(struct page *page, const void *data);   /* likewise */
void legal_accepted_content(struct page *page, const void *data); /* struct legal_accepted_view */
void legal_form_content(struct page *page, const void *data);     /* struct legal_form */
