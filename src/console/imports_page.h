/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of imports show. Within the console layer only. */
#pragma once

#include "console/visit.h"
#include "registry/imports.h"

#define IMPORT_BYTES_MAX (16U << 20U)

struct imports_view {
    const struct visit *visit;
    const struct form *form;
    struct imports imports;
    bool can_take; /* this router takes files */
};

struct import_view_page {
    const struct visit *visit;
    const struct form *form;
    const struct import *import;
    struct import_bads bads; /* the first rows that were refused */
    bool can_undo;
};

/* A message, and the class of its colour. */
const char *import_state_message(enum import_state state);
const char *import_state_kind(enum import_state state);
const char *import_operation_message(enum import_operation operation);

void imports_content(struct page *page, const void *data); /* struct imports_view */
void import_content(struct page *page, const void *data);  /* struct import_view_page */
