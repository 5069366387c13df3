/* SPDX-License-Identifier: EUPL-1.2 */
/* Waiting for the right to write. SQLite lets waiting processes try again and again and gives the right to who comes at a lucky moment: one
 * that commits and begins anew without pause leaves the others nothing but moments. So who begins to write first takes the turn, and keeps
 * it until it has the right to write: the one before, when it comes again, waits for the turn. */
#include "db/sqlite.h"

#include "base/clock.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define PAUSE_FIRST_US 50
#define PAUSE_MAX_US 1000

/* The turn is a courtesy: a process that was stopped while it had the turn delays each transaction of the others by no more. */
#define TURN_US INT64_C(1000000)

static void pause_before(int attempt)
{
    const int doublings = attempt < 5 ? attempt : 5;
    const long us = (long)PAUSE_FIRST_US << doublings;
    const struct timespec pause = {.tv_nsec = (us < PAUSE_MAX_US ? us : PAUSE_MAX_US) * 1000L};
    (void)nanosleep(&pause, NULL);
}

int sqlite_wait(void *context, int attempt)
{
    struct sqlite_file *const file = context;
    const int64_t now_us = clock_steady_us();
    if (attempt == 0) {
        file->waits_since_us = now_us;
    }
    if (now_us - file->waits_since_us >= (int64_t)file->busy_timeout_ms * 1000) {
        return 0;
    }
    pause_before(attempt);
    return 1;
}

/* The lock is the folder's: it needs no file of its own, and SQLite's locks on its files are left alone, which closing a second descriptor
 * of them would end. */
void sqlite_turn_open(struct sqlite_db *db)
{
    const char *const path = sqlite3_db_filename(db->file.handle, "main");
    const char *const slash = path == NULL ? NULL : strrchr(path, '/');
    char folder[PATH_MAX];
    db->turn_fd = -1;
    if (db->file.read_only || slash == NULL || (size_t)(slash - path) + 2 > sizeof folder) {
        return;
    }
    const size_t length = slash == path ? 1 : (size_t)(slash - path);
    memcpy(folder, path, length);
    folder[length] = '\0';
    db->turn_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void sqlite_turn_close(struct sqlite_db *db)
{
    if (db->turn_fd >= 0) {
        (void)close(db->turn_fd);
    }
}

void sqlite_turn_take(const struct sqlite_db *db)
{
    if (db->turn_fd < 0 || flock(db->turn_fd, LOCK_EX | LOCK_NB) == 0) {
        return;
    }
    const int64_t since_us = clock_steady_us();
    for (int attempt = 0; clock_steady_us() - since_us < TURN_US; attempt++) {
        pause_before(attempt);
        if (flock(db->turn_fd, LOCK_EX | LOCK_NB) == 0) {
            return;
        }
    }
}

void sqlite_turn_leave(const struct sqlite_db *db)
{
    if (db->turn_fd >= 0) {
        (void)flock(db->turn_fd, LOCK_UN);
    }
}
