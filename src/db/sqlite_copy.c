/* SPDX-License-Identifier: EUPL-1.2 */
/* Backup, restore and checks of a whole database file. */
#include "db/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void finalize(sqlite3_stmt **handle)
{
    (void)sqlite3_finalize(*handle);
}

enum rc sqlite_check_pages(const struct sqlite_file *file, struct err *e)
{
    AUTO(finalize) sqlite3_stmt *check = NULL;
    int code = sqlite3_prepare_v2(file->handle, "PRAGMA integrity_check(1)", -1, &check, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(check);
    }
    if (code != SQLITE_ROW) {
        return sqlite_failed(file, code, "checking the database", e);
    }
    const char *const finding = (const char *)sqlite3_column_text(check, 0);
    if (finding == NULL || strcmp(finding, "ok") != 0) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the database file is damaged; restore it from a backup (%s)",
            finding == NULL ? "no finding" : finding);
    }
    return RC_OK;
}

enum rc sqlite_check_references(const struct sqlite_file *file, struct err *e)
{
    AUTO(finalize) sqlite3_stmt *check = NULL;
    int code = sqlite3_prepare_v2(file->handle, "PRAGMA foreign_key_check", -1, &check, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(check);
    }
    if (code == SQLITE_DONE) {
        return RC_OK;
    }
    if (code != SQLITE_ROW) {
        return sqlite_failed(file, code, "checking the references", e);
    }
    const char *const table = (const char *)sqlite3_column_text(check, 0);
    const char *const parent = (const char *)sqlite3_column_text(check, 2);
    return err_set(e, RC_INTERNAL, "SE-0500", "", "a row of %s refers to a row of %s that is not there", table == NULL ? "?" : table,
        parent == NULL ? "?" : parent);
}

/* Copies all pages as they are at one moment. */
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

static enum rc sync_folder_of(const char *path, struct err *e)
{
    char *const copy = strdup(path);
    if (copy == NULL) {
        return err_no_memory(e);
    }
    const enum rc rc = sync_path(dirname(copy), O_DIRECTORY, e);
    free(copy);
    return rc;
}

/* The copy keeps no write-ahead log, so that it is one file. */
static enum rc fill_backup(const struct sqlite_file *from, const char *path, struct err *e)
{
    AUTO(sqlite_file_close) struct sqlite_file to = {0};
    if (sqlite_file_open(path, SQLITE_OPEN_READWRITE, from->busy_timeout_ms, &to, e) != RC_OK ||
        sqlite_exec(&to, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", e) != RC_OK) {
        return e->rc;
    }
    const int code = copy_pages(from->handle, to.handle);
    if (code != SQLITE_OK) {
        return sqlite_failed(&to, code, "copying the pages", e);
    }
    return sqlite_exec(&to, "PRAGMA journal_mode = DELETE", e);
}

static enum rc publish_backup(const char *part, const char *path, struct err *e)
{
    if (sync_path(part, 0, e) != RC_OK) {
        return e->rc;
    }
    if (renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) != 0) {
        return errno == EEXIST ? err_set(e, RC_CONFLICT, "", "path", "%s exists already and is not overwritten", path)
                               : err_set(e, RC_UNAVAILABLE, "SE-0503", "", "naming the backup %s: %s", path, strerror(errno));
    }
    return sync_folder_of(path, e);
}

/* Written under another name until it is whole: what bears the name is a backup. */
static enum rc backup_by_part(const struct sqlite_file *from, const char *part, const char *path, struct err *e)
{
    if (sqlite_file_create(part, e) != RC_OK) {
        return e->rc;
    }
    if (fill_backup(from, part, e) != RC_OK || publish_backup(part, path, e) != RC_OK) {
        (void)unlink(part);
        return e->rc;
    }
    return RC_OK;
}

enum rc sqlite_backup(struct db *db, const char *path, struct err *e)
{
    if (access(path, F_OK) == 0) {
        return err_set(e, RC_CONFLICT, "", "path", "%s exists already and is not overwritten", path);
    }
    char *part = NULL;
    if (asprintf(&part, "%s.part", path) < 0) {
        return err_no_memory(e);
    }
    const enum rc rc = backup_by_part(&sqlite_of(db)->file, part, path, e);
    free(part);
    return rc;
}

enum rc sqlite_restore(struct db *db, const char *path, struct err *e)
{
    const struct sqlite_file *const to = &sqlite_of(db)->file;
    AUTO(sqlite_file_close) struct sqlite_file from = {0};
    if (sqlite_file_open(path, SQLITE_OPEN_READWRITE, to->busy_timeout_ms, &from, e) != RC_OK || sqlite_check_pages(&from, e) != RC_OK ||
        sqlite_check_references(&from, e) != RC_OK) {
        return err_wrap(e, "restoring %s", path);
    }
    const int code = copy_pages(from.handle, to->handle);
    if (code != SQLITE_OK) {
        (void)sqlite_failed(to, code, "copying the pages", e);
        return err_wrap(e, "restoring %s", path);
    }
    return sqlite_exec(to, "PRAGMA wal_checkpoint(TRUNCATE)", e);
}
