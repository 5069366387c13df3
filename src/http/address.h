/* SPDX-License-Identifier: EUPL-1.2 */
/* Internet addresses: their text, blocks of them, and who asks behind a proxy. */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "http/http.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* IPv4 addresses are kept in their IPv6-mapped form (::ffff:192.0.2.1) and written in their own. */
struct address {
    unsigned char bytes[16];
};

/* False for a socket of another family. */
bool address_of_socket(const struct sockaddr *from, struct address *out);

/* Reads either family, "[...]" and a port behind it allowed. */
bool address_parse(struct str text, struct address *out);
void address_format(const struct address *address, char out[HTTP_ADDRESS_SIZE]);
bool address_equal(const struct address *a, const struct address *b);

/* What counts as one client: an IPv4 address, or the /64 network of an IPv6 address. */
struct address address_client(const struct address *address);

/* All addresses that share the first `bits` bits of `base`. */
struct address_block {
    struct address base;
    unsigned bits;
};

struct address_blocks {
    const struct address_block *items;
    size_t count;
};

/* Reads "10.0.0.0/8", "2001:db8::/32" or a single address. RC_INVALID else. */
MUST_CHECK enum rc address_block_parse(const char *text, struct address_block *out, struct err *e);
bool address_blocks_have(const struct address_blocks *blocks, const struct address *address);

/* The client that the trusted proxies name: the last address of X-Forwarded-For that is none of theirs. `peer` itself when the list says
 * nothing usable. To be asked only when `peer` is trusted. */
struct address address_behind(const struct address_blocks *trusted, const struct address *peer, struct str forwarded_for);
