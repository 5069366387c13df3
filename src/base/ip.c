/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/ip.h"

#include <arpa/inet.h>
#include <limits.h>
#include <netinet/in.h>
#include <string.h>

#define BLOCK_TEXT_SIZE (IP_TEXT_SIZE + 8)

static const unsigned char mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

static bool is_mapped(const struct ip *address)
{
    return memcmp(address->bytes, mapped_prefix, sizeof mapped_prefix) == 0;
}

static void set_mapped(struct ip *out, const void *four_bytes)
{
    memcpy(out->bytes, mapped_prefix, sizeof mapped_prefix);
    memcpy(out->bytes + sizeof mapped_prefix, four_bytes, 4);
}

bool ip_of_socket(const struct sockaddr *from, struct ip *out)
{
    if (from->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, from, sizeof v4);
        set_mapped(out, &v4.sin_addr);
        return true;
    }
    if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, from, sizeof v6);
        memcpy(out->bytes, &v6.sin6_addr, sizeof out->bytes);
        return true;
    }
    return false;
}

/* Leaves the bare address of "192.0.2.1:80", "[2001:db8::1]:80" and "[2001:db8::1]". */
static struct str without_port(struct str text)
{
    if (text.length > 0 && text.data[0] == '[') {
        const char *const end = memchr(text.data, ']', text.length);
        return end == NULL ? text : (struct str){text.data + 1, (size_t)(end - text.data) - 1};
    }
    const char *const colon = text.length == 0 ? NULL : memchr(text.data, ':', text.length);
    const size_t before = colon == NULL ? text.length : (size_t)(colon - text.data);
    const bool one_colon = colon != NULL && memchr(colon + 1, ':', text.length - before - 1) == NULL;
    return one_colon ? (struct str){text.data, before} : text;
}

bool ip_parse(struct str text, struct ip *out)
{
    const struct str bare = without_port(str_trim(text));
    char copy[IP_TEXT_SIZE];
    if (bare.length == 0 || bare.length >= sizeof copy || memchr(bare.data, '\0', bare.length) != NULL) {
        return false;
    }
    memcpy(copy, bare.data, bare.length);
    copy[bare.length] = '\0';
    unsigned char four_bytes[4];
    if (inet_pton(AF_INET, copy, four_bytes) == 1) {
        set_mapped(out, four_bytes);
        return true;
    }
    return inet_pton(AF_INET6, copy, out->bytes) == 1;
}

void ip_format(const struct ip *address, char out[IP_TEXT_SIZE])
{
    const bool v4 = is_mapped(address);
    const void *const from = v4 ? address->bytes + sizeof mapped_prefix : address->bytes;
    if (inet_ntop(v4 ? AF_INET : AF_INET6, from, out, IP_TEXT_SIZE) == NULL) {
        out[0] = '\0';
    }
}

bool ip_equal(const struct ip *a, const struct ip *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

struct ip ip_client(const struct ip *address)
{
    struct ip client = *address;
    if (!is_mapped(address)) {
        memset(client.bytes + 8, 0, 8);
    }
    return client;
}

static enum rc refuse_block(const char *text, struct err *e)
{
    return err_set(e, RC_INVALID, "", "", "\"%.60s\" is no address or block of addresses; expected something like 10.0.0.0/8", text);
}

enum rc ip_block_parse(const char *text, struct ip_block *out, struct err *e)
{
    struct str bits_text = str_of(text);
    const struct str base = str_cut(&bits_text, '/');
    if (!ip_parse(base, &out->base)) {
        return refuse_block(text, e);
    }
    const unsigned offset = is_mapped(&out->base) ? 96 : 0;
    long long bits = 128 - (long long)offset;
    const bool has_bits = bits_text.data != NULL;
    if (has_bits && (!str_to_int64(bits_text, &bits) || bits < 0 || bits > 128 - (long long)offset)) {
        return refuse_block(text, e);
    }
    out->bits = (unsigned)bits + offset;
    return RC_OK;
}

static bool block_has(const struct ip_block *block, const struct ip *address)
{
    const unsigned bytes = block->bits / CHAR_BIT;
    const unsigned rest = block->bits % CHAR_BIT;
    if (memcmp(block->base.bytes, address->bytes, bytes) != 0) {
        return false;
    }
    if (rest == 0) {
        return true;
    }
    const unsigned different = (unsigned)(block->base.bytes[bytes] ^ address->bytes[bytes]);
    return different >> (CHAR_BIT - rest) == 0;
}

bool ip_blocks_have(const struct ip_blocks *blocks, const struct ip *address)
{
    for (size_t i = 0; i < blocks->count; i++) {
        if (block_has(&blocks->items[i], address)) {
            return true;
        }
    }
    return false;
}

/* Cuts the next block off a list; false when it is none. */
static bool next_block(struct str *list, struct ip_block *out)
{
    const struct str one = str_trim(str_cut(list, ','));
    char text[BLOCK_TEXT_SIZE];
    struct err e = {0};
    if (one.length == 0 || one.length >= sizeof text) {
        return false;
    }
    memcpy(text, one.data, one.length);
    text[one.length] = '\0';
    return ip_block_parse(text, out, &e) == RC_OK;
}

enum rc ip_list_check(struct str list, struct err *e)
{
    struct str rest = list;
    struct ip_block block;
    size_t count = 0;
    while (rest.data != NULL) {
        const struct str before = rest;
        if (!next_block(&rest, &block) || ++count > IP_LIST_MAX) {
            return err_set(e, RC_INVALID, "ER-1012", "networks",
                "\"%.*s\" is no list of up to %d addresses or blocks of them by comma, such as 192.0.2.0/24, 2001:db8::/32",
                str_shown(before, 60), before.data, IP_LIST_MAX);
        }
    }
    return count > 0 ? RC_OK : err_set(e, RC_INVALID, "ER-1012", "networks", "no network is named");
}

bool ip_list_has(struct str list, struct str address)
{
    struct ip wanted;
    struct ip_block block;
    if (!ip_parse(address, &wanted)) {
        return false;
    }
    while (list.data != NULL) {
        if (next_block(&list, &block) && block_has(&block, &wanted)) {
            return true;
        }
    }
    return false;
}

/* Takes the last part of a comma-separated list. */
static struct str cut_last(struct str *rest)
{
    const char *const comma = rest->length == 0 ? NULL : memrchr(rest->data, ',', rest->length);
    const struct str whole = *rest;
    if (comma == NULL) {
        *rest = (struct str){NULL, 0};
        return whole;
    }
    const size_t before = (size_t)(comma - whole.data);
    *rest = (struct str){whole.data, before};
    return (struct str){comma + 1, whole.length - before - 1};
}

struct ip ip_behind(const struct ip_blocks *trusted, const struct ip *peer, struct str forwarded_for)
{
    struct ip found = *peer;
    while (forwarded_for.data != NULL && ip_blocks_have(trusted, &found)) {
        struct ip next;
        if (!ip_parse(cut_last(&forwarded_for), &next)) {
            break;
        }
        found = next;
    }
    return found;
}
