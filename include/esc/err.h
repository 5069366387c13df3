/* SPDX-License-Identifier: EUPL-1.2 */
/* What a fallible function returns and what it tells about a failure. */
#pragma once

#define ESC_MUST_CHECK __attribute__((warn_unused_result))

/* Kinds of outcome. Everything but RC_OK comes with a filled `struct err`. */
enum rc {
    RC_OK,
    RC_INVALID,         /* the input breaks a rule */
    RC_UNAUTHENTICATED, /* nobody, or nobody known, asks */
    RC_DENIED,          /* somebody asks who may not */
    RC_NOT_FOUND,
    RC_BAD_METHOD,
    RC_CONFLICT,
    RC_UNPROCESSABLE, /* good by itself, and not what was meant: another request came under the same key */
    RC_TOO_LARGE,
    RC_BAD_TYPE,  /* a media type that is not taken */
    RC_THROTTLED, /* too often */
    RC_INTERNAL,  /* our fault, or what we stored is damaged */
    RC_UNAVAILABLE,
    RC_NO_MEMORY,
    RC_COUNT
};

/* One failure. Lives on the caller's stack; never allocated, never NULL. */
struct err {
    enum rc rc;
    char code[12];  /* stable code of the kind of fault, such as "ER-0001"; may be empty */
    char field[64]; /* the input member that is wrong; may be empty */
    char msg[512];  /* one English sentence without a final stop: what, what was found, what is expected */

    /* What msg was made of, to say it in another language. */
    const char *format;  /* a literal for printf; NULL when it isn't known, or its arguments had no room */
    const char *context; /* the same for what stands in front of it, "reading card %s"; NULL for nothing */
    char arguments[320]; /* their arguments as texts, each ending in NUL, those of the context first */
};
