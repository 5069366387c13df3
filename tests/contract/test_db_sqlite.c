/* SPDX-License-Identifier: EUPL-1.2 */
/* What is particular to SQLite: its files, its settings, full disks and damage. */
#include "items.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void path_of(const struct contract *contract, const char *ending, char out[CONTRACT_PATH_SIZE])
{
    (void)snprintf(out, CONTRACT_PATH_SIZE, "%.100s%.20s", strchr(contract->url, ':') + 1, ending);
}

static void fill(struct db *db, int64_t from, int64_t to)
{
    MUST(db_begin(db, DB_WRITE, &e));
    for (int64_t id = from; id <= to; id++) {
        char name[120];
        (void)snprintf(
            name, sizeof name, "item number %lld with a name that takes some room in its page, so that the table grows", (long long)id);
        MUST(item_add(db, id, name, &e));
    }
    MUST(db_commit(db, &e));
}

static void test_all_files_are_the_owners_alone(void **state)
{
    const mode_t before = umask(0);
    AUTO(db_closep) struct db *db = items_create(*state);
    (void)umask(before);
    MUST(item_add(db, 1, "a", &e));
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        char path[CONTRACT_PATH_SIZE];
        struct stat status;
        path_of(*state, endings[i], path);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
    }
}

/* Paths that SQLite would take for something else. */
static const char *const odd_paths[] = {":memory:", "file:x.db", "file:x.db?mode=memory", "with space.db", "%41.db"};

static int open_odd_paths(struct contract *contract, void *argument)
{
    (void)argument;
    if (chdir(contract->folder) != 0) {
        return 1;
    }
    for (size_t i = 0; i < COUNT_OF(odd_paths); i++) {
        struct contract odd = *contract;
        (void)snprintf(odd.url, sizeof odd.url, "sqlite:%s", odd_paths[i]);
        AUTO(db_closep) struct db *db = items_create(&odd);
        db_closep(&db);
        struct stat status;
        if (stat(odd_paths[i], &status) != 0) {
            return 2;
        }
        db = items_open(&odd);
        if (items_count(db) != 0) {
            return 3;
        }
    }
    return 0;
}

static void test_every_path_names_a_file(void **state)
{
    assert_int_equal(contract_wait(contract_fork(*state, open_odd_paths, NULL)), 0);
}

static const struct {
    const char *name, *path, *msg;
} opening_cases[] = {
    {"a folder that is not there", "/nowhere/at/all.db", "creating /nowhere/at/all.db: No such file or directory"},
    {"a folder", "/tmp", "opening the database /tmp: the database file or its folder can't be opened"},
    {"a file of another kind", "/etc/passwd", "/etc/passwd is no SQLite database"},
};

static void test_what_cannot_be_opened(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(opening_cases); i++) {
        char url[64];
        struct db *db = NULL;
        (void)snprintf(url, sizeof url, "sqlite:%s", opening_cases[i].path);
        const struct db_options options = {.url = url, .create = true};
        REFUSED(db_open(&options, (struct db_statements){NULL, 0}, &db, &e), RC_UNAVAILABLE, "SE-0503", "", opening_cases[i].msg);
        assert_null(db);
    }
}

static void expect_text(struct db *db, unsigned statement, const char *expected)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    bool has = false;
    MUST(db_query(db, statement, NULL, 0, &rows, &e));
    MUST(db_next(&rows, &has, &e));
    const struct str text = db_column_text(&rows, 0);
    if (!has || !str_equal(text, str_of(expected))) {
        fail_msg("setting %u is \"%.*s\"; expected \"%s\"", statement, (int)text.length, text.data, expected);
    }
}

static const struct {
    struct db_statement statement;
    const char *usual, *reading, *unsafe;
} settings[] = {
    {{{"PRAGMA journal_mode"}}, "wal", "wal", "wal"},
    {{{"PRAGMA synchronous"}}, "2", "2", "0"},
    {{{"PRAGMA foreign_keys"}}, "1", "1", "1"},
    {{{"PRAGMA secure_delete"}}, "1", "1", "1"},
    {{{"PRAGMA temp_store"}}, "2", "2", "2"},
    {{{"PRAGMA trusted_schema"}}, "0", "0", "0"},
    {{{"PRAGMA cache_size"}}, "-2048", "-512", "-2048"},
    {{{"PRAGMA query_only"}}, "0", "1", "0"},
    {{{"PRAGMA journal_size_limit"}}, "33554432", "33554432", "33554432"},
};

