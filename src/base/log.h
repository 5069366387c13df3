/* SPDX-License-Identifier: EUPL-1.2 */
/* One line a message on a file descriptor: time, level, text. Never personal data, never a secret. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_LEVEL_COUNT };

/* Shared by all threads: each line is one write. */
struct log {
    int fd;
    enum log_level least;
};

/* The level of a name such as "warning"; false for an unknown one. */
bool log_level_parse(const char *name, enum log_level *out);

void log_write(const struct log *log, enum log_level level, const char *format, ...) PRINTF_LIKE(3, 4);
