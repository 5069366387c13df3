/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages of the router: their routes, and what their handlers share. */
#pragma once

#include "base/log.h"
#include "esc/qr.h"
#include "http/route.h"

struct manual;
struct picture_maker;
struct printer;
struct skin;

/* A request to the API of this router that a reader of its documentation has filled in. */
struct console_trial {
    const char *method;
    const char *path;           /* with the query */
    const char *token;          /* NULL: none */
    const char *const *headers; /* lines, NULL-terminated */
    struct str body;            /* data NULL: none */
};

struct console_tried {
    int status;
    struct str head; /* lines of headers */
    struct str body;
};

/* Carries it out as if it had come over the network, and waits for the answer, which is put into the arena. */
typedef enum rc console_trial_fn(
    void *self, struct arena *arena, const struct console_trial *trial, struct console_tried *out, struct err *e);

struct intake_runner;

struct console_settings {
    const struct log *log;
    http_failure_fn *for_programs;             /* answers failures to who doesn't ask for HTML */
    const char *public_url;                    /* "https://router.example", without final slash; NULL: as the browser calls it */
    const struct printer *printer;             /* NULL: nothing is printed */
    const struct picture_maker *picture_maker; /* NULL: no pictures are taken */
    const struct skin *skin;                   /* NULL: our own */
    const struct qr_logos *logos;              /* of QR codes; NULL: our own drawing */
    unsigned worker_lane;                      /* the server's lanes for pages that read or write much, */
    unsigned heavy_lane;                       /* for those that take long, */
    unsigned bulk_lane;                        /* for those that take very long, */
    unsigned waiting_lane;                     /* and for those that wait for another server */
    const struct manual *manual;               /* of the API */
    console_trial_fn *try_out;                 /* NULL: the API can't be tried out in the documentation */
    void *try_out_self;
    const char *upload_folder;    /* for answers that do not stay in memory */
    const char *imports_folder;   /* where files of imports lie; NULL: no imports are taken */
    struct intake_runner *runner; /* to be told of new imports; may be NULL */
    size_t import_max;            /* bytes of a file to import */
};

struct console;

/* Borrows the settings' texts. */
MUST_CHECK enum rc console_new(const struct console_settings *settings, struct console **out, struct err *e);
void console_free(struct console *console);

struct http_routes console_routes(const struct console *console);

/* Answers a failure: to a browser as a page that says what it is and where to go on, to a program in the programs' form. */
void console_render_error(const struct console *console, struct http_call *call, const struct err *e);
