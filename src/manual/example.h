/* SPDX-License-Identifier: EUPL-1.2 */
/* Examples of calls in the languages that clients are written in: whole programs, to be copied and run. */
#pragma once

#include "base/buf.h"
#include "manual/manual.h"

enum example_language {
    EXAMPLE_CURL,
    EXAMPLE_JAVA,
    EXAMPLE_PYTHON,
    EXAMPLE_CSHARP,
    EXAMPLE_PHP,
    EXAMPLE_JAVASCRIPT,
    EXAMPLE_LANGUAGE_COUNT
};

/* The variable of the environment in which the examples look for the token, so that none stands in them. */
#define EXAMPLE_TOKEN_VARIABLE "ESC_TOKEN"

/* "curl", "Java" and so on. */
const char *example_language_name(enum example_language language);

/* The same as it stands in addresses and ids: "curl", "java", "python", "csharp", "php", "javascript". */
const char *example_language_key(enum example_language language);

/* What is called. All texts may come from strangers: whatever they hold, they stay texts in the example. */
struct example_call {
    const char *method;
    const char *url;
    bool has_token;
    const char *accept;     /* NULL: none is sent */
    const char *media_type; /* of the body; NULL: there is none */
    const char *body;       /* NULL for a form */
    const char *file_name;  /* of a form with one part "file"; NULL: no form */
    const char *save_as;    /* the file that keeps an answer that is no text to read; NULL: it is printed */
};

/* The address of an operation with its sample values; `base` is where the router is, without final slash. NULL without memory. */
const char *example_url(struct arena *arena, const struct manual *manual, const struct manual_operation *operation, const char *base);

/* How an operation is called at an address. */
struct example_call example_call_of(const struct manual_operation *operation, const char *url);

void example_write(struct buf *out, enum example_language language, const struct example_call *call);
