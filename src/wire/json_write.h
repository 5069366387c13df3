/* SPDX-License-Identifier: EUPL-1.2 */
/* Writes structs as compact JSON, as their shapes describe them. */
#pragma once

#include "base/buf.h"
#include "base/str.h"
#include "wire/shape.h"

/* Every member is named; null stands for NULL, DAY_NONE, an id of 0 (of other whole numbers where the field says so) and numbers that JSON
 * hasn't (infinities). A NULL `value` is null. Texts must be UTF-8. Lack of memory shows in out->failed. */
void wire_write(struct buf *out, const struct wire_shape *shape, const void *value);

/* One text in quotes. */
void wire_write_text(struct buf *out, struct str text);

/* A list that stands alone: [{...},{...}]. */
void wire_write_objects(struct buf *out, const struct wire_shape *shape, struct wire_list list);
