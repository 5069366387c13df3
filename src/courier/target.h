/* SPDX-License-Identifier: EUPL-1.2 */
/* Which addresses the router may call on behalf of others: those of the public Internet, unless the operator says otherwise. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

/* False for loopback, private, link-local, shared, documentation, multicast and reserved networks, for IPv6 addresses that carry such an
 * IPv4 address, and for other families. */
bool target_is_public(const struct sockaddr *address);
