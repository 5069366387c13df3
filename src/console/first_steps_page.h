/* SPDX-License-Identifier: EUPL-1.2 */
/* What a new organisation has left to do, for the page that leads through it and for the panel on the first page. Within the console layer
 * only. */
#pragma once

#include "console/visit.h"
#include "registry/first_steps.h"

struct first_steps_view {
    const struct visit *visit;
    struct first_steps steps;
    bool is_shown; /* the organisation works, something is left to do, and the user may do some of it */
};

/* Without an organisation nothing is shown. */
MUST_CHECK enum rc first_steps_look(const struct visit *visit, struct first_steps_view *out, struct err *e);

struct first_step_words {
    const char *title, *hint; /* messages */
    const char *path;
    enum permission permission;
};

extern const struct first_step_words first_step_words[FIRST_STEP_COUNT];

/* The panel; nothing when it is not to be shown. */
void first_steps_part(struct page *page, const struct first_steps_view *view);

void first_steps_content(struct page *page, const void *data); /* struct first_steps_view */
