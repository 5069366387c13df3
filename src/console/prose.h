/* SPDX-License-Identifier: EUPL-1.2 */
/* Plain text as people lay it out by blank lines, numbers and indents, shown with headings, paragraphs and lists. Within the console layer
 * only. */
#pragma once

#include "console/page.h"

#include <stddef.h>

/* A paragraph of one line that is one of `titles` becomes a heading of the second order, "1. Words" one of the third; lines beginning with
 * a dash or a letter and ")" items of a list; indented lines elsewhere keep their ends. Everything else is joined to paragraphs. */
void prose_show(struct page *page, const char *text, const char *const *titles, size_t count);
