/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/password.h"

#include "core/password.h"

#include <sodium.h>
#include <string.h>

#define BYTES_MAX (4U * PASSWORD_MAX) /* of UTF-8; what is longer is no password that was ever taken */

static void begin(struct registry *registry)
{
    while (sem_wait(&registry->hashing) != 0) {
    }
}

static void end(struct registry *registry)
{
    (void)sem_post(&registry->hashing);
}

enum rc password_hash(struct registry *registry, struct arena *arena, struct str password, const char **out, struct err *e)
{
    const struct password_cost *const cost = &registry->settings.password_cost;
    char *const text = arena_alloc(arena, crypto_pwhash_STRBYTES);
    if (text == NULL) {
        return err_no_memory(e);
    }
    begin(registry);
    const int failed = crypto_pwhash_str(text, password.data, password.length, cost->operations, cost->memory_bytes);
    end(registry);
    *out = text;
    return failed == 0 ? RC_OK : err_no_memory(e);
}

/* What verifying costs, for an account that is not there: an answer must not tell by its time whether an address is known. */
static int work_in_vain(const struct password_cost *cost, struct str password)
{
    static const unsigned char salt[crypto_pwhash_SALTBYTES] = {0};
    unsigned char out[crypto_pwhash_BYTES_MIN * 2];
    return crypto_pwhash(
        out, sizeof out, password.data, password.length, salt, cost->operations, cost->memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
}

enum rc password_verify(struct registry *registry, const char *hash, struct str password, bool *good, struct err *e)
{
    const struct str tried = password.length > BYTES_MAX ? STR("") : password;
    *good = false;
    begin(registry);
    if (hash == NULL) {
        const int failed = work_in_vain(&registry->settings.password_cost, tried);
        end(registry);
        return failed == 0 ? RC_OK : err_no_memory(e);
    }
    *good = crypto_pwhash_str_verify(hash, tried.data, tried.length) == 0;
    end(registry);
    return RC_OK;
}

bool password_is_outdated(const struct registry *registry, const char *hash)
{
    const struct password_cost *const cost = &registry->settings.password_cost;
    return crypto_pwhash_str_needs_rehash(hash, cost->operations, cost->memory_bytes) != 0;
}
