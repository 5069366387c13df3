/* SPDX-License-Identifier: EUPL-1.2 */
/* Compressing pages as they are sent. Within the console layer only. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "console/asset.h"

#include <stdbool.h>

/* Both leave *out alone when they fail. */

/* The text packed; false when there is no memory for that. */
bool gzip_pack(struct arena *arena, struct str text, struct str *out);

/* `before`, an asset's content and `after` as one file, without packing anything now: the asset was packed when the program was built, and
 * around it stands so little text that packing it would take longer than sending it. False when there is no memory or it is too much. */
bool gzip_around(struct arena *arena, struct str before, const struct asset *asset, struct str after, struct str *out);
