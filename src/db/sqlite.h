/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the SQLite engine share. */
#pragma once

#include "db/engine.h"

#include <sqlite3.h>

/* One open database file. */
struct sqlite_file {
    sqlite3 *handle;
    bool read_only;
    int busy_timeout_ms;
    int64_t waits_since_us; /* for the lock that it waits for */
};

#define SQLITE_PARAMETERS_MAX 64

/* A prepared statement. SQLite takes "$3" as a name, so the index that it gave to each number is kept. */
struct sqlite_statement {
    sqlite3_stmt *handle; /* NULL until the first use */
    bool running;
    unsigned char count; /* of parameters */
    unsigned char index_of[SQLITE_PARAMETERS_MAX];
};

struct sqlite_db {
    struct db db;
    struct sqlite_file file;
    int turn_fd;          /* of the lock that is the turn to write; -1 without */
    int64_t data_version; /* as last seen; -1 before the first look */
    struct sqlite_statement data_version_statement;
    size_t statement_count;
    struct sqlite_statement statements[];
};

/* Every engine's connection begins with its `struct db`. */
struct sqlite_db *sqlite_of(struct db *db);

/* Opens a file with the settings that every connection has: wary of what the file brings, waiting for locks. RC_UNAVAILABLE when it isn't
 * there or is no database. `out` stays where it is until it is closed. */
enum rc sqlite_file_open(const char *path, int flags, int busy_timeout_ms, struct sqlite_file *out, struct err *e);
void sqlite_file_close(struct sqlite_file *file);

/* Makes a new empty file for the owner alone; RC_CONFLICT when something of this name is there. */
enum rc sqlite_file_create(const char *path, struct err *e);

/* SQLite's busy handler of a `struct sqlite_file`, its context: tries again about every millisecond, until its busy_timeout_ms are over. */
int sqlite_wait(void *context, int attempt);

/* The turn: processes that write, and the connections of one process, take it before the lock for writing and leave it with that lock in
 * hand. Where the folder can't be locked, all go on without. */
void sqlite_turn_open(struct sqlite_db *db);
void sqlite_turn_close(struct sqlite_db *db);
void sqlite_turn_take(const struct sqlite_db *db);
void sqlite_turn_leave(const struct sqlite_db *db);

/* Runs a piece of SQL of our own that gives no rows of interest. */
enum rc sqlite_exec(const struct sqlite_file *file, const char *sql, struct err *e);

/* Fills `e` for a failure. `doing` names what failed, such as a piece of SQL; it must hold no values. */
enum rc sqlite_failed(const struct sqlite_file *file, int code, const char *doing, struct err *e);

/* AUTO cleanup of a statement. */
void sqlite_finalize(sqlite3_stmt **handle);

/* The first column of the first row. */
enum rc sqlite_number(const struct sqlite_file *file, const char *sql, int64_t *out, struct err *e);

/* RC_INTERNAL with the first finding. */
enum rc sqlite_check_pages(const struct sqlite_file *file, struct err *e);
enum rc sqlite_check_references(const struct sqlite_file *file, struct err *e);

/* Functions of the engine's table that have files of their own. */
enum rc sqlite_open(const char *path, const struct db_options *options, size_t statement_count, struct db **out, struct err *e);
enum rc sqlite_backup(struct db *db, const char *path, struct err *e);
enum rc sqlite_restore(struct db *db, const char *path, struct err *e);
enum rc sqlite_scrub(struct db *db, bool thorough, bool *done, struct err *e);
