/* SPDX-License-Identifier: EUPL-1.2 */
/* The file with the router's key, by which secrets in the database are sealed. */
#pragma once

#include "registry/doctor.h"
#include "registry/registry.h"
#include "router/settings.h"

/* In the database's folder, where the setting names no other. */
#define KEY_FILE_NAME "esc-router.key"

struct router_key {
    unsigned char bytes[REGISTRY_KEY_BYTES];
    bool found;
};

/* Reads the file; found is false when there is none. RC_INVALID when it holds no key or others than its owner may read it. */
MUST_CHECK enum rc key_file_read(const struct settings *settings, struct arena *arena, struct router_key *out, struct err *e);

/* Makes the file where it is missing. RC_UNAVAILABLE when secrets in the database are sealed with another key, or with the missing one. The
 * database is there and up to date. */
MUST_CHECK enum rc key_file_prepare(const struct settings *settings, struct arena *arena, struct err *e);

/* Tells doctor of the file: whether it is there, its owner's alone, a key, and the one of the database, which `session` reads. `unreadable`
 * is what key_file_read has said; the session's registry has the key that it read. */
MUST_CHECK enum rc key_file_examine(
    const struct settings *settings, struct session *session, const struct err *unreadable, struct finding *out, struct err *e);
