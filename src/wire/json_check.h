/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether a text is one JSON object (RFC 8259), before anything is read from it. */
#pragma once

#include "base/err.h"
#include "base/str.h"

/* Objects and lists inside each other, the outermost included. */
#define JSON_DEPTH_MAX 32

/* RC_OK for one object and nothing after it: UTF-8, no NUL and no lone surrogate in any text, no number past 64 bits, no deeper nesting
 * than JSON_DEPTH_MAX. Else RC_INVALID, ER-1010, with line and column (both from 1; columns count characters), what stands there and what
 * was expected. Needs no memory. */
MUST_CHECK enum rc json_check(struct str json, struct err *e);
