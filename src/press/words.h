/* SPDX-License-Identifier: EUPL-1.2 */
/* What cairo can't say in a PDF: the document's language, that it is tagged, that its title is to be shown, and the words for each picture.
 */
#pragma once

#include <stddef.h>

/* Adds an update to the PDF that was written to standard output; `words` are those of its pictures in their order. Where the output can't
 * be read, or the PDF is not written as expected, it stays as it is. */
void words_add(char *const *words, size_t count, const char *language);
