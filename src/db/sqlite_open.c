/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening database files, and the settings of their connections. */
#include "db/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 5000
#define CACHE_KIB 2048

/* Settings of the whole process, made once before SQLite's first use. */
static pthread_once_t configured = PTHREAD_ONCE_INIT;

/* SQLite's memory statistics would take one lock of the whole process at each allocation. */
static void configure(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* A relative path gets "./", so that SQLite takes it as a file whatever it looks like (":memory:", "file:x?mode=ro"). */
static char *file_name(const char *path)
{
    const char *const before = path[0] == '/' ? "" : "./";
    const size_t size = strlen(before) + strlen(path) + 1;
    char *const name = malloc(size);
    if (name != NULL) {
        (void)snprintf(name, size, "%s%s", before, path);
    }
    return name;
}

static void free_text(char **text)
{
    free(*text);
}

static enum rc open_failed(const struct sqlite_file *file, const char *path, int code, struct err *e)
{
    if (code == SQLITE_NOMEM) {
        return err_no_memory(e);
    }
    if (code == SQLITE_NOTADB) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "%s is no SQLite database", path);
    }
    (void)sqlite_failed(file, code, "reading the settings", e);
    (void)err_wrap(e, "opening the database %s", path);
    e->rc = e->rc == RC_NO_MEMORY ? RC_NO_MEMORY : RC_UNAVAILABLE;
    return e->rc;
}

static int harden(sqlite3 *handle)
{
    static const struct {
        int option, value;
    } settings[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
    };
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        const int code = sqlite3_db_config(handle, settings[i].option, settings[i].value, NULL);
        if (code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

static int open_handle(const char *name, int flags, struct sqlite_file *file)
{
    int code = sqlite3_open_v2(name, &file->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_busy_handler(file->handle, sqlite_wait, file);
        code = harden(file->handle);
    }
    /* Opening alone reads nothing; this reads the file's head. */
    return code == SQLITE_OK ? sqlite3_exec(file->handle, "PRAGMA schema_version", NULL, NULL, NULL) : code;
}

enum rc sqlite_file_open(const char *path, int flags, int busy_timeout_ms, struct sqlite_file *out, struct err *e)
{
    (void)pthread_once(&configured, configure);
    AUTO(free_text) char *name = file_name(path);
    if (name == NULL) {
        return err_no_memory(e);
    }
    struct stat status;
    if (stat(name, &status) != 0) {
        return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "opening the database %s: %s", path, strerror(errno));
    }
    *out = (struct sqlite_file){.busy_timeout_ms = busy_timeout_ms};
    const int code = open_handle(name, flags, out);
    if (code != SQLITE_OK) {
        (void)open_failed(out, path, code, e);
        sqlite_file_close(out);
        return e->rc;
    }
    return RC_OK;
}

void sqlite_file_close(struct sqlite_file *file)
{
    (void)sqlite3_close(file->handle);
    file->handle = NULL;
}

enum rc sqlite_file_create(const char *path, struct err *e)
{
    const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        (void)close(fd);
        return RC_OK;
    }
    if (errno == EEXIST) {
        return err_set(e, RC_CONFLICT, "", "path", "%s exists already and is not overwritten", path);
    }
    return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "creating %s: %s", path, strerror(errno));
}

enum rc sqlite_exec(const struct sqlite_file *file, const char *sql, struct err *e)
{
    const int code = sqlite3_exec(file->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? RC_OK : sqlite_failed(file, code, sql, e);
}

static void sleep_ms(int ms)
{
    const struct timespec pause = {.tv_nsec = (long)ms * 1000000L};
    (void)nanosleep(&pause, NULL);
}

/* Where the file system can't share memory between processes, SQLite stays in the old mode without a word. */
static int set_write_ahead_log(sqlite3 *handle)
{
    AUTO(sqlite_finalize) sqlite3_stmt *mode = NULL;
    int code = sqlite3_prepare_v2(handle, "PRAGMA journal_mode = WAL", -1, &mode, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(mode);
    }
    if (code != SQLITE_ROW) {
        return code;
    }
    const unsigned char *const name = sqlite3_column_text(mode, 0);
    return name != NULL && strcmp((const char *)name, "wal") == 0 ? SQLITE_OK : SQLITE_CANTOPEN;
}

/* SQLite doesn't wait for locks while it changes the journal mode, which matters when several processes make a new database at once. */
static enum rc write_ahead_log(const struct sqlite_file *file, struct err *e)
{
    const int step_ms = 5;
    int code = set_write_ahead_log(file->handle);
    for (int waited_ms = 0; (code & 0xFF) == SQLITE_BUSY && waited_ms < file->busy_timeout_ms; waited_ms += step_ms) {
        sleep_ms(step_ms);
        code = set_write_ahead_log(file->handle);
    }
    return code == SQLITE_OK ? RC_OK : sqlite_failed(file, code, "switching to the write-ahead log", e);
}

/* The log is copied back into the file every 16 MiB of it, and cut to 32 MiB where it had to grow beyond. */
static enum rc configure_connection(const struct sqlite_file *file, const struct db_options *options, struct err *e)
{
    char pragmas[512];
    (void)snprintf(pragmas, sizeof pragmas,
        "PRAGMA synchronous = %s; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; "
        "PRAGMA cache_size = -%d; PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 33554432; %s",
        options->fast_unsafe ? "OFF" : "FULL", options->cache_kib > 0 ? options->cache_kib : CACHE_KIB,
        options->read_only ? "PRAGMA query_only = ON" : "");
    if (!options->read_only && write_ahead_log(file, e) != RC_OK) {
        return e->rc;
    }
    return sqlite_exec(file, pragmas, e);
}

static enum rc create_where_missing(const char *path, struct err *e)
{
    struct err found = {0};
    if (sqlite_file_create(path, &found) == RC_OK || found.rc == RC_CONFLICT) {
        return RC_OK;
    }
    *e = found;
    return e->rc;
}

enum rc sqlite_open(const char *path, const struct db_options *options, size_t statement_count, struct db **out, struct err *e)
{
    if (options->create && create_where_missing(path, e) != RC_OK) {
        return e->rc;
    }
    const int timeout_ms = options->busy_timeout_ms > 0 ? options->busy_timeout_ms : BUSY_TIMEOUT_MS;
    struct sqlite_db *const db = calloc(1, sizeof *db + statement_count * sizeof db->statements[0]);
    if (db == NULL) {
        return err_no_memory(e);
    }
    /* A reader opens for writing too: it takes part in the locks of the write-ahead log. */
    if (sqlite_file_open(path, SQLITE_OPEN_READWRITE, timeout_ms, &db->file, e) != RC_OK) {
        free(db);
        return e->rc;
    }
    db->file.read_only = options->read_only;
    if (configure_connection(&db->file, options, e) != RC_OK) {
        sqlite_file_close(&db->file);
        free(db);
        return err_wrap(e, "opening the database %s", path);
    }
    sqlite_turn_open(db);
    db->data_version = -1;
    db->statement_count = statement_count;
    *out = &db->db;
    return RC_OK;
}
