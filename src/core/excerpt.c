/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/excerpt.h"

#include <string.h>

const char *excerpt(const char *text, size_t length, char out[EXCERPT_SIZE])
{
    const size_t room = EXCERPT_SIZE - sizeof "...";
    const size_t shown = length < room ? length : room;
    for (size_t i = 0; i < shown; i++) {
        out[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
    }
    memcpy(out + shown, shown < length ? "..." : "", shown < length ? sizeof "..." : 1);
    return out;
}
