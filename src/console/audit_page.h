/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of the log of acts show. Within the console layer only. */
#pragma once

#include "console/act_line.h"

struct audit_view {
    const struct visit *visit;
    struct act_lines lines;
    const char *next;   /* address of the older ones; NULL at the end */
    const char *csv;    /* of the same as a file */
    const char *action; /* chosen filters */
    const char *since, *until, *object;
    const struct form_option *actions;
    size_t action_count;
};

void audit_content(struct page *page, const void *data); /* struct audit_view */
void audit_actions(struct page *page, const void *data); /* likewise */
