/* SPDX-License-Identifier: EUPL-1.2 */
/* Hashing and verifying passwords: slow and hungry by design, and so never done in a transaction. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "registry/registry.h"

/* Argon2id in the form that tells its own cost, in the arena. Any thread; waits while as many as may are hashing. RC_NO_MEMORY is the only
 * failure. */
MUST_CHECK enum rc password_hash(struct registry *registry, struct arena *arena, struct str password, const char **out, struct err *e);

/* *good tells whether the password is the one of `hash`; NULL is nobody's hash: the same work, and never good. */
MUST_CHECK enum rc password_verify(struct registry *registry, const char *hash, struct str password, bool *good, struct err *e);

/* Whether a hash was made at another cost than today's. */
bool password_is_outdated(const struct registry *registry, const char *hash);
