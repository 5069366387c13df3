/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/secret.h"

#include "base/random.h"

#include <sodium.h>
#include <stdio.h>

void token_make(bool test, char out[TOKEN_TEXT_SIZE])
{
    unsigned char bytes[32];
    char text[48];
    random_bytes(bytes, sizeof bytes);
    (void)sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    (void)snprintf(out, TOKEN_TEXT_SIZE, "esc_%s_%s", test ? "test" : "live", text);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(text, sizeof text);
}

void token_hash(struct str secret, unsigned char out[TOKEN_HASH_BYTES])
{
    (void)crypto_hash_sha256(out, (const unsigned char *)secret.data, secret.length);
}

void token_hint(const char *secret, char out[TOKEN_HINT_SIZE])
{
    (void)snprintf(out, TOKEN_HINT_SIZE, "%.13s", secret);
}
