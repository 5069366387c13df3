/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/request_id.h"

#include "base/hex.h"
#include "base/random.h"

#include <string.h>

void request_ids_init(struct request_ids *ids)
{
    unsigned char bytes[8];
    random_bytes(bytes, sizeof bytes);
    hex_encode(bytes, sizeof bytes, ids->prefix);
    random_bytes(&ids->next, sizeof ids->next);
}

void request_ids_next(struct request_ids *ids, char out[HTTP_REQUEST_ID_SIZE])
{
    /* An odd factor visits every number before one comes again; neighbours look nothing alike. */
    const uint64_t mixed = ids->next++ * UINT64_C(0xD6E8FEB86659FD93);
    unsigned char bytes[8];
    memcpy(bytes, &mixed, sizeof bytes);
    memcpy(out, ids->prefix, sizeof ids->prefix);
    hex_encode(bytes, sizeof bytes, out + sizeof ids->prefix);
    out[HTTP_REQUEST_ID_SIZE - 1] = '\0';
}

bool request_id_is_valid(struct str id)
{
    if (id.length == 0 || id.length >= HTTP_REQUEST_ID_SIZE) {
        return false;
    }
    for (size_t i = 0; i < id.length; i++) {
        const char c = id.data[i];
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
            return false;
        }
    }
    return true;
}
