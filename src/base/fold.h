/* SPDX-License-Identifier: EUPL-1.2 */
/* Text as it is compared and searched: without case, accents and compatibility forms. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>

/* Well-formed UTF-8 without surrogates, overlong forms and NUL. */
bool utf8_is_valid(struct str text);

/* Number of code points in well-formed text. */
size_t utf8_length(struct str text);

/* Folded form in the arena: Unicode case folding, compatibility decomposition, marks removed, and the Latin letters that have no
 * decomposition (ø, ł, đ, ...) as their base letters. "Łukasz Ängström" gives "lukasz angstrom". NULL without memory; `text` must be valid.
 */
const char *fold_text(struct arena *arena, struct str text);
