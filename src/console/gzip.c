/* SPDX-License-Identifier: EUPL-1.2 */
#include "console/gzip.h"

#include <stdint.h>
#include <string.h>
#include <zlib.h>

/* The parts of a file (RFC 1952): a head; blocks, of which the last says that it is; check sum and length. */
#define HEAD_BYTES 10U
#define LAST_BLOCK_BYTES 2U
#define TAIL_BYTES 8U

/* A block that is not packed (RFC 1951, 3.2.4): a byte that says so, its length, and that once more inverted. */
#define PLAIN_HEAD_BYTES 5U
#define PLAIN_MAX 65535U

static void *take_memory(void *arena, unsigned items, unsigned bytes)
{
    return arena_alloc_array(arena, items, bytes);
}

static void leave_memory(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

/* zlib only reads it. */
static unsigned char *readable(struct str text)
{
    union {
        const char *given;
        unsigned char *taken;
    } in = {.given = text.data};
    return in.taken;
}

bool gzip_pack(struct arena *arena, struct str text, struct str *out)
{
    z_stream stream = {.zalloc = take_memory, .zfree = leave_memory, .opaque = arena};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 12 + 16, 5, Z_DEFAULT_STRATEGY) != Z_OK) {
        return false;
    }
    const size_t room = deflateBound(&stream, text.length);
    unsigned char *const data = arena_alloc(arena, room);
    stream.next_in = readable(text);
    stream.avail_in = (unsigned)text.length;
    stream.next_out = data;
    stream.avail_out = (unsigned)room;
    const bool good = data != NULL && deflate(&stream, Z_FINISH) == Z_STREAM_END;
    if (good) {
        *out = (struct str){(const char *)data, stream.total_out};
    }
    (void)deflateEnd(&stream);
    return good;
}

static unsigned char *put(unsigned char *at, const void *data, size_t length)
{
    memcpy(at, data, length);
    return at + length;
}

static unsigned char *put_number(unsigned char *at, uint32_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        at[i] = (unsigned char)(number >> (8 * i));
    }
    return at + bytes;
}

static uint32_t number_at(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8U | (uint32_t)at[2] << 16U | (uint32_t)at[3] << 24U;
}

static unsigned char *put_plain(unsigned char *at, struct str text, bool is_last)
{
    *at++ = is_last ? 1 : 0;
    at = put_number(at, (uint32_t)text.length, 2);
    at = put_number(at, ~(uint32_t)text.length, 2);
    return put(at, text.data, text.length);
}

/* The check sum of the three after one another; the asset's own stands at its end. */
static uint32_t sum_of(struct str before, const struct asset *asset, struct str after)
{
    const uint32_t of_asset = number_at(asset->packed + asset->packed_length - TAIL_BYTES);
    uLong sum = crc32(0, readable(before), (unsigned)before.length);
    sum = crc32_combine(sum, of_asset, (z_off_t)asset->plain_length);
    return (uint32_t)crc32(sum, readable(after), (unsigned)after.length);
}

bool gzip_around(struct arena *arena, struct str before, const struct asset *asset, struct str after, struct str *out)
{
    const size_t blocks_length = asset->packed_length - HEAD_BYTES - LAST_BLOCK_BYTES - TAIL_BYTES;
    if (before.length > PLAIN_MAX || after.length > PLAIN_MAX) {
        return false;
    }
    const size_t room = HEAD_BYTES + 2 * PLAIN_HEAD_BYTES + before.length + blocks_length + after.length + TAIL_BYTES;
    unsigned char *const data = arena_alloc(arena, room);
    if (data == NULL) {
        return false;
    }
    unsigned char *at = put(data, asset->packed, HEAD_BYTES);
    at = put_plain(at, before, false);
    at = put(at, asset->packed + HEAD_BYTES, blocks_length);
    at = put_plain(at, after, true);
    at = put_number(at, sum_of(before, asset, after), 4);
    at = put_number(at, (uint32_t)(before.length + asset->plain_length + after.length), 4);
    *out = (struct str){(const char *)data, (size_t)(at - data)};
    return true;
}
