/* SPDX-License-Identifier: EUPL-1.2 */
/* The transport over libcurl: certificates are verified, answers are bounded in time and size, no redirect leaves the host. */
#pragma once

#include "client/transport.h"

#include <stddef.h>

struct curl_limits {
    long connect_ms;
    long total_ms; /* for the whole of an exchange, redirects included */
    size_t body_bytes;
};

/* What fits one person who waits for one answer. */
#define CURL_LIMITS_USUAL ((struct curl_limits){.connect_ms = 5000, .total_ms = 15000, .body_bytes = 1048576})

struct curl_transport;

/* NULL when there is no memory. One thread uses it at a time; connections are kept for the next request. */
struct curl_transport *curl_transport_new(struct curl_limits limits);
void curl_transport_free(struct curl_transport *transport);
void curl_transport_freep(struct curl_transport **transport);

/* Borrows `transport`. */
struct transport curl_transport_of(struct curl_transport *transport);
