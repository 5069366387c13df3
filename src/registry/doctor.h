/* SPDX-License-Identifier: EUPL-1.2 */
/* Checks that what is stored agrees with itself, and mends what can be worked out anew. */
#pragma once

#include "registry/session.h"

struct finding {
    const char *name; /* stable, such as "list-counts" */
    bool good;
    const char *what; /* a sentence */
    const char *cure; /* a sentence; NULL when good */
};

struct findings {
    struct finding *items;
    size_t count;
    size_t bad;
};

/* Reads all tables: minutes on millions of cards. `besides` (may be NULL) is what the caller has found elsewhere; it stands first. */
MUST_CHECK enum rc registry_examine(struct session *session, const struct finding *besides, struct findings *out, struct err *e);

/* Works out all counters anew, in the session's transaction. */
MUST_CHECK enum rc registry_repair(struct session *session, void *unused, struct err *e);
