/* SPDX-License-Identifier: EUPL-1.2 */
/* A backup is whole or not there; a restore replaces everything at once or nothing. */
#include "items.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void fill(struct db *db, int64_t from, int64_t to)
{
    MUST(db_begin(db, DB_WRITE, &e));
    for (int64_t id = from; id <= to; id++) {
        char name[40];
        (void)snprintf(name, sizeof name, "item number %lld", (long long)id);
        MUST(item_add(db, id, name, &e));
    }
    MUST(db_commit(db, &e));
}

/* Number of items in a backup. */
static int64_t count_in(const struct contract *contract, const char *path)
{
    struct contract other = *contract;
    (void)snprintf(other.url, sizeof other.url, "sqlite:%.100s", path);
    AUTO(db_closep) struct db *db = items_open_with(&other, (struct db_options){.read_only = true});
    MUST(db_check(db, &e));
    return items_count(db);
}

static size_t entries_of(const char *folder)
{
    size_t count = 0;
    DIR *const dir = opendir(folder);
    assert_non_null(dir);
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        count += entry->d_name[0] != '.';
    }
    (void)closedir(dir);
    return count;
}

/* A folder for backups alone inside the test's folder. */
static void backup_folder(const struct contract *contract, char out[CONTRACT_PATH_SIZE])
{
    contract_path(contract, "backups", out);
    assert_int_equal(mkdir(out, 0700), 0);
}

static void test_a_backup_is_one_private_file_with_everything(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    char folder[CONTRACT_PATH_SIZE];
    char path[2 * CONTRACT_PATH_SIZE];
    backup_folder(*state, folder);
    (void)snprintf(path, sizeof path, "%s/b.db", folder);
    fill(db, 1, 500);
    MUST(db_backup(db, path, &e));
    assert_int_equal(entries_of(folder), 1);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    fill(db, 501, 600);
    assert_int_equal(count_in(*state, path), 500);
    assert_int_equal(items_count(db), 600);
}

