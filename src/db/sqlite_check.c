/* SPDX-License-Identifier: EUPL-1.2 */
/* Looking for damage in a database file. */
#include "db/sqlite.h"

#include <string.h>

void sqlite_finalize(sqlite3_stmt **handle)
{
    (void)sqlite3_finalize(*handle);
}

/* Prepares a query and steps to its first row: SQLITE_ROW, SQLITE_DONE or a failure. */
static int first_row(const struct sqlite_file *file, const char *sql, sqlite3_stmt **out)
{
    const int code = sqlite3_prepare_v2(file->handle, sql, -1, out, NULL);
    return code == SQLITE_OK ? sqlite3_step(*out) : code;
}

static const char *text_of(sqlite3_stmt *row, int column)
{
    const unsigned char *const text = sqlite3_column_text(row, column);
    return text == NULL ? "?" : (const char *)text;
}

enum rc sqlite_check_pages(const struct sqlite_file *file, struct err *e)
{
    AUTO(sqlite_finalize) sqlite3_stmt *check = NULL;
    const int code = first_row(file, "PRAGMA integrity_check(1)", &check);
    if (code != SQLITE_ROW) {
        return sqlite_failed(file, code, "checking the database", e);
    }
    const char *const finding = text_of(check, 0);
    if (strcmp(finding, "ok") != 0) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the database file is damaged (%s)", finding);
    }
    return RC_OK;
}

enum rc sqlite_check_references(const struct sqlite_file *file, struct err *e)
{
    AUTO(sqlite_finalize) sqlite3_stmt *check = NULL;
    const int code = first_row(file, "PRAGMA foreign_key_check", &check);
    if (code == SQLITE_DONE) {
        return RC_OK;
    }
    if (code != SQLITE_ROW) {
        return sqlite_failed(file, code, "checking the references", e);
    }
    return err_set(
        e, RC_INTERNAL, "SE-0500", "", "a row of %s refers to a row of %s that is not there", text_of(check, 0), text_of(check, 2));
}

enum rc sqlite_number(const struct sqlite_file *file, const char *sql, int64_t *out, struct err *e)
{
    AUTO(sqlite_finalize) sqlite3_stmt *query = NULL;
    const int code = first_row(file, sql, &query);
    if (code != SQLITE_ROW) {
        return sqlite_failed(file, code, sql, e);
    }
    *out = sqlite3_column_int64(query, 0);
    return RC_OK;
}
