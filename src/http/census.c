/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/census.h"

#include "base/random.h"

#include <pthread.h>
#include <sodium/crypto_shorthash.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHAINS 1024

/* A client with at least one connection. */
struct client {
    struct client *next;
    struct ip address;
    unsigned open;
};

struct census {
    unsigned total_max;
    unsigned per_address_max;
    atomic_uint open;
    pthread_mutex_t mutex;
    unsigned char secret[crypto_shorthash_KEYBYTES];
    struct client *chains[CHAINS];
};

struct census *census_new(unsigned total, unsigned per_address)
{
    struct census *const census = calloc(1, sizeof *census);
    if (census == NULL) {
        return NULL;
    }
    census->total_max = total;
    census->per_address_max = per_address;
    random_bytes(census->secret, sizeof census->secret);
    (void)pthread_mutex_init(&census->mutex, NULL);
    return census;
}

void census_free(struct census *census)
{
    if (census == NULL) {
        return;
    }
    for (size_t i = 0; i < CHAINS; i++) {
        while (census->chains[i] != NULL) {
            struct client *const client = census->chains[i];
            census->chains[i] = client->next;
            free(client);
        }
    }
    (void)pthread_mutex_destroy(&census->mutex);
    free(census);
}

/* Where the client is linked, or would be. */
static struct client **find_link(struct census *census, const struct ip *address)
{
    unsigned char hash[crypto_shorthash_BYTES];
    (void)crypto_shorthash(hash, address->bytes, sizeof address->bytes, census->secret);
    uint64_t number = 0;
    memcpy(&number, hash, sizeof number);
    struct client **link = &census->chains[number % CHAINS];
    while (*link != NULL && !ip_equal(&(*link)->address, address)) {
        link = &(*link)->next;
    }
    return link;
}

/* With the mutex held. */
static enum census_answer count_client(struct census *census, const struct ip *address)
{
    struct client **const link = find_link(census, address);
    if (*link == NULL) {
        *link = calloc(1, sizeof **link);
        if (*link == NULL) {
            return CENSUS_NO_MEMORY;
        }
        (*link)->address = *address;
    }
    if ((*link)->open >= census->per_address_max) {
        return CENSUS_ADDRESS_FULL;
    }
    (*link)->open++;
    return CENSUS_ADMITTED;
}

enum census_answer census_enter(struct census *census, const struct ip *client)
{
    if (atomic_fetch_add(&census->open, 1) >= census->total_max) {
        atomic_fetch_sub(&census->open, 1);
        return CENSUS_FULL;
    }
    if (client == NULL || census->per_address_max == 0) {
        return CENSUS_ADMITTED;
    }
    (void)pthread_mutex_lock(&census->mutex);
    const enum census_answer answer = count_client(census, client);
    (void)pthread_mutex_unlock(&census->mutex);
    if (answer != CENSUS_ADMITTED) {
        atomic_fetch_sub(&census->open, 1);
    }
    return answer;
}

void census_leave(struct census *census, const struct ip *client)
{
    atomic_fetch_sub(&census->open, 1);
    if (client == NULL || census->per_address_max == 0) {
        return;
    }
    (void)pthread_mutex_lock(&census->mutex);
    struct client **const link = find_link(census, client);
    if (*link != NULL && --(*link)->open == 0) {
        struct client *const gone = *link;
        *link = gone->next;
        free(gone);
    }
    (void)pthread_mutex_unlock(&census->mutex);
}

unsigned census_open(const struct census *census)
{
    return atomic_load(&census->open);
}
