/* SPDX-License-Identifier: EUPL-1.2 */
/* Where calls run that must not hold up an event loop: a pool of workers for reading, another
 * for heavy work, the registry's writer for writing. */
#pragma once

#include "http/server.h"
#include "registry/writer.h"

struct lanes;

/* How many threads, each with a session of its own. */
struct lanes_options {
    unsigned workers;
    unsigned heavy_workers;
};

/* The writer is borrowed; it is stopped between lanes_end and lanes_free. */
MUST_CHECK enum rc lanes_start(
    struct registry *registry, struct writer *writer, const struct lanes_options *options, struct lanes **out, struct err *e);

/* Finishes what was taken and ends the workers, which may still write meanwhile. NULL is fine. */
void lanes_end(struct lanes *lanes);
void lanes_free(struct lanes *lanes);

struct http_lane lanes_worker(struct lanes *lanes);
struct http_lane lanes_writer(struct lanes *lanes);
struct http_lane lanes_heavy(struct lanes *lanes);
struct http_lane lanes_bulk(struct lanes *lanes);
struct http_lane lanes_hosted(struct lanes *lanes);
