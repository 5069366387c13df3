/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/target.h"

#include "base/attr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/un.h>

#include <cmocka.h>

static const struct {
    const char *name, *text;
    bool is_public;
} cases[] = {
    {"an address of the Internet", "93.184.216.34", true},
    {"this machine", "127.0.0.1", false},
    {"all of this machine", "127.255.255.254", false},
    {"no address", "0.0.0.0", false},
    {"private 10", "10.1.2.3", false},
    {"just below private 10", "9.255.255.255", true},
    {"just above private 10", "11.0.0.0", true},
    {"private 172", "172.16.0.1", false},
    {"the end of private 172", "172.31.255.255", false},
    {"just above private 172", "172.32.0.0", true},
    {"just below private 172", "172.15.255.255", true},
    {"private 192", "192.168.1.1", false},
    {"a provider's shared network", "100.64.0.1", false},
    {"just above it", "100.128.0.0", true},
    {"link-local, where clouds keep secrets", "169.254.169.254", false},
    {"documentation", "192.0.2.1", false},
    {"documentation 2", "198.51.100.7", false},
    {"documentation 3", "203.0.113.9", false},
    {"benchmarks", "198.19.0.1", false},
    {"multicast", "224.0.0.1", false},
    {"reserved", "240.0.0.1", false},
    {"broadcast", "255.255.255.255", false},
    {"an address of the Internet, IPv6", "2606:2800:220:1:248:1893:25c8:1946", true},
    {"this machine, IPv6", "::1", false},
    {"no address, IPv6", "::", false},
    {"link-local, IPv6", "fe80::1", false},
    {"unique local", "fd00::1", false},
    {"site-local", "fec0::1", false},
    {"multicast, IPv6", "ff02::1", false},
    {"documentation, IPv6", "2001:db8::1", false},
    {"Teredo", "2001::1", false},
    {"not Teredo", "2001:4860:4860::8888", true},
    {"this machine, mapped", "::ffff:127.0.0.1", false},
    {"the Internet, mapped", "::ffff:93.184.216.34", true},
    {"this machine, compatible", "::127.0.0.1", false},
    {"private, by NAT64", "64:ff9b::10.0.0.1", false},
    {"the Internet, by NAT64", "64:ff9b::93.184.216.34", true},
    {"private, by 6to4", "2002:c0a8:0101::1", false},
    {"the Internet, by 6to4", "2002:5db8:d822::1", true},
};

static void test_which_addresses_are_public(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sockaddr_in v4 = {.sin_family = AF_INET};
        struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
        const bool is_v4 = inet_pton(AF_INET, cases[i].text, &v4.sin_addr) == 1;
        assert_true(is_v4 || inet_pton(AF_INET6, cases[i].text, &v6.sin6_addr) == 1);
        const struct sockaddr *const address = is_v4 ? (const struct sockaddr *)&v4 : (const struct sockaddr *)&v6;
        if (target_is_public(address) != cases[i].is_public) {
            fail_msg("%s: %s", cases[i].name, cases[i].text);
        }
    }
}

static void test_other_families_are_not(void **state)
{
    (void)state;
    const struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "/run/secret"};
    assert_false(target_is_public((const struct sockaddr *)&local));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which_addresses_are_public),
        cmocka_unit_test(test_other_families_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
