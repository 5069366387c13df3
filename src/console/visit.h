/* SPDX-License-Identifier: EUPL-1.2 */
/* One request of a page: who asks, for which organisation, what was sent; and the ways in which a page answers. Within the console layer
 * only. */
#pragma once

#include "console/console.h"
#include "console/form.h"
#include "console/frame.h"
#include "console/said.h"
#include "console/state.h"
#include "core/account.h"
#include "registry/logins.h"
#include "registry/rights.h"
#include "registry/session.h"
#include "registry/writer.h"

struct visit;

/* Shows a page or does what its form asks. */
typedef enum rc page_fn(struct visit *visit, struct err *e);

/* For whom a page is. */
enum page_audience {
    PAGE_PUBLIC,      /* anybody; who asks is not looked at */
    PAGE_GUEST,       /* anybody; whoever is signed in is known */
    PAGE_STUDENT,     /* students who have come by a link; users are not looked at */
    PAGE_USER,        /* signed-in users */
    PAGE_ORGANISATION /* signed-in users who work in an organisation */
};

/* Where a page is made: what takes long must not hold up the event loop. Pages that write belong into a worker. */
enum page_lane { PAGE_IN_LOOP, PAGE_IN_WORKER, PAGE_IN_HEAVY, PAGE_IN_BULK, PAGE_IN_WAITING };

/* A right beyond being signed in; none. */
#define PAGE_NO_PERMISSION PERMISSION_COUNT

struct page_route {
    enum http_method method;
    const char *path;
    const char *operation_id; /* in the access log */
    page_fn *run;
    enum page_audience audience;
    enum permission permission; /* at the organisation, or at the router; beginning with PAGE_USER */
    enum page_lane lane;
    enum http_body body; /* of a POST: HTTP_BODY_FORM, or HTTP_BODY_MULTIPART where files are sent */
    size_t body_max;     /* bytes; 0: the server's usual limit, or for a body in a file that of imports */
    bool body_in_file;   /* see http_route; files in it are found by form_file */
    bool catch_all;      /* see http_route */
};

/* The routes of one part of the pages; all are listed in console.c. */
struct page_table {
    const struct page_route *items;
    size_t count;
};

struct visit {
    const struct console *console;
    const struct page_route *route;
    struct http_call *call;
    struct session_context *thread;
    struct session *session;                 /* session->user is NULL when nobody is signed in */
    struct arena *arena;                     /* the call's */
    struct str secret;                       /* of the session, or of a guest: what makes forms his own */
    char csrf[CSRF_TEXT_SIZE];               /* made of it */
    struct account account;                  /* id 0: nobody is signed in */
    const struct organisation *organisation; /* in which the user works; NULL: none, such as a super administrator's */
    struct cardholder cardholder;            /* of PAGE_STUDENT */
    struct form form;                        /* what was sent; empty for GET */
    enum said said;                          /* what an act before this page wants told */
};

/* 0 for the router itself. */
int64_t visit_organisation_id(const struct visit *visit);

/* Whether the user has this right where he works. */
bool visit_may(const struct visit *visit, enum permission permission);

/* A parameter of the path, ending in NUL; RC_NO_MEMORY makes it "". */
const char *visit_param(const struct visit *visit, const char *name);

/* A value of the query, trimmed and ending in NUL; "" when it is not there. */
const char *visit_query(const struct visit *visit, const char *name);

/* The query without the parameters of a name, ending in "&", or "". */
const char *visit_query_but(const struct visit *visit, const char *name);

/* A parameter of the path that is an id; RC_NOT_FOUND when it is none. */
MUST_CHECK enum rc visit_id(const struct visit *visit, const char *name, int64_t *out, struct err *e);

/* Where this router is reached, without final slash: as configured, or as a browser on this machine has called it. NULL otherwise: what a
 * caller says stands in no mail, or links would lead to where he likes. */
const char *visit_base_url(const struct visit *visit);

/* Answers with a page within the frame. */
MUST_CHECK enum rc visit_show(struct visit *visit, int status, struct frame *frame, struct err *e);

/* After an act: sends the browser to a page of this site by GET, which tells what was done. */
MUST_CHECK enum rc visit_go(struct visit *visit, const char *path, enum said said, struct err *e);

/* Answers with a file to keep. `name` is of ASCII letters, digits, dots and dashes. */
void visit_download(struct visit *visit, const char *name, const char *type, struct str body);

/* Does the work durably in the writer's transaction, as the same user for the same organisation; what it refuses is undone. `argument` is
 * shared with the writer's thread while this one waits. */
MUST_CHECK enum rc visit_write(struct visit *visit, writer_work_fn *work, void *argument, struct err *e);

/* The same when the refusal can be told at the form: false and an error added to visit->form for RC_INVALID, RC_CONFLICT, RC_DENIED,
 * RC_NOT_FOUND and RC_UNPROCESSABLE, when the form is to be shown again; *rc is another failure's, for which the page ends with `e`. */
MUST_CHECK bool visit_write_form(struct visit *visit, writer_work_fn *work, void *argument, enum rc *rc, struct err *e);
