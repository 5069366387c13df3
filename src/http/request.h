/* SPDX-License-Identifier: EUPL-1.2 */
/* The way of a request through libmicrohttpd's callbacks: line, headers, body, handler, answer, end. */
#pragma once

#include "http/loop.h"

#include <microhttpd.h>

/* The callbacks; `cls` is the loop, `state` the exchange. */
void *request_begin(void *cls, const char *target, struct MHD_Connection *mhd);
enum MHD_Result request_continue(void *cls, struct MHD_Connection *mhd, const char *url, const char *method, const char *version,
    const char *data, size_t *data_size, void **state);
void request_end(void *cls, struct MHD_Connection *mhd, void **state, enum MHD_RequestTerminationCode reason);

/* A call came back from its lane: answers it. */
void request_finish(struct loop *loop, struct exchange *exchange);

/* There is more of an answer that grows; NULL when nobody waits for it any longer. */
void request_go_on(struct loop *loop, struct exchange *exchange);

/* Our connection behind one of libmicrohttpd's. */
struct http_connection *request_connection(struct MHD_Connection *mhd);
