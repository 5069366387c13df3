/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/access_log.h"

#include "base/day.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES 32768
#define LINE_MAX_BYTES 256
#define WAIT_US 1000000
#define SECOND_US INT64_C(1000000)

/* Length of "2026-11-22T09:14:00." before the part that changes with every line. */
#define STAMP_SECONDS 20

struct access_log {
    int fd;
    int64_t due_us;
    int64_t second; /* that `stamp` shows */
    char stamp[INSTANT_TEXT_SIZE];
    size_t used;
    size_t lines;
    _Atomic uint64_t lost;
    char buffer[BUFFER_BYTES + LINE_MAX_BYTES];
};

struct access_log *access_log_new(int fd)
{
    struct access_log *const log = calloc(1, sizeof *log);
    if (log == NULL) {
        return NULL;
    }
    log->fd = fd;
    log->due_us = INT64_MAX;
    log->second = INT64_MIN;
    return log;
}

void access_log_free(struct access_log *log)
{
    if (log == NULL) {
        return;
    }
    access_log_flush(log);
    free(log);
}

static void put(struct access_log *log, const char *text, size_t length)
{
    memcpy(log->buffer + log->used, text, length);
    log->used += length;
}

/* One field and the separator behind it, cut to `max` bytes. */
static void put_text(struct access_log *log, const char *text, size_t max)
{
    put(log, text, strnlen(text, max));
    log->buffer[log->used++] = ' ';
}

static void put_number(struct access_log *log, uint64_t number, char after)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + (int)(number % 10));
        number /= 10;
    } while (number > 0);
    put(log, digits + at, sizeof digits - at);
    log->buffer[log->used++] = after;
}

static void put_time(struct access_log *log, int64_t now_us)
{
    const int64_t second = now_us / SECOND_US;
    if (second != log->second) {
        instant_format(second * SECOND_US, false, log->stamp);
        log->second = second;
    }
    int64_t rest = now_us % SECOND_US;
    for (size_t i = 6; i > 0; i--) {
        log->stamp[STAMP_SECONDS - 1 + i] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    put_text(log, log->stamp, sizeof log->stamp);
}

void access_log_add(struct access_log *log, const struct access_line *line)
{
    if (log->fd < 0) {
        return;
    }
    if (log->lines == 0) {
        log->due_us = line->now_us + WAIT_US;
    }
    put_time(log, line->now_us);
    put_text(log, line->id, HTTP_REQUEST_ID_SIZE);
    put_text(log, line->method, 8);
    put_text(log, line->operation, 64);
    put_number(log, (uint64_t)line->status, ' ');
    put_number(log, line->bytes, ' ');
    put_number(log, line->duration_us < 0 ? 0 : (uint64_t)line->duration_us, '\n');
    log->lines++;
    if (log->used >= BUFFER_BYTES) {
        access_log_flush(log);
    }
}

int64_t access_log_due_us(const struct access_log *log)
{
    return log->due_us;
}

/* How much went out; less than `used` when the descriptor takes no more. */
static size_t write_out(const struct access_log *log)
{
    size_t done = 0;
    while (done < log->used) {
        const ssize_t written = write(log->fd, log->buffer + done, log->used - done);
        if (written < 0 && errno != EINTR) {
            break;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return done;
}

void access_log_flush(struct access_log *log)
{
    if (log->used > 0 && write_out(log) < log->used) {
        atomic_fetch_add_explicit(&log->lost, log->lines, memory_order_relaxed);
    }
    log->used = 0;
    log->lines = 0;
    log->due_us = INT64_MAX;
}

uint64_t access_log_lost(const struct access_log *log)
{
    return atomic_load_explicit(&log->lost, memory_order_relaxed);
}