static void test_settings(void **state)
{
    const struct contract *const contract = *state;
    const struct db_options options[] = {
        {.url = contract->url, .create = true},
        {.url = contract->url, .read_only = true, .cache_kib = 512, .busy_timeout_ms = 250},
        {.url = contract->url, .fast_unsafe = true},
    };
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        for (unsigned setting = 0; setting < COUNT_OF(settings); setting++) {
            AUTO(db_closep) struct db *db = NULL;
            MUST(db_open(&options[i], (struct db_statements){&settings[setting].statement, 1}, &db, &e));
            expect_text(db, 0, i == 0 ? settings[setting].usual : i == 1 ? settings[setting].reading : settings[setting].unsafe);
        }
    }
}

/* Whether a piece of text is anywhere in a file. */
static bool file_has(const char *path, const char *text)
{
    bool found = false;
    FILE *const file = fopen(path, "rb");
    assert_non_null(file);
    char *const bytes = malloc(1 << 20);
    assert_non_null(bytes);
    const size_t length = fread(bytes, 1, 1 << 20, file);
    found = memmem(bytes, length, text, strlen(text)) != NULL;
    free(bytes);
    (void)fclose(file);
    return found;
}

static void test_what_is_deleted_is_gone_from_the_file(void **state)
{
    char path[CONTRACT_PATH_SIZE];
    path_of(*state, "", path);
    AUTO(db_closep) struct db *db = items_create(*state);
    MUST(item_add(db, 1, "Erika Mustermann", &e));
    db_closep(&db);
    assert_true(file_has(path, "Erika Mustermann"));
    db = items_open(*state);
    MUST(db_script(db, "DELETE FROM item", &e));
    db_closep(&db);
    assert_false(file_has(path, "Erika Mustermann"));
}

static void test_a_full_disk_fails_the_job_and_the_next_one_works(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    fill(db, 1, 100);
    MUST(db_script(db, "PRAGMA max_page_count = 20", &e));
    struct err failure = {0};
    enum rc rc = RC_OK;
    MUST(db_begin(db, DB_WRITE, &e));
    MUST(db_savepoint(db, &e));
    for (int64_t id = 1000; rc == RC_OK; id++) {
        char name[80];
        (void)snprintf(name, sizeof name, "filling with %lld and some more of it, until there is no room", (long long)id);
        rc = item_add(db, id, name, &failure);
    }
    assert_int_equal(rc, RC_UNAVAILABLE);
    assert_string_equal(failure.code, "SE-0503");
    assert_non_null(strstr(failure.msg, "the disk with the database is full"));
    if (db_savepoint_rollback(db, &failure) == RC_OK) {
        MUST(db_commit(db, &e));
    } else {
        db_rollback(db);
    }
    assert_int_equal(items_count(db), 100);
    MUST(item_add(db, 101, "after", &e));
    MUST(db_check(db, &e));
}

