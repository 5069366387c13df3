/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"

#include "base/clock.h"
#include "base/day.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const level_names[LOG_LEVEL_COUNT] = {"debug", "info", "warning", "error"};

bool log_level_parse(const char *name, enum log_level *out)
{
    for (int i = 0; i < LOG_LEVEL_COUNT; i++) {
        if (strcmp(name, level_names[i]) == 0) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

/* Line feeds and control characters would let an input forge lines. */
static void flatten(char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20U || *text == 0x7F) {
            *text = ' ';
        }
    }
}

void log_write(const struct log *log, enum log_level level, const char *format, ...)
{
    if (level < log->least) {
        return;
    }
    char line[1024];
    char instant[INSTANT_TEXT_SIZE];
    instant_format(clock_now_us(), true, instant);
    const size_t head = (size_t)snprintf(line, sizeof line, "%s %s ", instant, level_names[level]);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line + head, sizeof line - head - 1, format, args);
    va_end(args);
    flatten(line);
    const size_t length = strlen(line);
    line[length] = '\n';
    const ssize_t written = write(log->fd, line, length + 1);
    (void)written; /* nowhere left to complain */
}
