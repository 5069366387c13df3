/* SPDX-License-Identifier: EUPL-1.2 */
/* What the handlers of pages share: the reader's language, and sending a page. Within the console layer only. */
#pragma once

#include "console/console.h"
#include "console/page.h"
#include "registry/session.h"

struct console {
    struct console_settings settings;
    struct http_route *routes;
    size_t route_count;
    struct arena arena;
};

/* A page in the language that the reader has chosen in the address (?lang=), by cookie or in the browser; else English. */
void page_begin(struct page *page, struct http_call *call);

/* Answers with the page, compressed where the reader takes that. */
MUST_CHECK enum rc page_reply(struct page *page, struct http_call *call, int status, struct err *e);

/* Whether a browser asks: programs don't name HTML among what they take. */
bool page_takes_html(const struct http_call *call);
bool page_takes_gzip(const struct http_call *call);

/* The handlers, by file. */
typedef enum rc page_fn(struct http_call *call, const struct session_context *context, struct err *e);
page_fn page_check_card, page_check_form;
http_handler_fn serve_asset;