/* Writes until the system refuses; what was committed before must stay readable. */
static int write_past_the_limit(struct contract *contract, void *argument)
{
    (void)argument;
    struct err e = {0};
    (void)signal(SIGXFSZ, SIG_IGN);
    struct db *const db = items_open(contract);
    (void)setrlimit(RLIMIT_FSIZE, &(struct rlimit){200000, RLIM_INFINITY});
    enum rc rc = RC_OK;
    for (int64_t id = 1000; rc == RC_OK && id < 100000; id++) {
        char name[24];
        (void)snprintf(name, sizeof name, "item %lld", (long long)id);
        rc = item_add(db, id, name, &e);
    }
    const int64_t count = items_count(db);
    (void)setrlimit(RLIMIT_FSIZE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
    const enum rc later = item_add(db, 1, "after", &e);
    const bool kept = items_count(db) == count + 1;
    db_close(db);
    return rc == RC_UNAVAILABLE && later == RC_OK && kept && count > 0 ? 0 : 1;
}

static void test_a_refused_write_is_told_and_passes(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    db_closep(&db);
    assert_int_equal(contract_wait(contract_fork(*state, write_past_the_limit, NULL)), 0);
    db = items_open(*state);
    MUST(db_check(db, &e));
}

/* Overwrites the pages from the second on. */
static void damage(const char *path)
{
    char noise[4096];
    struct stat status;
    memset(noise, 0xA5, sizeof noise);
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &status), 0);
    for (off_t at = 4096; at < status.st_size; at += 4096) {
        assert_int_equal(pwrite(fd, noise, sizeof noise, at), (ssize_t)sizeof noise);
    }
    assert_int_equal(close(fd), 0);
}

static void test_a_damaged_file_is_told(void **state)
{
    char path[CONTRACT_PATH_SIZE];
    path_of(*state, "", path);
    AUTO(db_closep) struct db *db = items_create(*state);
    fill(db, 1, 1000);
    db_closep(&db);
    damage(path);
    db = items_open(*state);
    struct db_rows rows = {0};
    bool has = false;
    MUST(db_query(db, ITEM_LIST, NULL, 0, &rows, &e));
    REFUSED(db_next(&rows, &has, &e), RC_INTERNAL, "SE-0500", "", "the database file is damaged");
    assert_null(rows.handle);
    REFUSED(db_check(db, &e), RC_INTERNAL, "SE-0500", "", "the database file is damaged");
    REFUSED(item_add(db, 2000, "new", &e), RC_INTERNAL, "SE-0500", "", "the database file is damaged");
}

static void test_a_reference_to_nothing_is_found(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    MUST(db_script(db,
        "CREATE TABLE part (item_id BIGINT REFERENCES item (id)); PRAGMA foreign_keys = OFF; INSERT INTO part VALUES (9);"
        "PRAGMA foreign_keys = ON",
        &e));
    REFUSED(db_check(db, &e), RC_INTERNAL, "SE-0500", "", "a row of part refers to a row of item that is not there");
}

/* Makes other.db beside the test's database by a script. */
static void make_other(const struct contract *contract, const char *script, char path[CONTRACT_PATH_SIZE])
{
    contract_path(contract, "other.db", path);
    struct contract other = *contract;
    (void)snprintf(other.url, sizeof other.url, "sqlite:%.100s", path);
    AUTO(db_closep) struct db *db = items_open(&other);
    MUST(db_script(db, script, &e));
}

static void test_a_restore_checks_its_file_first(void **state)
{
    char path[CONTRACT_PATH_SIZE];
    AUTO(db_closep) struct db *db = items_create(*state);
    fill(db, 1, 1000);
    contract_path(*state, "nowhere.db", path);
    REFUSED(db_restore(db, path, &e), RC_UNAVAILABLE, "SE-0503", "", "nowhere.db: No such file or directory");
    REFUSED(db_restore(db, "/etc/passwd", &e), RC_UNAVAILABLE, "SE-0503", "", "restoring /etc/passwd: /etc/passwd is no SQLite database");
    contract_path(*state, "b.db", path);
    MUST(db_backup(db, path, &e));
    damage(path);
    REFUSED(db_restore(db, path, &e), RC_INTERNAL, "SE-0500", "", "b.db: the database file is damaged");
    make_other(*state,
        "CREATE TABLE a (id BIGINT PRIMARY KEY); CREATE TABLE b (a_id BIGINT REFERENCES a (id)); PRAGMA foreign_keys = OFF;"
        "INSERT INTO b VALUES (1)",
        path);
    REFUSED(db_restore(db, path, &e), RC_INTERNAL, "SE-0500", "", "a row of b refers to a row of a that is not there");
    assert_int_equal(items_count(db), 1000);
}

