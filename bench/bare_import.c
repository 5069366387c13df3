/* SPDX-License-Identifier: EUPL-1.2 */
/* The least that an import can cost: SQLite alone inserts the rows that an import has left, read into memory before, in transactions of as
 * many students. No CSV, no checks, no undo data: bare_import FROM TO GROUP
 * FROM is the database after the import, TO the one before it. Prints {"rows": N, "seconds": S}. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <sqlite3.h>

/* The rows of a table that are new in FROM. */
struct table {
    const char *name;
    const char *where; /* which of them, with the last id of TO */
    int per_student;
    int columns;
    sqlite3_stmt *insert;
    sqlite3_value **values;
    size_t count, capacity; /* rows */
    size_t at;              /* the next to insert */
};

static struct table tables[] = {
    {.name = "person", .where = "id > ?1", .per_student = 1},
    {.name = "enrolment", .where = "id > ?1", .per_student = 1},
    {.name = "card", .where = "id > ?1", .per_student = 1},
    {.name = "audit", .where = "id > ?1", .per_student = 2},
    {.name = "list_head", .where = "?1 IS NOT NULL OR 1", .per_student = 0},
    {.name = "list_bucket", .where = "?1 IS NOT NULL OR 1", .per_student = 0},
    {.name = "counter", .where = "?1 IS NOT NULL OR 1", .per_student = 0},
};
#define TABLES (sizeof tables / sizeof tables[0])

static const char pragmas[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; "
    "PRAGMA mmap_size = 0; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4096; "
    "PRAGMA journal_size_limit = 33554432; PRAGMA foreign_keys = ON";

static void fail(sqlite3 *db, const char *what)
{
    (void)fprintf(stderr, "bare_import: %s: %s\n", what, db == NULL ? "no memory" : sqlite3_errmsg(db));
    exit(1);
}

static sqlite3 *open_database(const char *path)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
        sqlite3_exec(db, pragmas, NULL, NULL, NULL) != SQLITE_OK) {
        fail(db, path);
    }
    return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
        fail(db, sql);
    }
    return statement;
}

static int64_t last_id(sqlite3 *db, const struct table *table)
{
    char sql[128] = "SELECT 0";
    if (table->per_student > 0) {
        (void)snprintf(sql, sizeof sql, "SELECT COALESCE(MAX(id), 0) FROM %s", table->name);
    }
    sqlite3_stmt *const statement = prepare(db, sql);
    (void)sqlite3_step(statement);
    const int64_t id = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return id;
}

static void keep_row(struct table *table, sqlite3_stmt *row)
{
    if (table->count == table->capacity) {
        table->capacity = table->capacity == 0 ? 1024 : table->capacity * 2;
        table->values = realloc(table->values, table->capacity * (size_t)table->columns * sizeof *table->values);
        if (table->values == NULL) {
            fail(NULL, table->name);
        }
    }
    for (int i = 0; i < table->columns; i++) {
        table->values[table->count * (size_t)table->columns + (size_t)i] = sqlite3_value_dup(sqlite3_column_value(row, i));
    }
    table->count++;
}

static void read_table(sqlite3 *from, sqlite3 *to, struct table *table)
{
    static const char marks[] = "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?";
    char sql[256];
    (void)snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE %s", table->name, table->where);
    sqlite3_stmt *const rows = prepare(from, sql);
    (void)sqlite3_bind_int64(rows, 1, last_id(to, table));
    table->columns = sqlite3_column_count(rows);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        keep_row(table, rows);
    }
    (void)sqlite3_finalize(rows);
    (void)snprintf(sql, sizeof sql, "INSERT%s INTO %s VALUES (%.*s)", table->per_student > 0 ? "" : " OR REPLACE", table->name,
        2 * table->columns - 1, marks);
    table->insert = prepare(to, sql);
}

static void insert_row(sqlite3 *to, struct table *table)
{
    for (int i = 0; i < table->columns; i++) {
        (void)sqlite3_bind_value(table->insert, i + 1, table->values[table->at * (size_t)table->columns + (size_t)i]);
    }
    table->at++;
    if (sqlite3_step(table->insert) != SQLITE_DONE) {
        fail(to, table->name);
    }
    (void)sqlite3_reset(table->insert);
}

static void run(sqlite3 *to, const char *sql)
{
    if (sqlite3_exec(to, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail(to, sql);
    }
}

static size_t insert_students(sqlite3 *to, size_t group)
{
    size_t students = 0;
    while (tables[0].at < tables[0].count) {
        run(to, "BEGIN IMMEDIATE");
        for (size_t i = 0; i < group && tables[0].at < tables[0].count; i++, students++) {
            for (size_t t = 0; t < TABLES; t++) {
                for (int n = 0; n < tables[t].per_student && tables[t].at < tables[t].count; n++) {
                    insert_row(to, &tables[t]);
                }
            }
        }
        run(to, "COMMIT");
    }
    return students;
}

static void insert_sums(sqlite3 *to)
{
    run(to, "BEGIN IMMEDIATE");
    for (size_t t = 0; t < TABLES; t++) {
        while (tables[t].at < tables[t].count) {
            insert_row(to, &tables[t]);
        }
    }
    run(to, "COMMIT");
}

static double seconds(void)
{
    struct timespec ts = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        (void)fprintf(stderr, "usage: bare_import FROM TO GROUP\n");
        return 2;
    }
    sqlite3 *const from = open_database(argv[1]);
    sqlite3 *const to = open_database(argv[2]);
    for (size_t t = 0; t < TABLES; t++) {
        read_table(from, to, &tables[t]);
    }
    const double begun = seconds();
    const size_t students = insert_students(to, (size_t)strtoul(argv[3], NULL, 10));
    insert_sums(to);
    (void)printf("{\"rows\": %zu, \"seconds\": %.6f}\n", students, seconds() - begun);
    return 0;
}
