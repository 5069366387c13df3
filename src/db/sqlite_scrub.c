/* SPDX-License-Identifier: EUPL-1.2 */
/* Clearing what deleted rows leave behind in files. SQLite overwrites what it deletes, but for two places: the log keeps earlier versions
 * of pages until it is emptied, and a page that was filled anew when rows were spread over its neighbours may keep bytes of earlier rows in
 * its unused middle. */
#include "db/sqlite.h"

#include <stdlib.h>
#include <string.h>

#define BATCH 256          /* pages cleared under one lock */
#define ATTEMPTS 10        /* to find the log empty */
#define PAGES_MAX 33554431 /* of more, the first byte of other kinds of pages could be taken for that of a tree's */

/* Empties the log. *done is false when somebody still reads from it, or writes. */
static enum rc empty_log(const struct sqlite_file *file, bool *done, struct err *e)
{
    const int code = sqlite3_wal_checkpoint_v2(file->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    *done = code == SQLITE_OK;
    if (code == SQLITE_OK || (code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED) {
        return RC_OK;
    }
    return sqlite_failed(file, code, "emptying the log", e);
}

/* The database file itself, read and written past SQLite's memory of it. */
struct pages {
    sqlite3_file *file;
    sqlite3_file *log;
    int size;
    int64_t count;
    unsigned char *page; /* of `size` */
};

static enum rc pages_open(const struct sqlite_file *file, struct pages *out, struct err *e)
{
    int64_t size = 0;
    sqlite3_int64 bytes = 0;
    *out = (struct pages){0};
    if (sqlite_number(file, "PRAGMA page_size", &size, e) != RC_OK) {
        return e->rc;
    }
    out->size = (int)size;
    (void)sqlite3_file_control(file->handle, "main", SQLITE_FCNTL_FILE_POINTER, &out->file);
    (void)sqlite3_file_control(file->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &out->log);
    if (out->file == NULL || out->file->pMethods == NULL) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the database file can't be looked into");
    }
    const int code = out->file->pMethods->xFileSize(out->file, &bytes);
    if (code != SQLITE_OK) {
        return sqlite_failed(file, code, "measuring the file", e);
    }
    out->count = bytes / out->size;
    out->page = malloc((size_t)out->size);
    return out->page == NULL ? err_no_memory(e) : RC_OK;
}

static void pages_close(struct pages *pages)
{
    free(pages->page);
}

static unsigned number_at(const unsigned char *at)
{
    return (unsigned)at[0] << 8U | at[1];
}

/* The unused middle of a tree's page, between the places of its cells and the cells; false for another kind of page. */
static bool find_gap(const struct pages *pages, int64_t number, size_t *begin, size_t *end)
{
    const size_t head = number == 1 ? 100 : 0;
    const unsigned char *const at = pages->page + head;
    const bool is_leaf = at[0] == 0x0A || at[0] == 0x0D;
    if (!is_leaf && at[0] != 0x02 && at[0] != 0x05) {
        return false;
    }
    const unsigned content = number_at(at + 5);
    *begin = head + (is_leaf ? 8 : 12) + 2 * (size_t)number_at(at + 3);
    *end = content == 0 ? 65536 : content;
    return *begin <= *end && *end <= (size_t)pages->size;
}

/* Whether the page, read into pages->page, has anything in its middle; clears it there. */
static bool clear_gap(const struct pages *pages, int64_t number)
{
    size_t begin = 0;
    size_t end = 0;
    bool dirty = false;
    if (!find_gap(pages, number, &begin, &end)) {
        return false;
    }
    for (size_t i = begin; i < end; i++) {
        dirty = dirty || pages->page[i] != 0;
    }
    memset(pages->page + begin, 0, end - begin);
    return dirty;
}

static int read_page(const struct pages *pages, int64_t number)
{
    return pages->file->pMethods->xRead(pages->file, pages->page, pages->size, (number - 1) * pages->size);
}

/* The next pages, from *next on, that have something to clear. Others may write meanwhile: they are looked at again under the lock. */
static enum rc find_dirty(
    const struct sqlite_file *file, const struct pages *pages, int64_t *next, int64_t *numbers, size_t *count, struct err *e)
{
    *count = 0;
    while (*count < BATCH && *next <= pages->count) {
        const int code = read_page(pages, *next);
        if (code != SQLITE_OK) {
            return sqlite_failed(file, code, "reading a page", e);
        }
        if (clear_gap(pages, *next)) {
            numbers[(*count)++] = *next;
        }
        (*next)++;
    }
    return RC_OK;
}

/* The bytes outside the middle stay what they are, so that who reads the page at this moment, or a crash, finds it whole. */
static int clear_pages(const struct pages *pages, const int64_t *numbers, size_t count)
{
    int code = SQLITE_OK;
    for (size_t i = 0; i < count && code == SQLITE_OK; i++) {
        code = read_page(pages, numbers[i]);
        if (code == SQLITE_OK && clear_gap(pages, numbers[i])) {
            code = pages->file->pMethods->xWrite(pages->file, pages->page, pages->size, (numbers[i] - 1) * pages->size);
        }
    }
    return code == SQLITE_OK ? pages->file->pMethods->xSync(pages->file, SQLITE_SYNC_NORMAL) : code;
}

static bool log_is_empty(const struct pages *pages)
{
    sqlite3_int64 bytes = 0;
    return pages->log == NULL || pages->log->pMethods == NULL ||
        (pages->log->pMethods->xFileSize(pages->log, &bytes) == SQLITE_OK && bytes == 0);
}

/* Takes the right to write while the log is empty, so that the file has the latest version of each page. */
static enum rc lock(const struct sqlite_file *file, struct pages *pages, bool *locked, struct err *e)
{
    *locked = false;
    for (int i = 0; i < ATTEMPTS; i++) {
        bool emptied = false;
        if (empty_log(file, &emptied, e) != RC_OK) {
            return e->rc;
        }
        if (!emptied || sqlite3_exec(file->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK) {
            continue;
        }
        (void)sqlite3_file_control(file->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &pages->log);
        *locked = log_is_empty(pages);
        if (*locked) {
            return RC_OK;
        }
        (void)sqlite3_exec(file->handle, "ROLLBACK", NULL, NULL, NULL);
    }
    return RC_OK;
}

/* Ends the lock with a change, at which all connections forget the pages that they remember: they would write the old bytes again. */
static enum rc unlock(const struct sqlite_file *file, int outcome, struct err *e)
{
    int64_t version = 0;
    char sql[64];
    if (outcome == SQLITE_OK && sqlite_number(file, "PRAGMA user_version", &version, e) == RC_OK) {
        (void)sqlite3_snprintf(sizeof sql, sql, "PRAGMA user_version = %d; COMMIT", (int)((version + 1) & 0x7FFFFFFF));
        outcome = sqlite3_exec(file->handle, sql, NULL, NULL, NULL);
    }
    if (outcome == SQLITE_OK && e->rc == RC_OK) {
        return RC_OK;
    }
    if (outcome != SQLITE_OK) {
        (void)sqlite_failed(file, outcome, "clearing pages", e);
    }
    (void)sqlite3_exec(file->handle, "ROLLBACK", NULL, NULL, NULL);
    return e->rc;
}

/* All pages, some at a time; *done is false when the lock could not be had. */
static enum rc clear_all(const struct sqlite_file *file, struct pages *pages, bool *done, struct err *e)
{
    int64_t numbers[BATCH];
    size_t count = 0;
    int64_t next = 1;
    *done = true;
    while (*done && next <= pages->count) {
        if (find_dirty(file, pages, &next, numbers, &count, e) != RC_OK) {
            return e->rc;
        }
        if (count == 0) {
            continue;
        }
        if (lock(file, pages, done, e) != RC_OK) {
            return e->rc;
        }
        if (*done && unlock(file, clear_pages(pages, numbers, count), e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc sqlite_scrub(struct db *db, bool thorough, bool *done, struct err *e)
{
    const struct sqlite_file *const file = &sqlite_of(db)->file;
    AUTO(pages_close) struct pages pages = {0};
    if (empty_log(file, done, e) != RC_OK || !*done || !thorough) {
        return e->rc;
    }
    if (pages_open(file, &pages, e) != RC_OK) {
        return e->rc;
    }
    if (pages.count > PAGES_MAX) {
        return RC_OK;
    }
    return clear_all(file, &pages, done, e) == RC_OK && *done ? empty_log(file, done, e) : e->rc;
}
