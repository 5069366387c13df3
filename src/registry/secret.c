/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/secret.h"

#include "base/random.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define SECRET_LENGTH (SECRET_TEXT_SIZE - 1) /* 62^43 > 2^256 */

/* Letters and digits only, so that a double click takes the whole. Bytes from 248 on are passed over: they would favour some characters. */
static char random_character(void)
{
    static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    unsigned char byte = 255;
    while (byte >= 248) {
        random_bytes(&byte, 1);
    }
    return characters[byte % 62];
}

void secret_make(char out[SECRET_TEXT_SIZE])
{
    for (int i = 0; i < SECRET_LENGTH; i++) {
        out[i] = random_character();
    }
    out[SECRET_LENGTH] = '\0';
}

void token_make(bool test, char out[TOKEN_TEXT_SIZE])
{
    const int head = snprintf(out, TOKEN_TEXT_SIZE, "esc_%s_", test ? "test" : "live");
    secret_make(out + head);
}

void service_secret_make(char out[SERVICE_SECRET_SIZE])
{
    memcpy(out, "escs_", 5);
    secret_make(out + 5);
}

void token_hash(struct str secret, unsigned char out[TOKEN_HASH_BYTES])
{
    (void)crypto_hash_sha256(out, (const unsigned char *)secret.data, secret.length);
}

void token_hint(const char *secret, char out[TOKEN_HINT_SIZE])
{
    (void)snprintf(out, TOKEN_HINT_SIZE, "%.13s", secret);
}
