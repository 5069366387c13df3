/* SPDX-License-Identifier: EUPL-1.2 */
/* Backup and restore of a whole database file. */
#include "db/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Copies all pages as they are at one moment, in one transaction of the target. */
static int copy_pages(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *const copy = sqlite3_backup_init(to, "main", from, "main");
    if (copy == NULL) {
        return sqlite3_extended_errcode(to);
    }
    const int code = sqlite3_backup_step(copy, -1);
    const int ended = sqlite3_backup_finish(copy);
    return code == SQLITE_DONE ? ended : code;
}

static enum rc sync_path(const char *path, int flags, struct err *e)
{
    const int fd = open(path, flags | O_RDONLY | O_CLOEXEC);
    const int outcome = fd < 0 ? -1 : fsync(fd);
    const int reason = errno;
    if (fd >= 0) {
        (void)close(fd);
    }
    return outcome == 0 ? RC_OK : err_set(e, RC_UNAVAILABLE, "SE-0503", "", "writing %s to the disk: %s", path, strerror(reason));
}

static void free_text(char **text)
{
    free(*text);
}

static enum rc sync_folder_of(const char *path, struct err *e)
{
    AUTO(free_text) char *copy = strdup(path);
    return copy == NULL ? err_no_memory(e) : sync_path(dirname(copy), O_DIRECTORY, e);
}

static enum rc exists(const char *path, struct err *e)
{
    return err_set(e, RC_CONFLICT, "", "path", "%s exists already and is not overwritten", path);
}

/* The pages come with the mark of the write-ahead log; without it the copy is one file. */
static enum rc fill_backup(const struct sqlite_file *from, const char *path, struct err *e)
{
    AUTO(sqlite_file_close) struct sqlite_file to = {0};
    if (sqlite_file_open(path, SQLITE_OPEN_READWRITE, from->busy_timeout_ms, &to, e) != RC_OK ||
        sqlite_exec(&to, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF", e) != RC_OK) {
        return e->rc;
    }
    const int code = copy_pages(from->handle, to.handle);
    if (code != SQLITE_OK) {
        return sqlite_failed(&to, code, "copying the database", e);
    }
    return sqlite_exec(&to, "PRAGMA journal_mode = DELETE", e);
}

/* A name that is taken stays as it is. A file system that can't promise that in one step (EINVAL) gets the look before. */
static int rename_to_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) {
        return 0;
    }
    if (errno != EINVAL) {
        return -1;
    }
    if (access(to, F_OK) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(from, to);
}

static enum rc publish_backup(const char *part, const char *path, struct err *e)
{
    if (sync_path(part, 0, e) != RC_OK) {
        return e->rc;
    }
    if (rename_to_new(part, path) != 0) {
        return errno == EEXIST ? exists(path, e)
                               : err_set(e, RC_UNAVAILABLE, "SE-0503", "", "naming the backup %s: %s", path, strerror(errno));
    }
    return sync_folder_of(path, e);
}

static void remove_part(const char *part)
{
    static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        AUTO(free_text) char *name = NULL;
        if (asprintf(&name, "%s%s", part, endings[i]) >= 0) {
            (void)unlink(name);
        }
    }
}

/* Written under another name until it is whole: what bears the name is a complete backup, whatever happens meanwhile. */
enum rc sqlite_backup(struct db *db, const char *path, struct err *e)
{
    if (access(path, F_OK) == 0) {
        return exists(path, e);
    }
    AUTO(free_text) char *part = NULL;
    if (asprintf(&part, "%s.part", path) < 0) {
        part = NULL;
        return err_no_memory(e);
    }
    if (sqlite_file_create(part, e) != RC_OK) {
        return e->rc;
    }
    if (fill_backup(&sqlite_of(db)->file, part, e) != RC_OK || publish_backup(part, path, e) != RC_OK) {
        remove_part(part);
        return e->rc;
    }
    return RC_OK;
}

/* Pages can only be exchanged for pages of their size. */
static enum rc check_page_size(const struct sqlite_file *from, const struct sqlite_file *to, struct err *e)
{
    int64_t theirs = 0;
    int64_t ours = 0;
    if (sqlite_number(from, "PRAGMA page_size", &theirs, e) != RC_OK || sqlite_number(to, "PRAGMA page_size", &ours, e) != RC_OK) {
        return e->rc;
    }
    return theirs == ours ? RC_OK : err_set(e, RC_INVALID, "", "path", "its pages have %" PRId64 " bytes; expected %" PRId64, theirs, ours);
}

static enum rc restore_from(const struct sqlite_file *from, struct sqlite_db *db, struct err *e)
{
    const struct sqlite_file *const to = &db->file;
    if (check_page_size(from, to, e) != RC_OK || sqlite_check_pages(from, e) != RC_OK || sqlite_check_references(from, e) != RC_OK) {
        return e->rc;
    }
    sqlite_turn_take(db);
    const int code = copy_pages(from->handle, to->handle);
    sqlite_turn_leave(db);
    if (code != SQLITE_OK) {
        return sqlite_failed(to, code, "copying the database", e);
    }
    /* The log now holds the whole content. That it is moved into the file is not part of the outcome. */
    struct err ignored = {0};
    (void)sqlite_exec(to, "PRAGMA wal_checkpoint(PASSIVE)", &ignored);
    return RC_OK;
}

enum rc sqlite_restore(struct db *db, const char *path, struct err *e)
{
    struct sqlite_db *const to = sqlite_of(db);
    AUTO(sqlite_file_close) struct sqlite_file from = {0};
    if (sqlite_file_open(path, SQLITE_OPEN_READONLY, to->file.busy_timeout_ms, &from, e) != RC_OK || restore_from(&from, to, e) != RC_OK) {
        return err_wrap(e, "restoring %s", path);
    }
    return RC_OK;
}
