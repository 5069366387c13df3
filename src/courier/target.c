/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/target.h"

#include "base/attr.h"

#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

/* The networks of IPv4 that are not of the public Internet (IANA's registry of special purposes, and multicast). */
static const struct {
    unsigned char base[4];
    unsigned bits;
} special[] = {
    {{0, 0, 0, 0}, 8},
    {{10, 0, 0, 0}, 8},
    {{100, 64, 0, 0}, 10},
    {{127, 0, 0, 0}, 8},
    {{169, 254, 0, 0}, 16},
    {{172, 16, 0, 0}, 12},
    {{192, 0, 0, 0}, 24},
    {{192, 0, 2, 0}, 24},
    {{192, 88, 99, 0}, 24},
    {{192, 168, 0, 0}, 16},
    {{198, 18, 0, 0}, 15},
    {{198, 51, 100, 0}, 24},
    {{203, 0, 113, 0}, 24},
    {{224, 0, 0, 0}, 3},
};

static uint32_t word_of(const unsigned char bytes[4])
{
    return (uint32_t)bytes[0] << 24U | (uint32_t)bytes[1] << 16U | (uint32_t)bytes[2] << 8U | (uint32_t)bytes[3];
}

static bool is_public_v4(const unsigned char bytes[4])
{
    const uint32_t word = word_of(bytes);
    for (size_t i = 0; i < COUNT_OF(special); i++) {
        if ((word ^ word_of(special[i].base)) >> (32U - special[i].bits) == 0) {
            return false;
        }
    }
    return true;
}

static bool begins_with(const unsigned char bytes[16], const unsigned char *head, size_t count)
{
    return memcmp(bytes, head, count) == 0;
}

/* Global unicast is 2000::/3. Addresses that lead to one of IPv4 are judged by that one. */
static bool is_public_v6(const unsigned char bytes[16])
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const unsigned char nat64[12] = {0, 0x64, 0xFF, 0x9B};
    static const unsigned char documentation[4] = {0x20, 0x01, 0x0D, 0xB8};
    static const unsigned char protocols[2] = {0x20, 0x01}; /* with a third byte below 2: 2001::/23, Teredo among them */
    static const unsigned char six_to_four[2] = {0x20, 0x02};
    if (begins_with(bytes, mapped, sizeof mapped) || begins_with(bytes, nat64, sizeof nat64)) {
        return is_public_v4(bytes + 12);
    }
    if (begins_with(bytes, six_to_four, sizeof six_to_four)) {
        return is_public_v4(bytes + 2);
    }
    return (bytes[0] & 0xE0U) == 0x20U && !begins_with(bytes, documentation, sizeof documentation) &&
        !(begins_with(bytes, protocols, sizeof protocols) && bytes[2] < 2);
}

bool target_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        unsigned char bytes[4];
        memcpy(bytes, &in.sin_addr, sizeof bytes);
        return is_public_v4(bytes);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        return is_public_v6(in.sin6_addr.s6_addr);
    }
    return false;
}
