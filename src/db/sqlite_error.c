/* SPDX-License-Identifier: EUPL-1.2 */
/* What SQLite's result codes mean to callers and to people. */
#include "db/sqlite.h"

#include <stdio.h>
#include <string.h>

/* "UNIQUE constraint failed: card.issuer_id, card.escn" gives "card.issuer_id,escn"; "... failed: index 'x'" gives "x". */
static void conflict_field(const char *message, char *out, size_t size)
{
    static const char marker[] = "constraint failed: ";
    const char *at = strstr(message, marker);
    if (at == NULL) {
        out[0] = '\0';
        return;
    }
    at += sizeof marker - 1;
    if (strncmp(at, "index '", 7) == 0) {
        (void)snprintf(out, size, "%.*s", (int)strcspn(at + 7, "'"), at + 7);
        return;
    }
    size_t used = 0;
    while (*at != '\0' && used < size) {
        const size_t length = strcspn(at, ",");
        const char *const column = used == 0 ? at : at + strcspn(at, ".") + 1;
        used += (size_t)snprintf(out + used, size - used, "%s%.*s", used == 0 ? "" : ",", (int)(at + length - column), column);
        at += length;
        at += strspn(at, ", ");
    }
}

static enum rc constraint_failed(const struct sqlite_file *file, int code, const char *doing, struct err *e)
{
    const char *const message = sqlite3_errmsg(file->handle);
    if (code != SQLITE_CONSTRAINT_UNIQUE && code != SQLITE_CONSTRAINT_PRIMARYKEY && code != SQLITE_CONSTRAINT_ROWID) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "%s: %s", doing, message);
    }
    char field[sizeof e->field];
    conflict_field(message, field, sizeof field);
    return err_set(e, RC_CONFLICT, "", field, "a row with the same %s exists already", field);
}

static enum rc locked(const struct sqlite_file *file, struct err *e)
{
    const int ms = file->busy_timeout_ms;
    return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "the database is locked by another process for more than %d %s",
        ms % 1000 == 0 ? ms / 1000 : ms, ms % 1000 == 0 ? "s" : "ms");
}

static enum rc unavailable(struct err *e, const char *what, int code)
{
    return err_set(e, RC_UNAVAILABLE, "SE-0503", "", "%s (%s, SQLite code %d)", what, sqlite3_errstr(code), code);
}

static enum rc not_writable(const struct sqlite_file *file, int code, const char *doing, struct err *e)
{
    if (file->read_only) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "%s: writing on a connection that was opened for reading only", doing);
    }
    if (code == SQLITE_READONLY_DBMOVED) {
        return unavailable(e, "the database file was moved or deleted while in use", code);
    }
    return unavailable(e, "the database file can't be written; its permissions and its folder's must allow it", code);
}

enum rc sqlite_failed(const struct sqlite_file *file, int code, const char *doing, struct err *e)
{
    if (code == SQLITE_IOERR_NOMEM) {
        return err_no_memory(e);
    }
    switch (code & 0xFF) {
    case SQLITE_NOMEM:
        return err_no_memory(e);
    case SQLITE_CONSTRAINT:
        return constraint_failed(file, code, doing, e);
    case SQLITE_BUSY:
    case SQLITE_PROTOCOL:
        return locked(file, e);
    case SQLITE_READONLY:
        return not_writable(file, code, doing, e);
    case SQLITE_FULL:
        return unavailable(e, "the disk with the database is full", code);
    case SQLITE_IOERR:
        return unavailable(e, "reading or writing the database file failed", code);
    case SQLITE_CANTOPEN:
        return unavailable(e, "the database file or its folder can't be opened", code);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the database file is damaged (%s, SQLite code %d)", sqlite3_errstr(code), code);
    default:
        /* Not sqlite3_errmsg: at run time it may quote a value. */
        return err_set(e, RC_INTERNAL, "SE-0500", "", "%s: %s (SQLite code %d)", doing, sqlite3_errstr(code), code);
    }
}
