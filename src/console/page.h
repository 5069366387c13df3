/* SPDX-License-Identifier: EUPL-1.2 */
/* What compiled templates write to: one page in one language, in which every text is escaped. */
#pragma once

#include "base/buf.h"
#include "console/language.h"

#include <stdbool.h>

struct asset;
struct skin;
struct visit;

struct page {
    struct buf out;
    const struct language *language;
    const struct skin *skin;   /* the router's look; NULL: our own */
    bool is_app;               /* it belongs to an app on the home screen */
    const struct visit *visit; /* for whom it is made; NULL for pages that are the same for everybody */
    const struct asset *style; /* that stands in the page, and where; NULL for none */
    size_t style_at;
};

void page_init(struct page *page, struct arena *arena, const struct language *language);

/* Writes the main part of a page. */
typedef void page_content_fn(struct page *page, const void *view);

/* What a content would write; "" when there is no memory. */
const char *page_aside(const struct page *page, page_content_fn *content, const void *view);

/* Whether an element has this id. */
bool markup_has_id(struct arena *arena, const char *markup, const char *id);

/* Markup of templates, as it is. */
void page_raw(struct page *page, const char *markup, size_t length);

/* A style sheet within the page, for pages that are to be there with one answer. One for a page at most. */
void page_style(struct page *page, const struct asset *style);

/* A text, escaped for content and for values in quotes; NULL writes nothing. */
void page_text(struct page *page, const char *text);

/* A message in the page's language, escaped. */
void page_say(struct page *page, const char *id);

/* A message with texts in the places of %1, %2 and so on; all are escaped. */
void page_say_with(struct page *page, const char *id, const char *const *texts, size_t count);

/* A message that depends on a number, which stands in the place of %1. */
void page_say_count(struct page *page, const char *one, const char *many, int64_t n);

/* A number with its digits in groups, and one as machines read it. */
void page_count(struct page *page, int64_t count);
void page_number(struct page *page, int64_t number);

/* The name of a country in the page's language, by its code. */
void page_country(struct page *page, const char *code);

/* Days and instants (microseconds, UTC) in the page's language, and as machines read them. */
void page_day(struct page *page, int32_t day);
void page_isoday(struct page *page, int32_t day);
void page_instant(struct page *page, int64_t us);
void page_isoinstant(struct page *page, int64_t us);

/* An address for href or src: of this site (beginning with "/", "?" or "#"), https, http or mailto; anything else becomes "#". */
void page_url(struct page *page, const char *url);
