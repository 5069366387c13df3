/* SPDX-License-Identifier: EUPL-1.2 */
/* Making and sending a page: the reader's language, compression, the headers that protect it. Within the console layer only. */
#pragma once

#include "console/page.h"
#include "http/http.h"

/* The language that the reader has chosen in the address (?lang=), by cookie, for the account (NULL: not) or in the browser; else English.
 * The cookie holds the account's when somebody signs in, so that another choice holds for as long as that one stays. */
const struct language *page_language(const struct http_call *call, const char *account_language);

/* Has the cookie hold a language, by its code, or none for ""; an unknown one and NULL change nothing. */
void page_keep_language(struct http_call *call, const char *code);

/* A page in that language, which is kept for the pages to come where it was chosen in the address. */
void page_begin(struct page *page, struct http_call *call, const char *account_language);

/* Answers with the page, compressed where the reader takes that. */
MUST_CHECK enum rc page_reply(struct page *page, struct http_call *call, int status, struct err *e);

/* Whether a browser asks: programs don't name HTML among what they take. */
bool page_takes_html(const struct http_call *call);
bool page_takes_gzip(const struct http_call *call);
