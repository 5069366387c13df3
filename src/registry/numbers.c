/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/numbers.h"

#include "base/random.h"
#include "registry/batch.h"

enum rc registry_make_numbers(struct session *session, unsigned prefix, const char *pic, struct escn *out, size_t count, struct err *e)
{
    const int64_t now_ticks = (int64_t)escn_ticks(session->now_us / 1000);
    int64_t first = 0;
    if (batch_claim(session, now_ticks, (int64_t)count, &first, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < count; i++) {
        unsigned short clock = 0;
        random_bytes(&clock, sizeof clock);
        if (escn_build((uint64_t)first + i, clock, prefix, pic, &out[i], e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}
