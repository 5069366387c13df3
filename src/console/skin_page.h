/* SPDX-License-Identifier: EUPL-1.2 */
/* What pages show of the router's look. Within the console layer only. */
#pragma once

#include "console/page.h"
#include "console/skin.h"

/* Its style sheet, behind those that it changes. */
void skin_link(struct page *page);

/* Its logo, or our own mark. */
void skin_mark(struct page *page);
