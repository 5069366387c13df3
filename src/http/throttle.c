/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/throttle.h"

#include "base/random.h"

#include <pthread.h>
#include <sodium/crypto_shorthash.h>
#include <stdlib.h>
#include <string.h>

/* A key lives in one of the few places of its row. */
#define PLACES 4
#define LOCKS 32

struct bucket {
    uint64_t key;
    int64_t filled_us; /* when `tokens` was true; 0: never */
    double tokens;
};

struct row {
    struct bucket places[PLACES];
};

struct throttle {
    double rate_per_us;
    double burst;
    size_t rows; /* a power of two */
    unsigned char secret[crypto_shorthash_KEYBYTES];
    pthread_mutex_t locks[LOCKS];
    struct row table[];
};

static size_t rows_for(size_t slots)
{
    size_t rows = LOCKS;
    while (rows * PLACES < slots) {
        rows *= 2;
    }
    return rows;
}

struct throttle *throttle_new(size_t slots, double rate_per_s, double burst)
{
    const size_t rows = rows_for(slots);
    struct throttle *const throttle = calloc(1, sizeof *throttle + rows * sizeof(struct row));
    if (throttle == NULL) {
        return NULL;
    }
    throttle->rate_per_us = rate_per_s / 1e6;
    throttle->burst = burst;
    throttle->rows = rows;
    random_bytes(throttle->secret, sizeof throttle->secret);
    for (size_t i = 0; i < LOCKS; i++) {
        (void)pthread_mutex_init(&throttle->locks[i], NULL);
    }
    return throttle;
}

void throttle_free(struct throttle *throttle)
{
    if (throttle == NULL) {
        return;
    }
    for (size_t i = 0; i < LOCKS; i++) {
        (void)pthread_mutex_destroy(&throttle->locks[i]);
    }
    free(throttle);
}

uint64_t throttle_key(const struct throttle *throttle, struct str text)
{
    _Static_assert(crypto_shorthash_BYTES == sizeof(uint64_t), "a key is one hash");
    unsigned char hash[crypto_shorthash_BYTES];
    (void)crypto_shorthash(hash, (const unsigned char *)text.data, text.length, throttle->secret);
    uint64_t key = 0;
    memcpy(&key, hash, sizeof key);
    return key;
}

static double tokens_now(const struct throttle *throttle, const struct bucket *bucket, int64_t now_us)
{
    if (bucket->filled_us == 0) {
        return throttle->burst;
    }
    const int64_t passed = now_us > bucket->filled_us ? now_us - bucket->filled_us : 0;
    const double tokens = bucket->tokens + (double)passed * throttle->rate_per_us;
    return tokens < throttle->burst ? tokens : throttle->burst;
}

/* The key's own place, else the one whose loss changes least: the fullest. */
static struct bucket *find_place(const struct throttle *throttle, struct row *row, uint64_t key, int64_t now_us)
{
    struct bucket *fullest = &row->places[0];
    for (size_t i = 0; i < PLACES; i++) {
        struct bucket *const place = &row->places[i];
        if (place->filled_us != 0 && place->key == key) {
            return place;
        }
        if (tokens_now(throttle, place, now_us) > tokens_now(throttle, fullest, now_us)) {
            fullest = place;
        }
    }
    *fullest = (struct bucket){.key = key, .filled_us = 0, .tokens = 0};
    return fullest;
}

static int seconds_until_token(const struct throttle *throttle, double tokens)
{
    const double wait_s = (1.0 - tokens) / (throttle->rate_per_us * 1e6);
    if (!(wait_s < 86400)) {
        return 86400;
    }
    const int whole = (int)wait_s;
    return whole < wait_s || whole == 0 ? whole + 1 : whole;
}

bool throttle_take(struct throttle *throttle, uint64_t key, int64_t now_us, int *retry_after_s)
{
    /* Keys may be plain numbers: spread them over the rows. */
    const uint64_t spread = key * UINT64_C(0x9E3779B97F4A7C15);
    const size_t at = (size_t)(spread >> 32) & (throttle->rows - 1);
    pthread_mutex_t *const lock = &throttle->locks[at % LOCKS];
    (void)pthread_mutex_lock(lock);
    struct bucket *const bucket = find_place(throttle, &throttle->table[at], key, now_us);
    const double tokens = tokens_now(throttle, bucket, now_us);
    const bool taken = tokens >= 1.0;
    bucket->tokens = taken ? tokens - 1.0 : tokens;
    bucket->filled_us = now_us > bucket->filled_us ? now_us : bucket->filled_us;
    (void)pthread_mutex_unlock(lock);
    *retry_after_s = taken ? 0 : seconds_until_token(throttle, tokens);
    return taken;
}

size_t throttle_bytes(const struct throttle *throttle)
{
    return sizeof *throttle + throttle->rows * sizeof(struct row);
}
