/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of imports show. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "intake/preview.h"
#include "registry/imports.h"

#define IMPORT_ONCE_SIZE 33

/* Who has asked for something; all empty: the operator. */
struct import_asker {
    const char *name; /* NULL where nobody here may know it */
    int64_t account_id;
    int64_t token_id;
};

struct import_line {
    const struct import *import;
    struct import_asker sent_by;
};

struct imports_view {
    const struct visit *visit;
    const struct form *form;
    const struct import_line *lines; /* newest first */
    size_t count;
    const char *older;           /* the address of those before; NULL after the last */
    bool can_take;               /* this router takes files */
    const char *largest;         /* how much a file may be, with its unit */
    char once[IMPORT_ONCE_SIZE]; /* of this form, so that it counts once */
};

struct import_bad_line {
    const struct import_bad *bad;
    const char *whose; /* its student identifier or card number; "" for none */
};

struct import_view_page {
    const struct visit *visit;
    const struct form *form;
    const struct import *import;
    struct import_asker sent_by, undone_by;
    const struct import_bad_line *bads; /* the first rows that were refused */
    size_t bad_count;
    struct preview preview; /* of a file that waits */
    bool can_undo;
};

/* A message, and the class of its colour. */
const char *import_state_message(const struct import *import);
const char *import_state_kind(const struct import *import);
const char *import_operation_message(enum import_operation operation);

/* What goes on while it isn't over. */
const char *import_phase_message(const struct import *import);

/* Who that is, as far as users of the organisation may know. */
MUST_CHECK enum rc import_asker_find(
    const struct visit *visit, int64_t account_id, int64_t token_id, struct import_asker *out, struct err *e);

/* After something new was put into the queue: sends the browser to it. */
MUST_CHECK enum rc import_go(struct visit *visit, int64_t id, struct err *e);

void imports_content(struct page *page, const void *data); /* struct imports_view */
void import_content(struct page *page, const void *data);  /* struct import_view_page */
void import_who(struct page *page, const struct import_asker *asker);
void import_kind(struct page *page, const struct import *import);
