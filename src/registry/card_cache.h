/* SPDX-License-Identifier: EUPL-1.2 */
/* A session's memory of public card facts, so that a card that is asked for again costs no database read. */
#pragma once

#include "core/card.h"

#include <stdbool.h>

/* One session's; not shared by threads. About 5 MB. */
struct card_cache;

struct card_cache *card_cache_new(void);
void card_cache_free(struct card_cache *cache);

/* What is kept of a card: no texts, no person. */
struct card_facts {
    struct escn escn;
    int32_t issued_day;
    int32_t expires_day;
    int32_t issuer_id;
    unsigned char type;
    unsigned char status;
};

/* True, with *out filled, when the facts were kept under this very stamp (registry_card_stamp). */
bool card_cache_find(const struct card_cache *cache, const struct escn *escn, unsigned stamp, struct card_facts *out);

/* Keeps facts that were read after the stamp was taken. */
void card_cache_put(struct card_cache *cache, const struct card_facts *facts, unsigned stamp);
