/* SPDX-License-Identifier: EUPL-1.2 */
/* Internet addresses: their text, blocks of them, and who asks behind a proxy. */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#define IP_TEXT_SIZE 46 /* the longest text and NUL */

/* IPv4 addresses are kept in their IPv6-mapped form (::ffff:192.0.2.1) and written in their own. */
struct ip {
    unsigned char bytes[16];
};

/* False for a socket of another family. */
bool ip_of_socket(const struct sockaddr *from, struct ip *out);

/* Reads either family, "[...]" and a port behind it allowed. */
bool ip_parse(struct str text, struct ip *out);
void ip_format(const struct ip *address, char out[IP_TEXT_SIZE]);
bool ip_equal(const struct ip *a, const struct ip *b);

/* What counts as one client: an IPv4 address, or the /64 network of an IPv6 address. */
struct ip ip_client(const struct ip *address);

/* All addresses that share the first `bits` bits of `base`. */
struct ip_block {
    struct ip base;
    unsigned bits;
};

struct ip_blocks {
    const struct ip_block *items;
    size_t count;
};

/* Reads "10.0.0.0/8", "2001:db8::/32" or a single address. RC_INVALID else. */
MUST_CHECK enum rc ip_block_parse(const char *text, struct ip_block *out, struct err *e);
bool ip_blocks_have(const struct ip_blocks *blocks, const struct ip *address);

/* Blocks by comma, as they are kept: IP_LIST_MAX of them at most. RC_INVALID (ER-1012) names what is wrong. */
#define IP_LIST_MAX 16
MUST_CHECK enum rc ip_list_check(struct str list, struct err *e);

/* Whether one of the blocks has the address; false for a text that is no address. */
bool ip_list_has(struct str list, struct str address);

/* The client that the trusted proxies name: the last address of X-Forwarded-For that is none of theirs. `peer` itself when the list says
 * nothing usable. To be asked only when `peer` is trusted. */
struct ip ip_behind(const struct ip_blocks *trusted, const struct ip *peer, struct str forwarded_for);
