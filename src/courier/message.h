/* SPDX-License-Identifier: EUPL-1.2 */
/* An e-mail as it goes over the wire (RFC 5322, MIME): headers that nobody can break out of, a text in any language. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* "Name <name@example.org>" or the bare address. */
struct mailbox {
    const char *name; /* NULL for none */
    const char *address;
};

struct message {
    int64_t id; /* with created_at_us makes the Message-ID: the same at each attempt, so that a second copy can be told */
    int64_t created_at_us;
    struct mailbox from;
    const char *to;
    const char *subject;
    const char *text; /* UTF-8; lines end in \n or \r\n */
};

/* RC_OK for an address that can stand in a header and an envelope: ASCII letters, digits and what is usual in addresses, no quoting. */
MUST_CHECK enum rc mail_address_check(struct str address, struct err *e);

/* The parts are copied into the arena. RC_INVALID for what is no mailbox. */
MUST_CHECK enum rc mailbox_parse(struct arena *arena, const char *text, struct mailbox *out, struct err *e);

/* What follows the @; "localhost" where there is none. */
const char *mail_domain(const char *address);

/* Headers and body, lines ending in CR LF. */
void message_write(struct buf *out, const struct message *message);
