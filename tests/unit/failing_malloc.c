/* SPDX-License-Identifier: EUPL-1.2 */
#include "failing_malloc.h"

#include <stddef.h>

void *__real_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes);

static long left = -1;

void malloc_fail_at(long more)
{
    left = more;
}

void *__wrap_malloc(size_t bytes)
{
    if (left >= 0 && left-- == 0) {
        return NULL;
    }
    return __real_malloc(bytes);
}
