/* SPDX-License-Identifier: EUPL-1.2 */
/* The cookies of the pages. Within the console layer only. */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "http/http.h"

struct visit;

enum cookie {
    COOKIE_SESSION,      /* the secret of a user's session */
    COOKIE_GUEST,        /* makes the forms of one who is not signed in his own */
    COOKIE_ORGANISATION, /* for which one a user of several works */
    COOKIE_STUDENT,      /* the key of a student's visit */
    COOKIE_SAID          /* what the last act has to tell */
};

/* The value that the browser brought; data NULL when there is none. */
struct str cookie_get(const struct visit *visit, enum cookie cookie);

/* The same for any name. */
struct str cookie_of(const struct http_call *call, const char *name);

/* `seconds` 0: until the browser is closed. Never readable by scripts; over TLS alone where the router is reached by TLS. */
MUST_CHECK enum rc cookie_set(const struct visit *visit, enum cookie cookie, const char *value, long seconds, struct err *e);
MUST_CHECK enum rc cookie_clear(const struct visit *visit, enum cookie cookie, struct err *e);
