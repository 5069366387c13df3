/* SPDX-License-Identifier: EUPL-1.2 */
/* Making and hashing the secrets of API tokens, links and sessions. */
#pragma once

#include "base/str.h"
#include "core/token.h"

#define SECRET_TEXT_SIZE 44

/* 43 random letters and digits (256 bits). */
void secret_make(char out[SECRET_TEXT_SIZE]);

/* A token's: "esc_live_" or "esc_test_" and 43 random characters (256 bits). */
void token_make(bool test, char out[TOKEN_TEXT_SIZE]);

/* What is stored instead of the secret: SHA-256 (the secret has full entropy, so that a slow hash would add nothing). */
void token_hash(struct str secret, unsigned char out[TOKEN_HASH_BYTES]);

/* The part that is shown in lists. */
void token_hint(const char *secret, char out[TOKEN_HINT_SIZE]);

#define SERVICE_SECRET_SIZE (SECRET_TEXT_SIZE + 5)

/* A new secret of a service that is told of changes: "escs_" and 43 random characters. */
void service_secret_make(char out[SERVICE_SECRET_SIZE]);
