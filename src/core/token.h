/* SPDX-License-Identifier: EUPL-1.2 */
/* An API token: the secret by which an organisation's software is known. Only its hash is kept. */
#pragma once

#include "base/str.h"
#include "esc/err.h"

#include <stdbool.h>
#include <stdint.h>

#define TOKEN_HASH_BYTES 32
#define TOKEN_TEXT_SIZE 56 /* "esc_live_", 43 characters, NUL */
#define TOKEN_HINT_SIZE 16 /* "esc_live_ab12" and NUL: enough to tell tokens apart, too little to use */

/* What a token may do, as bits. The numbers are stored. */
enum token_scope {
    TOKEN_READ = 1,
    TOKEN_PERSONS = 2, /* enrol, change and erase persons */
    TOKEN_CARDS = 4,   /* issue, change and delete cards */
    TOKEN_PICTURES = 8,
    TOKEN_IMPORT = 16,
    TOKEN_ALL = 31
};

#define TOKEN_SCOPE_COUNT 5

#define TOKEN_SCOPES_TEXT_SIZE 48 /* "read,persons,cards,pictures,import" and NUL */

/* The name of one right, such as "read". */
const char *token_scope_name(unsigned scope);

/* Names by commas, or "all". RC_INVALID (ER-1012) for an unknown name, or none. */
ESC_MUST_CHECK enum rc token_scopes_parse(struct str text, unsigned *out, struct err *e);
void token_scopes_format(unsigned scopes, char out[TOKEN_SCOPES_TEXT_SIZE]);

struct token {
    int64_t id;
    int64_t organisation_id;
    const char *name;
    const char *hint;
    int64_t created_at_us;
    int64_t expires_at_us; /* 0: does not expire */
    int64_t revoked_at_us; /* 0: not revoked; at or after the expiry: only marked as expired */
    int64_t used_at_us;    /* 0: never */
    int64_t replaces_id;   /* the token whose successor it is; 0: none */
    const char *networks;  /* from where it may be used, blocks of addresses by comma; NULL: everywhere */
    unsigned scopes;       /* of enum token_scope */
};

#define TOKENS_OF_NAME_MAX 2 /* good ones of an organisation: so that one can replace the other without a gap */

static inline bool token_was_revoked(const struct token *token)
{
    return token->revoked_at_us != 0 && (token->expires_at_us == 0 || token->revoked_at_us < token->expires_at_us);
}

/* Neither revoked nor past its expiry. */
static inline bool token_is_good(const struct token *token, int64_t now_us)
{
    return token->revoked_at_us == 0 && (token->expires_at_us == 0 || now_us < token->expires_at_us);
}