static void test_a_restore_of_other_pages_is_refused(void **state)
{
    char path[CONTRACT_PATH_SIZE];
    AUTO(db_closep) struct db *db = items_create(*state);
    contract_path(*state, "small.db", path);
    make_other(*state, "CREATE TABLE a (id BIGINT)", path);
    MUST(db_script(db, "SELECT 1", &e));
    char command[2 * CONTRACT_PATH_SIZE];
    char small[CONTRACT_PATH_SIZE];
    contract_path(*state, "pages.db", small);
    (void)snprintf(command, sizeof command, "PRAGMA page_size = 512; VACUUM INTO '%.100s'", small);
    MUST(db_script(db, command, &e));
    REFUSED(db_restore(db, small, &e), RC_INVALID, "", "path", "its pages have 512 bytes; expected 4096");
}

static void test_a_backup_has_no_write_ahead_log(void **state)
{
    char path[CONTRACT_PATH_SIZE];
    unsigned char head[20];
    AUTO(db_closep) struct db *db = items_create(*state);
    contract_path(*state, "b.db", path);
    MUST(db_backup(db, path, &e));
    FILE *const file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
    (void)fclose(file);
    assert_int_equal(head[18], 1);
    assert_int_equal(head[19], 1);
}

#define ROUNDS 20

/* Once it is told to, adds rows, each in a transaction of its own. */
static int add_in_turn(struct contract *contract, void *argument)
{
    const int *const start = argument;
    char told = 0;
    AUTO(db_closep) struct db *db = items_open_with(contract, (struct db_options){.busy_timeout_ms = 60000, .fast_unsafe = true});
    if (read(*start, &told, 1) != 1) {
        return 2;
    }
    for (int i = 1; i <= ROUNDS; i++) {
        char name[24];
        struct err e = {0};
        (void)snprintf(name, sizeof name, "item %d", i);
        if (db_begin(db, DB_WRITE, &e) != RC_OK || item_add(db, i, name, &e) != RC_OK || db_commit(db, &e) != RC_OK) {
            return 1;
        }
    }
    return 0;
}

/* Waits until somebody has the turn to write in the test's folder. */
static void await_turn_taken(const struct contract *contract)
{
    const int fd = open(contract->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(fd >= 0);
    while (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        assert_int_equal(flock(fd, LOCK_UN), 0);
        (void)usleep(500);
    }
    (void)close(fd);
}

static void test_who_waits_to_write_comes_before_who_begins_anew(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    db_closep(&db);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const int pid = contract_fork(*state, add_in_turn, &ends[0]);
    db = items_open_with(*state, (struct db_options){.busy_timeout_ms = 60000, .fast_unsafe = true});
    MUST(db_begin(db, DB_WRITE, &e));
    assert_int_equal(write(ends[1], "x", 1), 1);
    for (int64_t count = 0; count < ROUNDS;) {
        await_turn_taken(*state);
        MUST(db_commit(db, &e));
        MUST(db_begin(db, DB_WRITE, &e));
        const int64_t before = count;
        count = items_count(db);
        assert_true(count > before);
    }
    db_rollback(db);
    assert_int_equal(contract_wait(pid), 0);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_all_files_are_the_owners_alone),
        CONTRACT_TEST(test_every_path_names_a_file),
        CONTRACT_TEST(test_what_cannot_be_opened),
        CONTRACT_TEST(test_settings),
        CONTRACT_TEST(test_what_is_deleted_is_gone_from_the_file),
        CONTRACT_TEST(test_a_full_disk_fails_the_job_and_the_next_one_works),
        CONTRACT_TEST(test_a_refused_write_is_told_and_passes),
        CONTRACT_TEST(test_a_damaged_file_is_told),
        CONTRACT_TEST(test_a_reference_to_nothing_is_found),
        CONTRACT_TEST(test_a_restore_checks_its_file_first),
        CONTRACT_TEST(test_a_restore_of_other_pages_is_refused),
        CONTRACT_TEST(test_a_backup_has_no_write_ahead_log),
        CONTRACT_TEST(test_who_waits_to_write_comes_before_who_begins_anew),
    };
    return CONTRACT_RUN_ON("sqlite", "db sqlite", tests);
}
