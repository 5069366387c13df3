/* SPDX-License-Identifier: EUPL-1.2 */
/* What was refused, as a sentence in the reader's language. Within the console layer only. */
#pragma once

#include "base/err.h"
#include "console/language.h"

#include <stdbool.h>

struct page;

/* A sentence in English, and what it is made of: patterns with places %1 and so on, and the texts for them. */
struct sentence {
    const char *english;   /* without final stop */
    const char *pattern;   /* NULL: not known, the English words are all there is */
    const char *context;   /* the pattern of what stands before it, or "" */
    const char *arguments; /* each ending in NUL, those of the context first; as many as the patterns have places */
};

/* A copy of what a failure says, in the arena; false when there is no memory. */
bool sentence_of_err(struct sentence *out, struct arena *arena, const struct err *e);

/* Reads what pattern_pack has written; false when there is no memory. What is no such text is an English sentence. */
bool sentence_of_packed(struct sentence *out, struct arena *arena, struct str packed);

/* The sentence without final stop; the English one, which the language does not say, when *is_english. NULL when there is no memory. Names
 * of members of the API become labels of forms unless `has_columns`: then they are columns of a file that the reader has before him. */
const char *sentence_text(
    const struct sentence *sentence, struct arena *arena, const struct language *language, bool has_columns, bool *is_english);

/* Writes it with a capital letter and a stop, telling its language where that isn't the page's. */
void page_sentence(struct page *page, const struct sentence *sentence);

/* The same within a list of such sentences, without both. */
void page_clause(struct page *page, const struct sentence *sentence);

/* The reasons for which an import failed, or a row of it was refused, each with its code if it has one: `said` as it is stored with it;
 * NULL: the English words. */
void page_reasons(struct page *page, const char *said, const char *english);
