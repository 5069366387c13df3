/* SPDX-License-Identifier: EUPL-1.2 */
/* All that is stored of a student, as JSON: to show, and to take along. */
#pragma once

#include "registry/rights.h"
#include "wire/shape.h"

extern const struct wire_shape stored_shape;

/* A struct of stored_shape in the session's arena; NULL without memory. */
const void *stored_view_make(const struct session *session, const struct stored *stored);
