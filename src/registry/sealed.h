/* SPDX-License-Identifier: EUPL-1.2 */
/* Secrets that must be read again (of second factors, of services): sealed with the router's key, so that the database alone does not tell
 * them. */
#pragma once

#include "registry/session.h"

#define KEYED_HASH_BYTES 32

/* Seals `plain` into the session's arena, in its transaction: with the first secret the database is bound to the key. `purpose` and
 * `owner_id` are bound into it: what was sealed for one does not open for another. RC_UNAVAILABLE when the router runs without its key. */
MUST_CHECK enum rc sealed_make(
    struct session *session, const char *purpose, int64_t owner_id, struct str plain, struct str *out, struct err *e);

/* Into the session's arena, with a NUL behind it. RC_INTERNAL when it was sealed for another, with another key, or is damaged. */
MUST_CHECK enum rc sealed_open(
    struct session *session, const char *purpose, int64_t owner_id, struct str sealed, struct str *out, struct err *e);

/* A hash that nobody can compute without the router's key: for what must be found again but not be read, such as addresses. */
MUST_CHECK enum rc keyed_hash(
    struct session *session, const char *purpose, struct str text, unsigned char out[KEYED_HASH_BYTES], struct err *e);

/* *has_sealed tells whether secrets in the database are sealed with some key; RC_UNAVAILABLE when it is another one than the router's. */
MUST_CHECK enum rc registry_check_key(struct session *session, bool *has_sealed, struct err *e);
