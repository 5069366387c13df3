/* SPDX-License-Identifier: EUPL-1.2 */
/* Walks over a JSON text that json_check has accepted: nothing here looks for faults of form again. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>

struct json_cursor {
    const char *at;
};

void json_skip_space(struct json_cursor *cursor);

/* Skips white space, then `c` where it stands. */
bool json_take(struct json_cursor *cursor, char c);

/* A text as it stands between its quotes, escapes and all. */
struct str json_take_text(struct json_cursor *cursor);

/* A number, true, false or null. */
struct str json_take_word(struct json_cursor *cursor);

/* Any value with all that is in it. */
void json_skip_value(struct json_cursor *cursor);

/* A NUL-terminated copy of a text in the arena, its escapes replaced by what they mean; data NULL without memory. */
struct str json_decode(struct arena *arena, struct str raw);
