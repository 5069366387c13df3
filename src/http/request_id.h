/* SPDX-License-Identifier: EUPL-1.2 */
/* Names for requests: unique without asking anybody. */
#pragma once

#include "base/str.h"
#include "http/http.h"

#include <stdbool.h>
#include <stdint.h>

/* One thread at a time. */
struct request_ids {
    char prefix[16]; /* random for this thread and start */
    uint64_t next;
};

void request_ids_init(struct request_ids *ids);

/* 32 hexadecimal digits and NUL. */
void request_ids_next(struct request_ids *ids, char out[HTTP_REQUEST_ID_SIZE]);

/* Whether a name that a client brought may be used: 1 to 32 of A-Z a-z 0-9 _ -. */
bool request_id_is_valid(struct str id);
