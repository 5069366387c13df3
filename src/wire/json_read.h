/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads a JSON object into a struct, as a shape describes it. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "wire/shape.h"

/* Fills `out`, a struct of `shape`, whatever it held before. Texts, lists and inner structs are in the arena and keep nothing of `json`.
 * Members that the shape doesn't name are ignored. What is absent or null reads as NULL, 0, false, DAY_NONE or the empty list.
 *
 * RC_INVALID, with the path of the member as field ("enrolments[0].email"), for
 * - ER-1010: no JSON object (see json_check), or a member of the shape twice;
 * - ER-1011: a required member that is absent, null, or (texts and days) blank;
 * - ER-1012: a wrong type, a text too long, a list too short, no day.
 * RC_NO_MEMORY. Values of members marked `personal` are in no message. */
MUST_CHECK enum rc wire_read(struct arena *arena, struct str json, const struct wire_shape *shape, void *out, struct err *e);
