/* SPDX-License-Identifier: EUPL-1.2 */
/* What the templates of the first pages show. Within the console layer only. */
#pragma once

#include "console/visit.h"

/* Takes the struct visit. */
void start_content(struct page *page, const void *data);
