/* SPDX-License-Identifier: EUPL-1.2 */
/* The colours of an organisation in pages: a style sheet whose address holds them, so that it needs no look-up and may be kept for ever.
 * Within the console layer only. */
#pragma once

#include "base/arena.h"
#include "core/organisation.h"

/* "/colours/0b3d91-ffcc00-ffffff.css": ground, edge, and a text that can be read on the ground, as --own, --own-edge and --own-text. NULL
 * where the organisation has named no colour; RC_NO_MEMORY makes it NULL too, and the page plain. */
const char *colours_path(struct arena *arena, const struct organisation *organisation);
