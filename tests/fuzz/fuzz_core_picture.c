/* SPDX-License-Identifier: EUPL-1.2 */
/* The first bytes of files that are sent as pictures. */
#include "fuzz.h"

#include "core/picture.h"

#include <stdbool.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct picture_head head;
    const bool good = picture_examine((struct str){(const char *)data, size}, &head, &e) == RC_OK;
    if (!good) {
        PROMISE((e.rc == RC_INVALID || e.rc == RC_TOO_LARGE) && e.code[0] != '\0' && e.msg[0] != '\0');
        return 0;
    }
    PROMISE(head.format < PICTURE_FORMAT_COUNT && head.width > 0 && head.height > 0);
    PROMISE((uint64_t)head.width * head.height <= PICTURE_PIXELS_MAX);
    return 0;
}
