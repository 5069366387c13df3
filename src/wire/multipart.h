/* SPDX-License-Identifier: EUPL-1.2 */
/* Finds the parts of a multipart/form-data body (RFC 7578) while it goes by piece by piece, as places within the body, without a copy. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define MULTIPART_PARTS_MAX 256
#define MULTIPART_BOUNDARY_MAX 70
#define MULTIPART_HEADERS_MAX 8192U

struct multipart_part {
    struct str name;    /* of the form's field */
    bool is_file;       /* it came with a file name, which says nothing and is thrown away */
    struct str type;    /* its Content-Type; empty when it has none */
    uint64_t at, bytes; /* its content within the body */
};

enum multipart_state {
    MULTIPART_CONTENT, /* of a part, or what stands before the first one */
    MULTIPART_MARK,    /* behind a boundary: the next byte tells whether it is one */
    MULTIPART_LAST,    /* behind a boundary and one "-" */
    MULTIPART_BLANK,   /* blanks behind a boundary */
    MULTIPART_FEED,    /* behind a boundary and CR */
    MULTIPART_HEADERS,
    MULTIPART_END /* what follows is ignored */
};

struct multipart {
    struct arena *arena;
    struct multipart_part parts[MULTIPART_PARTS_MAX];
    size_t count;
    enum multipart_state state;
    char mark[MULTIPART_BOUNDARY_MAX + 4]; /* CR LF "--" and the boundary */
    size_t mark_from;                      /* 1 for a client that ends its lines with LF alone */
    size_t mark_length;
    size_t matched;    /* bytes of the mark that have just gone by */
    uint64_t mark_end; /* where the last whole mark ended */
    bool begun;        /* the first boundary was there */
    uint64_t at;       /* bytes that have gone by */
    char *headers;     /* of the part whose headers go by */
    size_t headers_length;
};

/* Begins with the request's Content-Type; RC_INVALID ER-1301 when it names no good boundary. Names and types will be in the arena. */
MUST_CHECK enum rc multipart_begin(struct multipart *form, struct arena *arena, const char *content_type, struct err *e);

/* The next piece of the body. RC_INVALID ER-1301: no multipart/form-data, or more parts or longer headers than are taken. */
MUST_CHECK enum rc multipart_add(struct multipart *form, const char *data, size_t length, struct err *e);

/* The body is over. RC_INVALID ER-1301 when its closing boundary is missing. */
MUST_CHECK enum rc multipart_finish(struct multipart *form, struct err *e);

/* All three for a body that is in memory. */
MUST_CHECK enum rc multipart_read(struct multipart *form, struct arena *arena, const char *content_type, struct str body, struct err *e);

/* The same for a body that is in a file, from its beginning on. RC_UNAVAILABLE when the disk fails. */
MUST_CHECK enum rc multipart_read_file(
    struct multipart *form, struct arena *arena, const char *content_type, int fd, uint64_t bytes, struct err *e);

/* The one part of this name; RC_INVALID ER-1302 when there is none, or more than one. */
MUST_CHECK enum rc multipart_get(const struct multipart *form, const char *name, const struct multipart_part **out, struct err *e);

/* The same for a part that may be missing: NULL then. */
MUST_CHECK enum rc multipart_find(const struct multipart *form, const char *name, const struct multipart_part **out, struct err *e);
