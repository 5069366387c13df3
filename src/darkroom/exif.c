/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/exif.h"

#include <stdbool.h>
#include <string.h>

#define TAG_ORIENTATION 0x0112U
#define TYPE_SHORT 3U
#define ENTRY_BYTES 12U
#define UPRIGHT 1U

struct block {
    const unsigned char *data;
    size_t length;
    bool is_little; /* the low byte of a number comes first */
};

/* A number of 2 or 4 bytes; 0 beyond the end. */
static unsigned long number(const struct block *block, size_t at, size_t bytes)
{
    unsigned long value = 0;
    if (at > block->length || block->length - at < bytes) {
        return 0;
    }
    for (size_t i = 0; i < bytes; i++) {
        value = value << 8 | block->data[at + (block->is_little ? bytes - 1 - i : i)];
    }
    return value;
}

static unsigned find_orientation(const struct block *block)
{
    const size_t directory = number(block, 4, 4);
    const unsigned long count = number(block, directory, 2);
    for (unsigned long i = 0; i < count; i++) {
        const size_t entry = directory + 2 + i * ENTRY_BYTES;
        if (entry > block->length) {
            break;
        }
        if (number(block, entry, 2) == TAG_ORIENTATION && number(block, entry + 2, 2) == TYPE_SHORT) {
            return (unsigned)number(block, entry + 8, 2);
        }
    }
    return UPRIGHT;
}

unsigned exif_orientation(const unsigned char *data, size_t length)
{
    struct block block = {.data = data, .length = length};
    if (length < 8) {
        return UPRIGHT;
    }
    block.is_little = memcmp(data, "II*\0", 4) == 0;
    if (!block.is_little && memcmp(data, "MM\0*", 4) != 0) {
        return UPRIGHT;
    }
    const unsigned found = find_orientation(&block);
    return found >= 1 && found <= 8 ? found : UPRIGHT;
}
