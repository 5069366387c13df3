/* SPDX-License-Identifier: EUPL-1.2 */
/* One line an answer, gathered in memory and written in large pieces. It tells what was asked of the server, never by whom or about whom.
 */
#pragma once

#include "http/http.h"

#include <stdbool.h>
#include <stdint.h>

/* One thread at a time. */
struct access_log;

struct access_line {
    int64_t now_us;        /* since 1970 */
    const char *id;        /* of the request */
    const char *method;    /* "-" for one that is not ours */
    const char *operation; /* operationId of the route; "-" for none */
    int status;
    uint64_t bytes;      /* of the answer's body */
    int64_t duration_us; /* from the request line to the last byte of the answer */
};

/* Writes to `fd`, which stays the caller's; -1 keeps no log. NULL when there is no memory. */
struct access_log *access_log_new(int fd);

/* Writes what is left. */
void access_log_free(struct access_log *log);

void access_log_add(struct access_log *log, const struct access_line *line);

/* When the oldest line has to be written, on the clock of the lines; INT64_MAX when there is none. */
int64_t access_log_due_us(const struct access_log *log);
void access_log_flush(struct access_log *log);

/* Lines that could not be written, ever; any thread. */
uint64_t access_log_lost(const struct access_log *log);
