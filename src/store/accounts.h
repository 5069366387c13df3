/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of administrative users: accounts, their roles, their recovery codes. */
#pragma once

#include "core/account.h"
#include "db/db.h"

struct accounts {
    struct account *items;
    size_t count;
};

struct grants {
    struct grant *items;
    size_t count;
};

/* Fills account->id and version. RC_CONFLICT when the address is taken. */
MUST_CHECK enum rc accounts_insert(struct db *db, struct account *account, struct err *e);
MUST_CHECK enum rc accounts_get(struct db *db, struct arena *arena, int64_t id, struct account *out, bool *found, struct err *e);
MUST_CHECK enum rc accounts_find_by_email(
    struct db *db, struct arena *arena, const char *email_key, struct account *out, bool *found, struct err *e);

/* Those with a role at an organisation; 0: all. */
MUST_CHECK enum rc accounts_list(struct db *db, struct arena *arena, int64_t organisation_id, struct accounts *out, struct err *e);

/* Writes everything but id and creation; raises the version. RC_CONFLICT when somebody else did so first, or the address is taken. */
MUST_CHECK enum rc accounts_update(struct db *db, struct account *account, struct err *e);

/* Super administrators who are not disabled. */
MUST_CHECK enum rc accounts_count_super(struct db *db, int64_t *out, struct err *e);

/* Does nothing when the role is there. */
MUST_CHECK enum rc grants_insert(struct db *db, int64_t account_id, const struct grant *grant, int64_t now_us, struct err *e);
MUST_CHECK enum rc grants_delete(struct db *db, int64_t account_id, const struct grant *grant, bool *changed, struct err *e);
MUST_CHECK enum rc grants_list(struct db *db, struct arena *arena, int64_t account_id, struct grants *out, struct err *e);

/* Accounts that are not disabled and have this role there. */
MUST_CHECK enum rc grants_count(struct db *db, const struct grant *grant, int64_t *out, struct err *e);

#define RECOVERY_HASH_BYTES 32
MUST_CHECK enum rc recovery_codes_insert(struct db *db, int64_t account_id, const unsigned char hash[RECOVERY_HASH_BYTES], struct err *e);

/* *taken is false when there is no such code (any more). */
MUST_CHECK enum rc recovery_codes_take(
    struct db *db, int64_t account_id, const unsigned char hash[RECOVERY_HASH_BYTES], bool *taken, struct err *e);
MUST_CHECK enum rc recovery_codes_clear(struct db *db, int64_t account_id, struct err *e);
