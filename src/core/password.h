/* SPDX-License-Identifier: EUPL-1.2 */
/* What a user's password must be like. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "esc/err.h"

#define PASSWORD_MIN 12 /* characters */
#define PASSWORD_MAX 256

/* RC_OK for 12 to 256 characters of text that are neither one of the passwords that everybody tries, nor a mere repetition or row of
 * characters, nor the user's address; else RC_INVALID (ER-2219). The message never holds the password. */
ESC_MUST_CHECK enum rc password_check(struct arena *arena, struct str password, struct str email, struct err *e);
