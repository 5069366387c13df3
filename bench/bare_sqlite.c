/* SPDX-License-Identifier: EUPL-1.2 */
/* The least that issuing cards durably can cost: SQLite alone writes the rows that `POST /cards` writes, in transactions of as many cards.
 * No HTTP, no JSON, no checks, no savepoints: bare_sqlite DATABASE HOLDERS ISSUER GROUP SECONDS
 * HOLDERS has lines "person-id student-identifier", ISSUER is the organisation's internal id. Prints {"cards": N, "seconds": S}. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

enum statement { BEGIN, COMMIT, CLAIM, HEAD, BUCKET, COUNTER, CARD, AUDIT, STATEMENT_COUNT };

static const char *const sql[STATEMENT_COUNT] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [CLAIM] = "UPDATE escn_sequence SET last_tick = ?1 WHERE id = 1",
    [HEAD] = "UPDATE list_head SET next_seq = next_seq + 1, entries = entries + 1 WHERE organisation_id = ?1 AND list = 2 RETURNING "
             "next_seq - 1",
    [BUCKET] = "INSERT INTO list_bucket (organisation_id, list, bucket, entries) VALUES (?1, 2, ?2, 1) "
               "ON CONFLICT (organisation_id, list, bucket) DO UPDATE SET entries = entries + 1",
    [COUNTER] = "INSERT INTO counter (organisation_id, year, type, status, cards) VALUES (?1, 2026, 4, 1, 1) "
                "ON CONFLICT (organisation_id, year, type, status) DO UPDATE SET cards = cards + 1",
    [CARD] = "INSERT INTO card (escn, person_id, issuer_id, seq, type, status, issued_day, expires_day, created_at_us, updated_at_us) "
             "VALUES (?1, ?2, ?3, ?4, 4, 1, 20727, 21091, ?5, ?5)",
    [AUDIT] = "INSERT INTO audit (at_us, organisation_id, actor_id, token_id, action, object_id, request_id) "
              "VALUES (?1, ?2, ?2, 1, 3, ?3, ?4)",
};

static const char pragmas[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; "
    "PRAGMA mmap_size = 0; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4096; "
    "PRAGMA journal_size_limit = 33554432";

struct bench {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    int64_t *holders;
    size_t holder_count;
    int64_t issuer;
    uint64_t tick;
    uint64_t random;
    bool failed;
};

static int64_t now_us(clockid_t clock)
{
    struct timespec ts = {0};
    (void)clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* A xorshift generator: any spread of holders does. */
static uint64_t next_random(struct bench *bench)
{
    bench->random ^= bench->random << 13U;
    bench->random ^= bench->random >> 7U;
    bench->random ^= bench->random << 17U;
    return bench->random;
}

static bool open_database(struct bench *bench, const char *path)
{
    if (sqlite3_open_v2(path, &bench->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
        sqlite3_exec(bench->db, pragmas, NULL, NULL, NULL) != SQLITE_OK) {
        return false;
    }
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        if (sqlite3_prepare_v3(bench->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &bench->statements[i], NULL) != SQLITE_OK) {
            return false;
        }
    }
    return true;
}

static void close_database(struct bench *bench)
{
    for (int i = 0; i < STATEMENT_COUNT; i++) {
        (void)sqlite3_finalize(bench->statements[i]);
    }
    (void)sqlite3_close(bench->db);
}

static bool read_holders(struct bench *bench, const char *path)
{
    FILE *const file = fopen(path, "r");
    char line[512];
    size_t capacity = 0;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (bench->holder_count == capacity) {
            capacity = capacity == 0 ? 1024 : capacity * 2;
            int64_t *const holders = realloc(bench->holders, capacity * sizeof *holders);
            if (holders == NULL) {
                break;
            }
            bench->holders = holders;
        }
        bench->holders[bench->holder_count++] = strtoll(line, NULL, 10);
    }
    const bool complete = file != NULL && feof(file) != 0 && bench->holder_count > 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    return complete;
}

/* Steps a statement to its end; the first column of its first row, 0 where it has none. */
static int64_t run(struct bench *bench, enum statement statement)
{
    sqlite3_stmt *const prepared = bench->statements[statement];
    int64_t value = 0;
    int code = sqlite3_step(prepared);
    if (code == SQLITE_ROW) {
        value = sqlite3_column_int64(prepared, 0);
        code = sqlite3_step(prepared);
    }
    bench->failed = bench->failed || code != SQLITE_DONE;
    (void)sqlite3_reset(prepared);
    return value;
}

