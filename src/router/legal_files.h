/* SPDX-License-Identifier: EUPL-1.2 */
/* Legal documents in files: a folder of the operator's, or the templates that come with the program. */
#pragma once

#include "registry/legal.h"

/* Each file KIND.LANGUAGE.txt (terms.en.txt, privacy.fr.txt, joint-controllership.en.txt) is a document: its title on the first line, its
 * text below. `folder` NULL reads the templates in English. RC_INVALID names the file that is wrong. */
MUST_CHECK enum rc legal_files_read(const char *folder, struct arena *arena, const struct legal_text **texts, size_t *count, struct err *e);
