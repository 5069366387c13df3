/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of users' sessions and of failed logins. */
#pragma once

#include "core/account.h"
#include "db/db.h"

struct logins {
    struct login *items;
    size_t count;
};

/* Fills login->id. */
MUST_CHECK enum rc logins_insert(struct db *db, struct login *login, const unsigned char hash[LOGIN_HASH_BYTES], struct err *e);
MUST_CHECK enum rc logins_find_by_hash(
    struct db *db, const unsigned char hash[LOGIN_HASH_BYTES], struct login *out, bool *found, struct err *e);

/* Newest first; the one of an id; of an account, or (account 0) all. */
MUST_CHECK enum rc logins_list(struct db *db, struct arena *arena, int64_t account_id, struct logins *out, struct err *e);
MUST_CHECK enum rc logins_delete(struct db *db, int64_t id, bool *changed, struct err *e);

/* All of an account but one (0: all). */
MUST_CHECK enum rc logins_delete_of_account(struct db *db, int64_t account_id, int64_t but_id, struct err *e);

/* Those whose time is over. */
MUST_CHECK enum rc logins_delete_ended(struct db *db, int64_t seen_before_us, int64_t now_us, struct err *e);

/* Raises the instant of the latest use. */
MUST_CHECK enum rc logins_see(struct db *db, int64_t id, int64_t seen_at_us, struct err *e);

#define FAILURE_HASH_BYTES 32

struct login_failure {
    int64_t failures;
    int64_t last_at_us;
};

/* *found is false, and out zero, when nothing is remembered. */
MUST_CHECK enum rc login_failures_get(
    struct db *db, const unsigned char hash[FAILURE_HASH_BYTES], struct login_failure *out, bool *found, struct err *e);
MUST_CHECK enum rc login_failures_put(
    struct db *db, const unsigned char hash[FAILURE_HASH_BYTES], const struct login_failure *failure, struct err *e);
MUST_CHECK enum rc login_failures_delete(struct db *db, const unsigned char hash[FAILURE_HASH_BYTES], struct err *e);

/* Failures older than the first instant, known addresses older than the second. */
MUST_CHECK enum rc login_failures_forget(struct db *db, int64_t failed_before_us, int64_t known_before_us, struct err *e);
