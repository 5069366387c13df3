/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/ip.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name, *text;
    const char *formatted; /* NULL: no address */
} addresses[] = {
    {"IPv4", "192.0.2.1", "192.0.2.1"},
    {"IPv4 with a port", "192.0.2.1:8080", "192.0.2.1"},
    {"IPv6", "2001:db8::1", "2001:db8::1"},
    {"IPv6 is shortened", "2001:0DB8:0:0:0:0:0:1", "2001:db8::1"},
    {"IPv6 in brackets", "[2001:db8::1]", "2001:db8::1"},
    {"IPv6 in brackets with a port", "[2001:db8::1]:443", "2001:db8::1"},
    {"a mapped address is IPv4", "::ffff:192.0.2.1", "192.0.2.1"},
    {"blanks around", " 192.0.2.1 ", "192.0.2.1"},
    {"a name", "router.example", NULL},
    {"unknown, as some proxies write", "unknown", NULL},
    {"too large a number", "192.0.2.256", NULL},
    {"empty", "", NULL},
    {"only a bracket", "[", NULL},
    {"longer than any", "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111", NULL},
};

static void test_addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct ip address;
        char text[IP_TEXT_SIZE];
        const bool parsed = ip_parse(str_of(addresses[i].text), &address);
        if (parsed != (addresses[i].formatted != NULL)) {
            fail_msg("%s: \"%s\" was %s", addresses[i].name, addresses[i].text, parsed ? "accepted" : "refused");
        }
        if (parsed) {
            ip_format(&address, text);
            assert_string_equal(text, addresses[i].formatted);
        }
    }
}

static const struct {
    const char *name, *block, *address;
    bool has;
} blocks[] = {
    {"a network", "10.0.0.0/8", "10.255.0.1", true},
    {"outside", "10.0.0.0/8", "11.0.0.1", false},
    {"a single address", "192.0.2.7", "192.0.2.7", true},
    {"its neighbour", "192.0.2.7", "192.0.2.6", false},
    {"bits within a byte", "192.0.2.128/25", "192.0.2.200", true},
    {"just below", "192.0.2.128/25", "192.0.2.127", false},
    {"everything of IPv4", "0.0.0.0/0", "203.0.113.9", true},
    {"IPv4's everything is not IPv6's", "0.0.0.0/0", "2001:db8::1", false},
    {"IPv6", "2001:db8::/32", "2001:db8:1::1", true},
    {"IPv6 outside", "2001:db8::/32", "2001:db9::1", false},
    {"a mapped address", "127.0.0.0/8", "::ffff:127.0.0.1", true},
    {"everything", "::/0", "192.0.2.1", true},
};

static void test_blocks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        struct ip_block block;
        struct ip address;
        struct err e;
        assert_int_equal(ip_block_parse(blocks[i].block, &block, &e), RC_OK);
        assert_true(ip_parse(str_of(blocks[i].address), &address));
        const struct ip_blocks list = {&block, 1};
        if (ip_blocks_have(&list, &address) != blocks[i].has) {
            fail_msg("%s: %s, %s", blocks[i].name, blocks[i].block, blocks[i].address);
        }
    }
}

static void test_what_is_no_block(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "proxy", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "2001:db8::/129"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct ip_block block;
        struct err e;
        assert_int_equal(ip_block_parse(texts[i], &block, &e), RC_INVALID);
        assert_non_null(strstr(e.msg, "is no address or block of addresses; expected something like 10.0.0.0/8"));
    }
}

static const struct {
    const char *name, *forwarded, *client;
} chains[] = {
    {"the client", "203.0.113.9", "203.0.113.9"},
    {"a proxy behind a proxy", "203.0.113.9, 10.0.0.2", "203.0.113.9"},
    {"what a client invents is not believed", "198.51.100.1, 203.0.113.9", "203.0.113.9"},
    {"with ports", "203.0.113.9:4711", "203.0.113.9"},
    {"IPv6", "[2001:db8::9]:4711", "2001:db8::9"},
    {"nothing usable", "unknown", "10.0.0.1"},
    {"nonsense before proxies", "nonsense, 10.0.0.2", "10.0.0.2"},
    {"only proxies", "10.0.0.3, 10.0.0.2", "10.0.0.3"},
    {"empty", "", "10.0.0.1"},
    {"empty parts", "203.0.113.9,", "10.0.0.1"},
};

static void test_chains_of_proxies(void **state)
{
    (void)state;
    struct ip_block block;
    struct ip peer;
    struct err e;
    assert_int_equal(ip_block_parse("10.0.0.0/8", &block, &e), RC_OK);
    assert_true(ip_parse(STR("10.0.0.1"), &peer));
    const struct ip_blocks trusted = {&block, 1};
    for (size_t i = 0; i < sizeof chains / sizeof chains[0]; i++) {
        char text[IP_TEXT_SIZE];
        const struct ip client = ip_behind(&trusted, &peer, str_of(chains[i].forwarded));
        ip_format(&client, text);
        if (strcmp(text, chains[i].client) != 0) {
            fail_msg("%s: \"%s\" gave %s", chains[i].name, chains[i].forwarded, text);
        }
    }
}

static void test_sockets(void **state)
{
    (void)state;
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xC0000201)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    const struct sockaddr other = {.sa_family = AF_UNIX};
    struct ip address;
    char text[IP_TEXT_SIZE];
    assert_true(ip_of_socket((const struct sockaddr *)&v4, &address));
    ip_format(&address, text);
    assert_string_equal(text, "192.0.2.1");
    assert_true(ip_of_socket((const struct sockaddr *)&v6, &address));
    ip_format(&address, text);
    assert_string_equal(text, "::1");
    assert_false(ip_of_socket(&other, &address));
}

static void test_one_client_is_one_network(void **state)
{
    (void)state;
    struct ip a;
    struct ip b;
    assert_true(ip_parse(STR("2001:db8:0:1:aaaa::1"), &a));
    assert_true(ip_parse(STR("2001:db8:0:1:bbbb::2"), &b));
    a = ip_client(&a);
    b = ip_client(&b);
    assert_true(ip_equal(&a, &b));
    assert_true(ip_parse(STR("192.0.2.1"), &a));
    assert_true(ip_parse(STR("192.0.2.2"), &b));
    a = ip_client(&a);
    b = ip_client(&b);
    assert_false(ip_equal(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_what_is_no_block),
        cmocka_unit_test(test_chains_of_proxies),
        cmocka_unit_test(test_sockets),
        cmocka_unit_test(test_one_client_is_one_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
