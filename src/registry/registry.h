/* SPDX-License-Identifier: EUPL-1.2 */
/* What all threads of a router share: settings, and stamps that tell when something read before has changed. */
#pragma once

#include "base/err.h"
#include "esc/escn.h"
#include "registry/uses.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What hashing a password costs: Argon2id's passes over its memory. */
struct password_cost {
    unsigned long long operations; /* 0: the usual */
    size_t memory_bytes;
};

struct registry_settings {
    const char *database; /* "sqlite:PATH" */
    bool any_number;      /* admits card numbers that don't conform, for a migration */
    bool temporary;       /* the database is thrown away at the end: no waiting for the disk */
    bool bulk;            /* sessions that write are for filling: a large cache */
    struct password_cost password_cost;
    const unsigned char *key; /* REGISTRY_KEY_BYTES by which secrets are sealed, copied; NULL: the router runs without */
    bool services_allow_http; /* services may be called without TLS */
    int32_t new_logo_day;     /* from this day on, cards of issuers without the new logo show INACTIVE */
};

#define REGISTRY_KEY_BYTES 32

#define REGISTRY_CARD_STAMPS 65536U
#define REGISTRY_LIST_STAMPS 1024U

#define REGISTRY_OUTBOX_READERS 2 /* who waits for something to be in the outbox */

struct result_cache;
struct reads;
struct visits;

/* Stamps only grow. A reader takes the stamp before it reads; what it kept is still true while the stamp is the same. */
struct registry {
    struct registry_settings settings;
    atomic_uint changes;                           /* counts whatever is told; raised before the stamp itself */
    atomic_uint directory_stamp;                   /* organisations, mandates, legal documents */
    atomic_uint outside_stamp;                     /* anything, by another process */
    atomic_uint card_stamps[REGISTRY_CARD_STAMPS]; /* by number */
    atomic_uint list_stamps[REGISTRY_LIST_STAMPS]; /* by organisation */
    struct result_cache *results;
    struct rosters *rosters;
    struct reads *reads;
    atomic_uint erasures;  /* counts transactions that took something personal away */
    struct visits *visits; /* verifications that are not written down yet */
    struct uses token_uses, login_uses;
    sem_t hashing; /* how many may hash a password at the same moment */
    bool has_key;
    unsigned char key[REGISTRY_KEY_BYTES];
    int outbox_fds[REGISTRY_OUTBOX_READERS];
};

/* The texts of `settings` are borrowed. */
MUST_CHECK enum rc registry_open(const struct registry_settings *settings, struct registry **out, struct err *e);
void registry_close(struct registry *registry);

/* The stamp under which facts of a card may be kept. */
unsigned registry_card_stamp(struct registry *registry, const struct escn *escn);

/* The stamp of the lists of some organisations together. */
uint64_t registry_list_stamp(struct registry *registry, const int64_t *organisation_ids, size_t count);
void registry_touch_card(struct registry *registry, const struct escn *escn);
void registry_touch_list(struct registry *registry, int64_t organisation_id);
void registry_touch_directory(struct registry *registry);

/* An eventfd for the reader of this number, 0 or 1: readable when there may be something new in the outbox. */
int registry_outbox_fd(const struct registry *registry, unsigned reader);

/* There is something in the outbox: wakes who waits. */
void registry_touch_outbox(struct registry *registry);

/* Another process has written something: nothing that was kept is trusted any more. */
void registry_touch_all(struct registry *registry, bool directory);
