/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of API tokens. */
#pragma once

#include "core/token.h"
#include "db/db.h"

struct tokens {
    struct token *items;
    size_t count;
};

/* Without name and hint: this runs for each request. */
MUST_CHECK enum rc tokens_find_by_hash(
    struct db *db, struct arena *arena, const unsigned char hash[TOKEN_HASH_BYTES], struct token *out, bool *found, struct err *e);
MUST_CHECK enum rc tokens_get(struct db *db, struct arena *arena, int64_t id, struct token *out, bool *found, struct err *e);

/* How many of an organisation have this name and are good. */
MUST_CHECK enum rc tokens_count_good(struct db *db, int64_t organisation_id, const char *name, int64_t now_us, int64_t *out, struct err *e);

/* An earlier expiry than before, never a later one. */
MUST_CHECK enum rc tokens_shorten(struct db *db, int64_t id, int64_t expires_at_us, struct err *e);

/* Fills token->id. */
MUST_CHECK enum rc tokens_insert(struct db *db, struct token *token, const unsigned char hash[TOKEN_HASH_BYTES], struct err *e);
MUST_CHECK enum rc tokens_list(struct db *db, struct arena *arena, struct tokens *out, struct err *e);

/* *changed is false when there is no such token that is not revoked yet. */
MUST_CHECK enum rc tokens_revoke(struct db *db, int64_t id, int64_t now_us, bool *changed, struct err *e);

/* Raises the instant of the latest use. */
MUST_CHECK enum rc tokens_see(struct db *db, int64_t id, int64_t used_at_us, struct err *e);

/* Marks those that have expired by now as revoked at their expiry, so that no clock brings them back. */
MUST_CHECK enum rc tokens_expire(struct db *db, int64_t now_us, struct err *e);

/* Revokes every token of this name, of whatever organisation. */
MUST_CHECK enum rc tokens_revoke_named(struct db *db, const char *name, int64_t now_us, struct err *e);
