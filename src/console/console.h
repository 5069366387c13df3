/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages of the router: their routes, and what their handlers share. */
#pragma once

#include "base/log.h"
#include "esc/qr.h"
#include "http/route.h"

struct printer;
struct skin;

struct console_settings {
    const struct log *log;
    http_failure_fn *for_programs; /* answers failures to who doesn't ask for HTML */
    const char *public_url;        /* "https://router.example", without final slash; NULL: as the browser calls it */
    const struct printer *printer; /* NULL: nothing is printed */
    const struct skin *skin;       /* NULL: our own */
    const struct qr_logos *logos;  /* of QR codes; NULL: our own drawing */
    unsigned worker_lane;          /* the server's lanes for pages that read or write much, */
    unsigned heavy_lane;           /* for those that take long, */
    unsigned bulk_lane;            /* and for those that take very long */
};

struct console;

/* Borrows the settings' texts. */
MUST_CHECK enum rc console_new(const struct console_settings *settings, struct console **out, struct err *e);
void console_free(struct console *console);

struct http_routes console_routes(const struct console *console);

/* Answers a failure: to a browser as a page that says what it is and where to go on, to a program in the programs' form. */
void console_render_error(const struct console *console, struct http_call *call, const struct err *e);

/* The same where no route was found, and so no console. */
void console_render_error_or(http_failure_fn *for_programs, struct http_call *call, const struct err *e);
