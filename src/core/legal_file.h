/* SPDX-License-Identifier: EUPL-1.2 */
/* A legal document as a text file: its first line is the title, what follows is the text with its placeholders. */
#pragma once

#include "base/arena.h"
#include "core/legal.h"

/* Fills title and body; what editors put in that means nothing is taken away: a mark of the byte order, carriage returns. RC_INVALID names
 * the kind of a file that is no text in UTF-8, else the line of the file that is wrong. */
ESC_MUST_CHECK enum rc legal_file_read(struct arena *arena, struct str file, struct legal_text *out, struct err *e);
