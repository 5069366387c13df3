/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/code.h"

#include <string.h>

bool code_find(const struct code *codes, size_t count, struct str key, size_t *out)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal_fold(str_of(codes[i].key), key)) {
            *out = i;
            return true;
        }
    }
    return false;
}

static size_t append(char *out, size_t used, size_t capacity, const char *text)
{
    const size_t length = strlen(text);
    const size_t room = capacity - used - 1;
    const size_t taken = length < room ? length : room;
    memcpy(out + used, text, taken);
    out[used + taken] = '\0';
    return used + taken;
}

void code_list(const struct code *codes, size_t count, char *out, size_t capacity)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const char *const joint = i == 0 ? "" : i + 1 == count ? " or " : ", ";
        used = append(out, used, capacity, joint);
        used = append(out, used, capacity, codes[i].key);
    }
}
