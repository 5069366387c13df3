/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of routes: which handler answers which method and path, and where it runs. */
#pragma once

#include "http/http.h"

#include <stddef.h>

/* What a route takes as body: its media type. */
enum http_body { HTTP_BODY_NONE, HTTP_BODY_JSON, HTTP_BODY_NDJSON, HTTP_BODY_MULTIPART, HTTP_BODY_FORM };

/* Judges a call by its headers, in the loop with the loop's context, before its body is taken: RC_OK lets the body come, anything else
 * refuses it. Called for bodies that are more than HTTP_BODY_UNADMITTED bytes long, come in chunks, are announced by "Expect" or go into a
 * file. The handler judges again; it is called for all. `e` comes empty. */
typedef enum rc http_admit_fn(struct http_call *call, struct err *e);

/* Answers a failure that the handler did not see. */
typedef void http_failure_fn(struct http_call *call, const struct err *e);

#define HTTP_BODY_UNADMITTED 65536U

struct http_route {
    enum http_method method; /* a GET route answers HEAD too */
    const char *path;        /* "/api/v2/cards/{escn}/status"; a literal segment wins over a parameter */
    const char *operation_id;
    unsigned lane; /* 0: in the event loop; else the server's lane of this number */
    enum http_body body;
    size_t body_max; /* bytes; 0: the server's usual limit */
    http_handler_fn *handler;
    bool body_in_file;             /* the body goes into a file, see call->body_fd: for large ones, which memory must not grow with */
    http_admit_fn *admit;          /* NULL: every body is let in */
    bool only_root;                /* answers at its path alone, not under the base paths */
    bool catch_all;                /* takes whatever else is not there: for other methods nothing is at its path */
    const void *owner;             /* for the handler: whose table this is */
    const void *operation;         /* for the handler: what stands behind the route */
    http_failure_fn *render_error; /* answers a failure; NULL: as the server does elsewhere */
};

struct http_routes {
    const struct http_route *items;
    size_t count;
    const char *const *base_paths; /* prefixes under which every route answers besides "", NULL-terminated */
};

/* "GET" and so on; "-" for HTTP_METHOD_COUNT, which stands for every method that is not ours. */
const char *http_method_name(enum http_method method);

struct router;

/* Prepares a table for matching; the table must outlive the router. NULL when there is no memory. */
struct router *router_new(struct http_routes routes);
void router_free(struct router *router);

/* Finds the route of call->method and call->path and fills route, params (decoded into the call's arena) and base_path. RC_INVALID: the
 * path can't be decoded (bad percent sign, NUL, invalid UTF-8); RC_NOT_FOUND: no such path; RC_BAD_METHOD: *allow lists the methods that
 * the path has and OPTIONS, which the server answers by itself ("GET, HEAD, PUT, OPTIONS"). */
MUST_CHECK enum rc router_find(const struct router *router, struct http_call *call, const char **allow, struct err *e);
