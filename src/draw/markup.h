/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts within drawings. */
#pragma once

#include "base/buf.h"

/* Adds a text, escaped for content and for values in quotes of HTML and XML; what XML can't hold becomes U+FFFD. NULL adds nothing. */
void markup_add_text(struct buf *out, const char *text);

/* Adds "<name>text</name>". */
void markup_add_element(struct buf *out, const char *name, const char *text);
