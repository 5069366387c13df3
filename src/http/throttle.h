/* SPDX-License-Identifier: EUPL-1.2 */
/* Limits how often something may happen for each of any number of keys, in a fixed amount of memory: token buckets in a table. */
#pragma once

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Any thread may use it. A key that hasn't been seen for long may be forgotten, which gives it a full bucket again; keys that are being
 * held back are forgotten last. */
struct throttle;

/* `slots` keys are remembered at least (rounded up); each may take `burst` at once and gains `rate_per_s` a second. NULL when there is no
 * memory. */
struct throttle *throttle_new(size_t slots, double rate_per_s, double burst);
void throttle_free(struct throttle *throttle);

/* A key for a text (an address, a token's identifier), secret to this table so that nobody can choose texts that collide. */
uint64_t throttle_key(const struct throttle *throttle, struct str text);

/* Takes one token; `now_us` is of a clock that doesn't jump. False when there is none: *retry_after_s (at least 1) tells when there will
 * be. */
bool throttle_take(struct throttle *throttle, uint64_t key, int64_t now_us, int *retry_after_s);

/* Bytes held, whatever was asked. */
size_t throttle_bytes(const struct throttle *throttle);
