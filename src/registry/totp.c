/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/totp.h"

#include "base/buf.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define STEP_US INT64_C(30000000)
#define SHA1_BYTES 20
#define MODULUS 1000000U

int64_t totp_step(int64_t now_us)
{
    return now_us / STEP_US;
}

/* RFC 4226, section 5.3: four bytes from where the last one points to, without their highest bit. */
static unsigned truncated(const unsigned char *mac)
{
    const unsigned at = mac[SHA1_BYTES - 1] & 0xFU;
    const unsigned number = (mac[at] & 0x7FU) << 24U | (unsigned)mac[at + 1] << 16U | (unsigned)mac[at + 2] << 8U | (unsigned)mac[at + 3];
    return number % MODULUS;
}

void totp_code(struct str secret, int64_t step, char out[TOTP_DIGITS + 1])
{
    unsigned char counter[8];
    unsigned char mac[EVP_MAX_MD_SIZE] = {0};
    unsigned length = 0;
    for (unsigned i = 0; i < sizeof counter; i++) {
        counter[i] = (unsigned char)((uint64_t)step >> (8 * (7 - i)));
    }
    (void)HMAC(EVP_sha1(), secret.data, (int)secret.length, counter, sizeof counter, mac, &length);
    (void)snprintf(out, TOTP_DIGITS + 1, "%06u", truncated(mac));
}

/* The digits without blanks; false when there are not six. */
static bool digits_of(struct str code, char out[TOTP_DIGITS])
{
    size_t count = 0;
    for (size_t i = 0; i < code.length; i++) {
        const char c = code.data[i];
        if (c == ' ') {
            continue;
        }
        if (c < '0' || c > '9' || count == TOTP_DIGITS) {
            return false;
        }
        out[count++] = c;
    }
    return count == TOTP_DIGITS;
}

bool totp_fits(struct str secret, struct str code, int64_t now_us, int64_t last_step, int64_t *step)
{
    const int64_t now = totp_step(now_us);
    char digits[TOTP_DIGITS];
    bool fits = false;
    if (!digits_of(code, digits)) {
        return false;
    }
    for (int64_t at = now - 1; at <= now + 1; at++) {
        char expected[TOTP_DIGITS + 1];
        totp_code(secret, at, expected);
        if (sodium_memcmp(expected, digits, TOTP_DIGITS) == 0 && at > last_step && !fits) {
            *step = at;
            fits = true;
        }
    }
    return fits;
}

const char *totp_text(struct arena *arena, struct str secret)
{
    static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    struct buf out;
    unsigned bits = 0;
    unsigned held = 0;
    buf_init(&out, arena);
    for (size_t i = 0; i < secret.length; i++) {
        held = held << 8U | (unsigned char)secret.data[i];
        for (bits += 8; bits >= 5; bits -= 5) {
            buf_add_char(&out, characters[held >> (bits - 5) & 31U]);
        }
        held &= (1U << bits) - 1;
    }
    if (bits > 0) {
        buf_add_char(&out, characters[held << (5 - bits) & 31U]);
    }
    return buf_text(&out);
}

static void add_escaped(struct buf *out, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (const char *c = text; *c != '\0'; c++) {
        if (strchr(plain, *c) != NULL) {
            buf_add_char(out, *c);
        } else {
            buf_add_format(out, "%%%02X", (unsigned char)*c);
        }
    }
}

const char *totp_uri(struct arena *arena, const char *issuer, const char *account, struct str secret)
{
    const char *const text = totp_text(arena, secret);
    struct buf out;
    if (text == NULL) {
        return NULL;
    }
    buf_init(&out, arena);
    buf_add_text(&out, "otpauth://totp/");
    add_escaped(&out, issuer);
    buf_add_char(&out, ':');
    add_escaped(&out, account);
    buf_add_format(&out, "?secret=%s&issuer=", text);
    add_escaped(&out, issuer);
    buf_add_text(&out, "&algorithm=SHA1&digits=6&period=30");
    return buf_text(&out);
}
