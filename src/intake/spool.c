/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/spool.h"

#include "base/clock.h"
#include "base/hex.h"
#include "base/random.h"
#include "base/str.h"
#include "base/temporary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4400
#define PIECE 65536
#define UNNAMED_FOR_S 600 /* a file may lie as long before its import is in the database */

const char *spool_folder(struct arena *arena, const char *folder, const char *database)
{
    if (folder != NULL) {
        return arena_copy(arena, folder);
    }
    const char *const colon = database == NULL ? NULL : strchr(database, ':');
    return arena_format(arena, "%s-imports", colon == NULL ? "esc" : colon + 1);
}

static enum rc unusable(const char *folder, const char *doing, struct err *e)
{
    return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "%s in the import folder %s: %s", doing, folder, strerror(errno));
}

static enum rc path_of(const char *folder, const char *name, char out[PATH_SIZE], struct err *e)
{
    if ((size_t)snprintf(out, PATH_SIZE, "%s/%s", folder, name) < PATH_SIZE) {
        return RC_OK;
    }
    return err_set(e, RC_INVALID, "", "imports-folder", "the path of the import folder is too long");
}

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

static enum rc create(const char *folder, char name[SPOOL_NAME_SIZE], int *out, struct err *e)
{
    unsigned char bytes[10];
    char path[PATH_SIZE];
    random_bytes(bytes, sizeof bytes);
    hex_encode(bytes, sizeof bytes, name);
    memcpy(name + 2 * sizeof bytes, ".csv", 5);
    if (path_of(folder, name, path, e) != RC_OK) {
        return e->rc;
    }
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return unusable(folder, "making the folder", e);
    }
    *out = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return *out >= 0 ? RC_OK : unusable(folder, "making a file", e);
}

/* Pipes can't be read at a place. */
static enum rc read_piece(int fd, bool is_pipe, uint64_t at, char *out, size_t max, size_t *got, struct err *e)
{
    if (!is_pipe) {
        return file_read(fd, at, out, max, got, e);
    }
    const ssize_t count = read(fd, out, max);
    *got = count < 0 ? 0 : (size_t)count;
    return count >= 0 ? RC_OK : err_set(e, RC_UNAVAILABLE, "SE-0503", "", "reading the file: %s", strerror(errno));
}

static enum rc copy(int from, uint64_t at, uint64_t bytes, int to, uint64_t *kept, struct err *e)
{
    char piece[PIECE];
    const bool is_pipe = lseek(from, 0, SEEK_CUR) < 0;
    *kept = 0;
    while (*kept < bytes) {
        size_t got = 0;
        const uint64_t left = bytes - *kept;
        if (read_piece(from, is_pipe, at + *kept, piece, left < sizeof piece ? (size_t)left : sizeof piece, &got, e) != RC_OK) {
            return e->rc;
        }
        if (got == 0) {
            return RC_OK;
        }
        if (file_write(to, piece, got, e) != RC_OK) {
            return e->rc;
        }
        *kept += got;
    }
    return RC_OK;
}

/* The file and its name are on the disk. */
static enum rc make_durable(const char *folder, int fd, struct err *e)
{
    AUTO(close_fd) int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0 || fsync(fd) != 0 || fsync(directory) != 0) {
        return unusable(folder, "waiting for the disk", e);
    }
    return RC_OK;
}

enum rc spool_keep(const char *folder, int fd, uint64_t begin, uint64_t bytes, char name[SPOOL_NAME_SIZE], uint64_t *kept, struct err *e)
{
    AUTO(close_fd) int copied = -1;
    if (create(folder, name, &copied, e) != RC_OK) {
        return e->rc;
    }
    if (copy(fd, begin, bytes, copied, kept, e) != RC_OK || make_durable(folder, copied, e) != RC_OK) {
        spool_erase(folder, name);
        return e->rc;
    }
    return RC_OK;
}

enum rc spool_passing(const char *folder, int *out, struct err *e)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return unusable(folder, "making the folder", e);
    }
    return temporary_open(folder, out, e);
}

static enum rc open_kept(const char *folder, const char *name, int flags, int *out, struct err *e)
{
    char path[PATH_SIZE];
    *out = -1;
    if (path_of(folder, name, path, e) != RC_OK) {
        return e->rc;
    }
    *out = open(path, flags | O_CLOEXEC);
    if (*out < 0 && errno == ENOENT) {
        return err_set(e, RC_NOT_FOUND, "", "", T_("the file of the import is gone from the import folder %s"), folder);
    }
    return *out < 0 ? unusable(folder, "opening a file", e) : RC_OK;
}

enum rc spool_look(const char *folder, const char *name, int *out, struct err *e)
{
    return open_kept(folder, name, O_RDONLY, out, e);
}

enum rc spool_open(const char *folder, const char *name, int *out, struct err *e)
{
    AUTO(close_fd) int fd = -1;
    *out = -1;
    if (open_kept(folder, name, O_RDWR, &fd, e) != RC_OK) {
        return e->rc;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        return err_set(e, RC_CONFLICT, "ER-1205", "", "another process works on the file of the import");
    }
    *out = fd;
    fd = -1;
    return RC_OK;
}

void spool_erase(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    struct err ignored = {0};
    if (path_of(folder, name, path, &ignored) == RC_OK) {
        (void)unlink(path);
    }
}

/* A young file may be one that is just being kept. */
static bool is_left_over(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    struct err ignored = {0};
    struct stat status;
    const struct str text = str_of(name);
    if (text.length != SPOOL_NAME_SIZE - 1 || strcmp(name + text.length - 4, ".csv") != 0 ||
        path_of(folder, name, path, &ignored) != RC_OK) {
        return false;
    }
    return stat(path, &status) == 0 && clock_now_us() / 1000000 - status.st_mtime > UNNAMED_FOR_S;
}

void spool_sweep(const char *folder, spool_needs_fn *is_needed, void *self)
{
    DIR *const directory = opendir(folder);
    const struct dirent *entry = NULL;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        int fd = -1;
        struct err ignored = {0};
        if (is_left_over(folder, entry->d_name) && !is_needed(self, entry->d_name) &&
            spool_open(folder, entry->d_name, &fd, &ignored) == RC_OK) {
            spool_erase(folder, entry->d_name);
        }
        close_fd(&fd);
    }
    if (directory != NULL) {
        (void)closedir(directory);
    }
}

void spool_remove(const char *folder)
{
    DIR *const directory = opendir(folder);
    const struct dirent *entry = NULL;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        spool_erase(folder, entry->d_name);
    }
    if (directory != NULL) {
        (void)closedir(directory);
        (void)rmdir(folder);
    }
}
