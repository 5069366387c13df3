/* SPDX-License-Identifier: EUPL-1.2 */
/* Remembers the outcome of sorted and searched lists as plain ids, so that a client that walks through the pages pays for sorting once. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Shared by all threads. */
struct result_cache;

/* NULL when there is no memory. Holds up to about `bytes`, forgetting what was not asked for longest. */
struct result_cache *result_cache_new(size_t bytes);
void result_cache_free(struct result_cache *cache);

/* Copies up to `limit` ids from `offset` on of the result kept under this key and stamp. False when there is none. */
bool result_cache_find(
    struct result_cache *cache, const char *key, uint64_t stamp, size_t offset, size_t limit, int64_t *ids, size_t *count, size_t *total);

/* Keeps a result; takes over `ids` (from malloc) in any case. */
void result_cache_put(struct result_cache *cache, const char *key, uint64_t stamp, int64_t *ids, size_t total);