static void test_a_backup_overwrites_nothing(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    char path[CONTRACT_PATH_SIZE];
    char part[CONTRACT_PATH_SIZE];
    contract_path(*state, "b.db", path);
    contract_path(*state, "b.db.part", part);
    MUST(db_backup(db, path, &e));
    fill(db, 1, 3);
    REFUSED(db_backup(db, path, &e), RC_CONFLICT, "", "path", "b.db exists already and is not overwritten");
    assert_int_equal(count_in(*state, path), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(close(open(part, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)), 0);
    REFUSED(db_backup(db, path, &e), RC_CONFLICT, "", "path", "b.db.part exists already and is not overwritten");
    assert_int_equal(access(path, F_OK), -1);
}

static void test_a_backup_into_a_folder_that_is_not_there(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    char path[CONTRACT_PATH_SIZE];
    contract_path(*state, "nowhere/b.db", path);
    REFUSED(db_backup(db, path, &e), RC_UNAVAILABLE, "SE-0503", "", "No such file or directory");
}

static void limit_files_to(rlim_t bytes)
{
    (void)signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit = {bytes, RLIM_INFINITY};
    (void)setrlimit(RLIMIT_FSIZE, &limit);
}

/* Exits with the kind of failure. */
static int backup_without_room(struct contract *contract, void *argument)
{
    struct err e = {0};
    struct db *const db = items_open(contract);
    limit_files_to(40000);
    const enum rc rc = db_backup(db, argument, &e);
    limit_files_to(RLIM_INFINITY);
    db_close(db);
    return (int)rc;
}

static void test_a_backup_that_finds_no_room_leaves_no_file(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    char folder[CONTRACT_PATH_SIZE];
    char path[2 * CONTRACT_PATH_SIZE];
    backup_folder(*state, folder);
    (void)snprintf(path, sizeof path, "%s/b.db", folder);
    fill(db, 1, 2000);
    assert_int_equal(contract_wait(contract_fork(*state, backup_without_room, path)), RC_UNAVAILABLE);
    assert_int_equal(entries_of(folder), 0);
}

/* Adds pairs of items until the pipe's other end is closed. */
static int write_pairs(struct contract *contract, void *argument)
{
    const int *const ends = argument;
    (void)signal(SIGPIPE, SIG_IGN);
    (void)close(ends[0]);
    AUTO(db_closep) struct db *db = items_open_with(contract, (struct db_options){.busy_timeout_ms = 60000, .fast_unsafe = true});
    for (int64_t id = 1; write(ends[1], "x", 1) == 1; id += 2) {
        fill(db, id, id + 1);
    }
    return 0;
}

static void test_a_backup_beside_a_writer_is_of_one_moment(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    db_closep(&db);
    int ends[2];
    char signals[64];
    assert_int_equal(pipe(ends), 0);
    const int pid = contract_fork(*state, write_pairs, ends);
    (void)close(ends[1]);
    db = items_open(*state);
    for (int i = 0; i < 5; i++) {
        char name[16];
        char path[CONTRACT_PATH_SIZE];
        (void)snprintf(name, sizeof name, "b%d.db", i);
        contract_path(*state, name, path);
        assert_true(read(ends[0], signals, sizeof signals) > 0);
        MUST(db_backup(db, path, &e));
        assert_int_equal(count_in(*state, path) % 2, 0);
    }
    (void)close(ends[0]);
    assert_int_equal(contract_wait(pid), 0);
}

static void test_a_restore_brings_back_everything(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    AUTO(db_closep) struct db *other = items_open(*state);
    char path[CONTRACT_PATH_SIZE];
    contract_path(*state, "b.db", path);
    fill(db, 1, 100);
    MUST(db_backup(db, path, &e));
    fill(db, 101, 300);
    MUST(db_script(db, "CREATE TABLE later (id BIGINT)", &e));
    assert_int_equal(items_count(other), 300);
    MUST(db_restore(db, path, &e));
    assert_int_equal(items_count(db), 100);
    assert_int_equal(items_count(other), 100);
    REFUSED(db_script(other, "INSERT INTO later VALUES (1)", &e), RC_INTERNAL, "SE-0500", "", "later");
    fill(other, 101, 101);
    assert_int_equal(items_count(db), 101);
    MUST(db_check(db, &e));
}

static void test_a_restore_into_a_new_database(void **state)
{
    struct contract other = *(struct contract *)*state;
    AUTO(db_closep) struct db *db = items_create(*state);
    char path[CONTRACT_PATH_SIZE];
    contract_path(*state, "b.db", path);
    fill(db, 1, 100);
    MUST(db_backup(db, path, &e));
    (void)snprintf(other.url, sizeof other.url, "sqlite:%.80s/new.db", other.folder);
    AUTO(db_closep) struct db *fresh = items_open(&other);
    MUST(db_restore(fresh, path, &e));
    assert_int_equal(items_count(fresh), 100);
}

static void test_a_reader_keeps_its_moment_through_a_restore(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    AUTO(db_closep) struct db *reader = items_open_with(*state, (struct db_options){.read_only = true});
    char path[CONTRACT_PATH_SIZE];
    contract_path(*state, "b.db", path);
    fill(db, 1, 100);
    MUST(db_backup(db, path, &e));
    fill(db, 101, 300);
    MUST(db_begin(reader, DB_READ, &e));
    assert_int_equal(items_count(reader), 300);
    MUST(db_restore(db, path, &e));
    assert_int_equal(items_count(reader), 300);
    MUST(db_commit(reader, &e));
    assert_int_equal(items_count(reader), 100);
}

static void test_a_restore_waits_for_no_writer_for_ever(void **state)
{
    AUTO(db_closep) struct db *writer = items_create(*state);
    AUTO(db_closep) struct db *db = items_open_with(*state, (struct db_options){.busy_timeout_ms = 20});
    char path[CONTRACT_PATH_SIZE];
    contract_path(*state, "b.db", path);
    MUST(db_backup(db, path, &e));
    MUST(db_begin(writer, DB_WRITE, &e));
    MUST(item_add(writer, 1, "a", &e));
    REFUSED(db_restore(db, path, &e), RC_UNAVAILABLE, "SE-0503", "", "locked by another process for more than 20 ms");
    MUST(db_commit(writer, &e));
    MUST(db_restore(db, path, &e));
    assert_int_equal(items_count(db), 0);
}

static int restore_without_room(struct contract *contract, void *argument)
{
    struct err e = {0};
    struct db *const db = items_open(contract);
    limit_files_to(60000);
    const enum rc rc = db_restore(db, argument, &e);
    limit_files_to(RLIM_INFINITY);
    db_close(db);
    return (int)rc;
}

static void test_a_restore_that_finds_no_room_changes_nothing(void **state)
{
    AUTO(db_closep) struct db *db = items_create(*state);
    char path[CONTRACT_PATH_SIZE];
    contract_path(*state, "b.db", path);
    fill(db, 1, 3000);
    MUST(db_backup(db, path, &e));
    MUST(db_script(db, "DELETE FROM item WHERE id > 10; VACUUM", &e));
    db_closep(&db);
    assert_int_equal(contract_wait(contract_fork(*state, restore_without_room, path)), RC_UNAVAILABLE);
    db = items_open(*state);
    assert_int_equal(items_count(db), 10);
    MUST(db_check(db, &e));
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_backup_is_one_private_file_with_everything),
        CONTRACT_TEST(test_a_backup_overwrites_nothing),
        CONTRACT_TEST(test_a_backup_into_a_folder_that_is_not_there),
        CONTRACT_TEST(test_a_backup_that_finds_no_room_leaves_no_file),
        CONTRACT_TEST(test_a_backup_beside_a_writer_is_of_one_moment),
        CONTRACT_TEST(test_a_restore_brings_back_everything),
        CONTRACT_TEST(test_a_restore_into_a_new_database),
        CONTRACT_TEST(test_a_reader_keeps_its_moment_through_a_restore),
        CONTRACT_TEST(test_a_restore_waits_for_no_writer_for_ever),
        CONTRACT_TEST(test_a_restore_that_finds_no_room_changes_nothing),
    };
    return CONTRACT_RUN("db backup", tests);
}
