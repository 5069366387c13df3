/* SPDX-License-Identifier: EUPL-1.2 */
/* What surrounds the pages that anybody may see and that are kept small: the check of a card, failures. Within the console layer only. */
#pragma once

#include "console/page.h"

#include <stdbool.h>

struct light_frame {
    const char *title;  /* a message */
    const char *query;  /* of this page without the language, ending in "&", or ""; NULL: it can't be asked for again in another */
    bool is_of_console; /* it bears the console's name, not the check's */
};

/* What stands in the head; and the bar on top. */
void light_head(struct page *page, const struct light_frame *frame);
void light_bar(struct page *page, const struct light_frame *frame);
