/* SPDX-License-Identifier: EUPL-1.2 */
/* Slows guessing of passwords down: waits that double with each failure, for an account and for an address. Nobody is locked out for good:
 * no wait is longer than a quarter of an hour, and who comes from an address that the account knows is not held up by what strangers do. */
#pragma once

#include "registry/session.h"
#include "store/logins.h"

/* Keyed hashes of whom and where from; neither can be read out of them. */
struct login_keys {
    unsigned char account[FAILURE_HASH_BYTES];
    unsigned char address[FAILURE_HASH_BYTES];
    unsigned char pair[FAILURE_HASH_BYTES];
    unsigned char known[FAILURE_HASH_BYTES];
};

/* `address` as HTTP knows it; an IPv6 address counts by its /64. "" for none, such as at the command line. */
MUST_CHECK enum rc login_keys_make(
    struct session *session, const char *email_key, const char *address, struct login_keys *out, struct err *e);

/* RC_THROTTLED (SE-0429) with the seconds to wait; *retry_after_s is 0 otherwise. */
MUST_CHECK enum rc login_throttle_check(struct session *session, const struct login_keys *keys, int *retry_after_s, struct err *e);

/* In the session's transaction. */
MUST_CHECK enum rc login_throttle_fail(struct session *session, const struct login_keys *keys, struct err *e);
MUST_CHECK enum rc login_throttle_succeed(struct session *session, const struct login_keys *keys, struct err *e);

/* Forgets the failures of an account, as after a new password by link. */
MUST_CHECK enum rc login_throttle_forgive(struct session *session, const char *email_key, struct err *e);

/* To be run now and then: forgets what is old. */
MUST_CHECK enum rc login_throttle_expire(struct session *session, struct err *e);
