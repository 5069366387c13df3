/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 4096

/* Where the file system has no files without a name, one is made with a name that is taken away at once. */
static int open_named(const char *folder)
{
    char path[PATH_BYTES];
    if ((size_t)snprintf(path, sizeof path, "%s/esc-XXXXXX", folder) >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    const int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) {
        (void)unlink(path);
    }
    return fd;
}

enum rc temporary_open(const char *folder, int *out, struct err *e)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
        fd = open_named(folder);
    }
    if (fd < 0) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the folder %s takes no temporary file: %s", folder, strerror(errno));
    }
    *out = fd;
    return RC_OK;
}

enum rc file_write(int fd, const void *data, size_t length, struct err *e)
{
    const char *from = data;
    while (length > 0) {
        const ssize_t written = write(fd, from, length);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the disk doesn't take what must be put there for the moment: %s",
                written == 0 ? "nothing was written" : strerror(errno));
        }
        from += written;
        length -= (size_t)written;
    }
    return RC_OK;
}

enum rc file_read(int fd, uint64_t at, void *out, size_t max, size_t *got, struct err *e)
{
    char *to = out;
    *got = 0;
    while (*got < max) {
        const ssize_t length = pread(fd, to + *got, max - *got, (off_t)(at + *got));
        if (length < 0 && errno == EINTR) {
            continue;
        }
        if (length < 0) {
            return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "a temporary file can't be read: %s", strerror(errno));
        }
        if (length == 0) {
            return RC_OK;
        }
        *got += (size_t)length;
    }
    return RC_OK;
}
