/* SPDX-License-Identifier: EUPL-1.2 */
/* An administrative user of the router, and the sessions in which he works. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "core/permission.h"

#define LOGIN_HASH_BYTES 32

struct account {
    int64_t id;
    const char *email;     /* as given */
    const char *email_key; /* folded for comparison */
    const char *name;
    const char *language; /* NULL: not chosen */
    bool is_super;
    const char *password_hash; /* NULL: none, nobody logs in with it */
    struct str totp_secret;    /* sealed; data NULL: no second factor */
    int64_t totp_last_step;    /* 0: the second factor is not confirmed */
    int64_t created_at_us;
    int64_t last_login_us;  /* 0: never */
    int64_t disabled_at_us; /* 0: not disabled */
    int64_t version;
};

static inline bool account_has_totp(const struct account *account)
{
    return account->totp_secret.data != NULL && account->totp_last_step != 0;
}

/* The numbers are stored. */
enum login_factor { FACTOR_NOT_NEEDED, FACTOR_AWAITED, FACTOR_SHOWN };

/* A session of a user: begun by his password, ended by him, by time, or by a change of his password. */
struct login {
    int64_t id;
    int64_t account_id;
    enum login_factor factor;
    int64_t created_at_us;
    int64_t seen_at_us;
    int64_t expires_at_us; /* whatever happens */
};

/* How long a session lives without being used. */
#define LOGIN_IDLE_US INT64_C(1800000000)
#define LOGIN_LIFETIME_US INT64_C(43200000000)
#define LOGIN_FACTOR_US INT64_C(600000000) /* while its second factor is awaited */

/* False when it has ended by time, or the clock stands before its beginning. `seen_at_us` is the latest use that is known. */
bool login_is_good(const struct login *login, int64_t seen_at_us, int64_t now_us);

/* As addresses are compared: ASCII letters without case. NULL without memory. */
const char *account_email_key(struct arena *arena, struct str email);
