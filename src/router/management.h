/* SPDX-License-Identifier: EUPL-1.2 */
/* The listener for the operator's tools: /healthz (the process lives), /readyz (the database answers), /metrics (Prometheus text). */
#pragma once

#include "courier/courier.h"
#include "http/server.h"
#include "registry/writer.h"

struct management;

struct management_options {
    const char *listen;
    struct registry *registry;
    const struct http_server *server; /* whose figures are told */
    const struct writer *writer;
    const struct courier *courier;
    const struct log *log;
};

MUST_CHECK enum rc management_start(const struct management_options *options, struct management **out, struct err *e);
void management_stop(struct management *management);
unsigned management_port(const struct management *management);
