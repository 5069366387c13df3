/* SPDX-License-Identifier: EUPL-1.2 */
/* Making card numbers that never repeat: over threads, processes that share the database, and restarts. */
#pragma once

#include "esc/escn.h"
#include "registry/session.h"

/* The prefix of numbers that the router makes for an issuer that brings none. */
#define NUMBERS_PREFIX 1

/* Claims `count` ticks of the database's sequence in the running transaction and fills `out`. The numbers may be used once the transaction
 * is durable. */
MUST_CHECK enum rc registry_make_numbers(
    struct session *session, unsigned prefix, const char *pic, struct escn *out, size_t count, struct err *e);
