/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/random.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

void random_bytes(void *out, size_t count)
{
    unsigned char *at = out;
    while (count > 0) {
        const ssize_t got = getrandom(at, count, 0);
        if (got < 0 && errno != EINTR) {
            abort(); /* no kernel that we run on lacks it, and going on with predictable bytes would be worse */
        }
        if (got > 0) {
            at += got;
            count -= (size_t)got;
        }
    }
}
