/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/mail_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_SIZE 64

const char *mail_folder_of(struct arena *arena, const char *database)
{
    const char *const path = strncmp(database, "sqlite:", 7) == 0 ? database + 7 : database;
    const char *const slash = strrchr(path, '/');
    return slash == NULL ? arena_copy(arena, "mail") : arena_format(arena, "%.*s/mail", (int)(slash - path), path);
}

static void close_file(const int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

static bool write_all(int fd, struct str text)
{
    while (text.length > 0) {
        const ssize_t written = write(fd, text.data, text.length);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        const size_t step = written < 0 ? 0 : (size_t)written;
        text = (struct str){text.data + step, text.length - step};
    }
    return fsync(fd) == 0;
}

/* A file under a passing name, then under its own: who looks into the folder never sees a half. */
static bool place(int folder, const char *passing, const char *name, struct str message)
{
    AUTO(close_file) const int fd = openat(folder, passing, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    return fd >= 0 && write_all(fd, message) && renameat(folder, passing, folder, name) == 0 && fsync(folder) == 0;
}

enum rc mail_folder_write(const char *folder, int64_t id, int64_t created_at_us, struct str message, struct err *e)
{
    char name[NAME_SIZE];
    char passing[NAME_SIZE];
    (void)snprintf(name, sizeof name, "%" PRId64 ".%" PRId64 ".eml", id, created_at_us);
    (void)snprintf(passing, sizeof passing, ".%" PRId64 ".%" PRId64 ".part", id, created_at_us);
    if (mkdir(folder, S_IRWXU) != 0 && errno != EEXIST) {
        return err_set(e, RC_UNAVAILABLE, "", "", "the mail folder %s can't be made: %s", folder, strerror(errno));
    }
    AUTO(close_file) const int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0 || !place(directory, passing, name, message)) {
        return err_set(e, RC_UNAVAILABLE, "", "", "the mail folder %s can't be written: %s", folder, strerror(errno));
    }
    return RC_OK;
}
