/* SPDX-License-Identifier: EUPL-1.2 */
/* An answer that is kept for a while, to be given again when the same request comes again under the same key. */
#pragma once

#include <stdint.h>

#define ANSWER_HASH_BYTES 32

/* The numbers are stored. */
enum answer_state {
    ANSWER_RUNNING = 0, /* not complete yet, or broken off */
    ANSWER_DONE = 1,
    ANSWER_ERASED = 2, /* it held data of a person who has been erased since */
    ANSWER_SEALED = 3  /* done, its body sealed with the router's key because it holds a secret */
};

/* What tells a request from others: its sender's key, and all that the request consists of. Kept as hashes, because either may hold
 * personal data. */
struct answer_claim {
    unsigned char key[ANSWER_HASH_BYTES];
    unsigned char request[ANSWER_HASH_BYTES];
};

struct answer {
    int64_t id;
    int64_t organisation_id; /* of the asker */
    struct answer_claim claim;
    enum answer_state state;
    int status;
    const char *headers; /* "Name: value" lines; NULL for none */
    int64_t person_id;   /* whose data it holds; 0: nobody's */
    int64_t created_at_us;
};
