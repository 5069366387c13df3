/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/login_throttle.h"

#include "base/ip.h"
#include "registry/sealed.h"

#define SECOND_US INT64_C(1000000)
#define HOUR_US (3600 * SECOND_US)
#define WAIT_MAX_S 900
#define ACCOUNT_FREE 5  /* failures without a wait */
#define ADDRESS_FREE 20 /* many may share one address */
#define ACCOUNT_MEMORY_US (24 * HOUR_US)
#define ADDRESS_MEMORY_US HOUR_US
#define KNOWN_MEMORY_US (90 * 24 * HOUR_US)

enum rc login_keys_make(struct session *session, const char *email_key, const char *address, struct login_keys *out, struct err *e)
{
    char client[IP_TEXT_SIZE] = "";
    struct ip parsed;
    if (ip_parse(str_of(address), &parsed)) {
        parsed = ip_client(&parsed);
        ip_format(&parsed, client);
    }
    const char *const pair = arena_format(session->arena, "%s %s", client, email_key);
    if (pair == NULL) {
        return err_no_memory(e);
    }
    if (keyed_hash(session, "login account", str_of(email_key), out->account, e) != RC_OK ||
        keyed_hash(session, "login address", str_of(client), out->address, e) != RC_OK ||
        keyed_hash(session, "login pair", str_of(pair), out->pair, e) != RC_OK) {
        return e->rc;
    }
    return keyed_hash(session, "login known", str_of(pair), out->known, e);
}

/* What is remembered and not too old. */
static enum rc recall(
    struct session *session, const unsigned char *hash, int64_t memory_us, struct login_failure *out, bool *found, struct err *e)
{
    if (login_failures_get(session->db, hash, out, found, e) != RC_OK) {
        return e->rc;
    }
    if (*found && session->now_us - out->last_at_us > memory_us) {
        *out = (struct login_failure){0};
        *found = false;
    }
    return RC_OK;
}

/* Seconds that are still to be waited. A failure that lies in the future was counted before the clock was set back: its wait is over. */
static int wait_left_s(const struct login_failure *failure, int free_failures, int64_t now_us)
{
    const int64_t beyond = failure->failures - free_failures;
    if (beyond < 0 || failure->last_at_us > now_us) {
        return 0;
    }
    const int64_t wait_s = beyond >= 10 ? WAIT_MAX_S : INT64_C(1) << beyond;
    const int64_t left_us = failure->last_at_us + wait_s * SECOND_US - now_us;
    return left_us <= 0 ? 0 : (int)((left_us + SECOND_US - 1) / SECOND_US);
}

static enum rc look(struct session *session, const unsigned char *hash, int free_failures, int64_t memory_us, int *wait_s, struct err *e)
{
    struct login_failure failure = {0};
    bool found = false;
    if (recall(session, hash, memory_us, &failure, &found, e) != RC_OK) {
        return e->rc;
    }
    const int left_s = wait_left_s(&failure, free_failures, session->now_us);
    *wait_s = left_s > *wait_s ? left_s : *wait_s;
    return RC_OK;
}

static enum rc is_known(struct session *session, const struct login_keys *keys, bool *out, struct err *e)
{
    struct login_failure known = {0};
    return recall(session, keys->known, KNOWN_MEMORY_US, &known, out, e);
}

enum rc login_throttle_check(struct session *session, const struct login_keys *keys, int *retry_after_s, struct err *e)
{
    bool known = false;
    *retry_after_s = 0;
    if (is_known(session, keys, &known, e) != RC_OK ||
        look(session, known ? keys->pair : keys->account, ACCOUNT_FREE, ACCOUNT_MEMORY_US, retry_after_s, e) != RC_OK ||
        look(session, keys->address, ADDRESS_FREE, ADDRESS_MEMORY_US, retry_after_s, e) != RC_OK) {
        return e->rc;
    }
    if (*retry_after_s == 0) {
        return RC_OK;
    }
    return err_set(e, RC_THROTTLED, "SE-0429", "",
        "too many failed logins, wait %d s; a forgotten password can be replaced by a link sent by mail", *retry_after_s);
}

static enum rc count_failure(struct session *session, const unsigned char *hash, int64_t memory_us, struct err *e)
{
    struct login_failure failure = {0};
    bool found = false;
    if (recall(session, hash, memory_us, &failure, &found, e) != RC_OK) {
        return e->rc;
    }
    failure.failures++;
    failure.last_at_us = session->now_us;
    return login_failures_put(session->db, hash, &failure, e);
}

enum rc login_throttle_fail(struct session *session, const struct login_keys *keys, struct err *e)
{
    bool known = false;
    if (is_known(session, keys, &known, e) != RC_OK || count_failure(session, keys->pair, ACCOUNT_MEMORY_US, e) != RC_OK ||
        count_failure(session, keys->address, ADDRESS_MEMORY_US, e) != RC_OK) {
        return e->rc;
    }
    return known ? RC_OK : count_failure(session, keys->account, ACCOUNT_MEMORY_US, e);
}

/* The failures of the address stay: else one good account of his own would let a guesser go on. */
enum rc login_throttle_succeed(struct session *session, const struct login_keys *keys, struct err *e)
{
    const struct login_failure known = {.last_at_us = session->now_us};
    if (login_failures_delete(session->db, keys->account, e) != RC_OK || login_failures_delete(session->db, keys->pair, e) != RC_OK) {
        return e->rc;
    }
    return login_failures_put(session->db, keys->known, &known, e);
}

enum rc login_throttle_forgive(struct session *session, const char *email_key, struct err *e)
{
    struct login_keys keys;
    if (login_keys_make(session, email_key, "", &keys, e) != RC_OK) {
        return e->rc;
    }
    return login_failures_delete(session->db, keys.account, e);
}

enum rc login_throttle_expire(struct session *session, struct err *e)
{
    return login_failures_forget(session->db, session->now_us - ACCOUNT_MEMORY_US, session->now_us - KNOWN_MEMORY_US, e);
}
