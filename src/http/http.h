/* SPDX-License-Identifier: EUPL-1.2 */
/* What a handler sees of HTTP: one call with its request and its reply. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_OPTIONS, HTTP_METHOD_COUNT };

#define HTTP_REQUEST_ID_SIZE 33
#define HTTP_REPLY_HEADERS_MAX 16
#define HTTP_PARAMS_MAX 4

struct http_route;
struct http_connection;
struct http_stream;

struct http_param {
    const char *name; /* as in the route's path, without braces */
    struct str value; /* percent-decoded */
};

struct http_header {
    const char *name, *value;
};

struct http_reply {
    int status;               /* 0 until the handler has answered */
    const char *content_type; /* NULL when there is no body */
    struct str body;          /* in the call's arena, or static */
    bool in_file;             /* the body is a part of a file instead, see http_reply_file, or a stream */
    uint64_t file_at, file_bytes;
    struct http_header headers[HTTP_REPLY_HEADERS_MAX];
    size_t header_count;
};

struct http_call {
    enum http_method method;
    const struct http_route *route; /* NULL when no route fits */
    const void *failure_owner;      /* for the server's render_error: the options' */
    struct str path;                /* as received, without query */
    struct str query;               /* as received, without "?" */
    struct str body;                /* in memory; empty for a route whose body goes into a file */
    int body_fd;         /* of that file, to be read from its beginning by pread; -1 for other routes. Closed with the call unless taken */
    uint64_t body_bytes; /* of the body, wherever it is */
    struct http_param params[HTTP_PARAMS_MAX];
    size_t param_count;
    const char *base_path; /* the prefix under which the call came, such as "/esc-rest"; "" for none */
    char id[HTTP_REQUEST_ID_SIZE];
    char address[IP_TEXT_SIZE]; /* of the client, as a trusted proxy names it where there is one; for limits, never logged */
    struct arena *arena;        /* lives until the answer is sent */
    void *context;              /* of the thread that runs the handler: what the lane or loop was set up with */
    unsigned moved_to;          /* the lane in which the handler wants to run once more; 0: none */
    struct http_reply reply;
    struct http_connection *connection; /* http's own */
};

typedef void http_handler_fn(struct http_call *call);

/* For a handler that runs in the event loop and finds that it may take long: it returns without an answer, and runs once more, from its
 * beginning, in this lane. False where it has been moved before. */
bool http_move(struct http_call *call, unsigned lane);

/* The value of a path parameter; the empty text when the route has none of that name. */
struct str http_param(const struct http_call *call, const char *name);

/* The value of a query parameter, decoded ("+" is a blank), its first occurrence; false when absent. RC_INVALID parts were refused before.
 */
bool http_query(const struct http_call *call, const char *name, struct str *out);

/* The value of a request header, any letter case of the name; NULL when absent. */
const char *http_header(const struct http_call *call, const char *name);

/* Takes the file of the body out of the call: its descriptor is the caller's from now on. -1 when there is none. */
int http_body_take(struct http_call *call);

/* Answers. `body` is borrowed until the call is finished; content_type NULL for no body. */
void http_reply(struct http_call *call, int status, const char *content_type, struct str body);

/* Answers with `bytes` bytes of a file, from `at` on, which memory doesn't grow with. `fd` is the call's from now on and closed with it,
 * also when another answer takes this one's place. */
void http_reply_file(struct http_call *call, int status, const char *content_type, int fd, uint64_t at, uint64_t bytes);

/* Answers with what will be added to the stream, whose file is `fd`, until it is ended; the stream's from now on. It is sent while it
 * grows, once the call is handed back, which the caller must outlive by what it copies: the call may be over at any time. NULL when there
 * is no memory (and `fd` is closed). The stream belongs to one thread, which must end it, whether or not anybody reads it any more. */
struct http_stream *http_reply_stream(struct http_call *call, int status, const char *content_type, int fd);

/* RC_UNAVAILABLE when the disk is full. */
MUST_CHECK enum rc http_stream_add(struct http_stream *stream, struct str data, struct err *e);

/* The answer is whole, or is broken off so that the client sees it. */
void http_stream_end(struct http_stream *stream, bool whole);

/* Adds a header to the reply; both texts are borrowed until the call is finished. */
void http_reply_header(struct http_call *call, const char *name, const char *value);
