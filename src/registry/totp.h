/* SPDX-License-Identifier: EUPL-1.2 */
/* Time-based one-time passwords as authenticator apps make them: RFC 6238 with HMAC-SHA-1, six digits, steps of 30 seconds. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define TOTP_SECRET_BYTES 20
#define TOTP_DIGITS 6

/* The step of an instant. */
int64_t totp_step(int64_t now_us);

/* The code of a step. */
void totp_code(struct str secret, int64_t step, char out[TOTP_DIGITS + 1]);

/* Whether the code belongs to the step of `now_us`, the one before or the one after, and to a later one than `last_step`, so that no code
 * works twice. Blanks in it are passed over. *step is the one that fits. */
bool totp_fits(struct str secret, struct str code, int64_t now_us, int64_t last_step, int64_t *step);

/* "otpauth://totp/..." to show as a QR code, and the secret in Base32 to type. NULL without memory. */
const char *totp_uri(struct arena *arena, const char *issuer, const char *account, struct str secret);
const char *totp_text(struct arena *arena, struct str secret);
