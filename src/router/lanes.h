/* SPDX-License-Identifier: EUPL-1.2 */
/* Where calls run that must not hold up an event loop: a pool of workers for reading, the registry's writer for writing. */
#pragma once

#include "http/server.h"
#include "registry/writer.h"

struct lanes;

/* Starts `workers` threads, each with a session of its own. The writer is borrowed, and stopped before the lanes. */
MUST_CHECK enum rc lanes_start(struct registry *registry, struct writer *writer, unsigned workers, struct lanes **out, struct err *e);

/* Finishes what was taken and ends the workers. */
void lanes_stop(struct lanes *lanes);

struct http_lane lanes_worker(struct lanes *lanes);
struct http_lane lanes_writer(struct lanes *lanes);