static void bind(struct bench *bench, enum statement statement, int at, int64_t value)
{
    (void)sqlite3_bind_int64(bench->statements[statement], at, value);
}

/* The number as the router makes it: ticks, a random clock sequence, prefix and PIC as digits. */
static void make_number(struct bench *bench, unsigned char out[16])
{
    const uint64_t tick = ++bench->tick;
    const uint64_t clock = next_random(bench);
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (unsigned char)(tick >> (24U - 8U * i));
    }
    out[4] = (unsigned char)(tick >> 40U);
    out[5] = (unsigned char)(tick >> 32U);
    out[6] = (unsigned char)(0x10U | ((tick >> 56U) & 0x0FU));
    out[7] = (unsigned char)(tick >> 48U);
    out[8] = (unsigned char)(0x80U | (clock & 0x3FU));
    out[9] = (unsigned char)(clock >> 8U);
    memcpy(out + 10, "\x00\x09\x99\x99\x99\x91", 6);
}

static void write_card(struct bench *bench)
{
    static const char request_id[] = "0123456789abcdef0123456789abcdef";
    unsigned char number[16];
    const int64_t now = now_us(CLOCK_REALTIME);
    make_number(bench, number);
    bind(bench, CLAIM, 1, (int64_t)bench->tick);
    (void)run(bench, CLAIM);
    bind(bench, HEAD, 1, bench->issuer);
    const int64_t seq = run(bench, HEAD);
    bind(bench, BUCKET, 1, bench->issuer);
    bind(bench, BUCKET, 2, seq / 1000);
    (void)run(bench, BUCKET);
    bind(bench, COUNTER, 1, bench->issuer);
    (void)run(bench, COUNTER);
    (void)sqlite3_bind_blob(bench->statements[CARD], 1, number, sizeof number, SQLITE_STATIC);
    bind(bench, CARD, 2, bench->holders[next_random(bench) % bench->holder_count]);
    bind(bench, CARD, 3, bench->issuer);
    bind(bench, CARD, 4, seq);
    bind(bench, CARD, 5, now);
    (void)run(bench, CARD);
    bind(bench, AUDIT, 1, now);
    bind(bench, AUDIT, 2, bench->issuer);
    bind(bench, AUDIT, 3, sqlite3_last_insert_rowid(bench->db));
    (void)sqlite3_bind_text(bench->statements[AUDIT], 4, request_id, -1, SQLITE_STATIC);
    (void)run(bench, AUDIT);
}

static int64_t write_groups(struct bench *bench, long group, int64_t until_us)
{
    int64_t cards = 0;
    while (!bench->failed && now_us(CLOCK_MONOTONIC) < until_us) {
        (void)run(bench, BEGIN);
        for (long i = 0; i < group; i++) {
            write_card(bench);
        }
        (void)run(bench, COMMIT);
        cards += group;
    }
    return cards;
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        (void)fprintf(stderr, "usage: bare_sqlite DATABASE HOLDERS ISSUER GROUP SECONDS\n");
        return 2;
    }
    const int64_t begin = now_us(CLOCK_MONOTONIC);
    struct bench bench = {.issuer = strtoll(argv[3], NULL, 10), .random = (uint64_t)begin | 1U};
    bench.tick = (uint64_t)now_us(CLOCK_REALTIME) * 10;
    if (!open_database(&bench, argv[1]) || !read_holders(&bench, argv[2])) {
        (void)fprintf(stderr, "bare_sqlite: %s, %s: %s\n", argv[1], argv[2], bench.db == NULL ? "no memory" : sqlite3_errmsg(bench.db));
        return 1;
    }
    const int64_t start = now_us(CLOCK_MONOTONIC);
    const int64_t cards = write_groups(&bench, strtol(argv[4], NULL, 10), start + (int64_t)(strtod(argv[5], NULL) * 1e6));
    const double seconds = (double)(now_us(CLOCK_MONOTONIC) - start) / 1e6;
    const bool failed = bench.failed;
    if (failed) {
        (void)fprintf(stderr, "bare_sqlite: %s\n", sqlite3_errmsg(bench.db));
    }
    close_database(&bench);
    free(bench.holders);
    (void)printf("{\"cards\": %" PRId64 ", \"seconds\": %.6f}\n", cards, seconds);
    return failed ? 1 : 0;
}
