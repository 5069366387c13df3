/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/census.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Clients are letters; capitals leave, '-' is one that is not counted by address. Limits: 6 in all, 2 each. */
static const struct {
    const char *name, *steps;
    enum census_answer last;
} cases[] = {
    {"one connection", "a", CENSUS_ADMITTED},
    {"two of one client", "aa", CENSUS_ADMITTED},
    {"three of one client", "aaa", CENSUS_ADDRESS_FULL},
    {"another client has its own share", "aab", CENSUS_ADMITTED},
    {"who leaves makes room", "aaAa", CENSUS_ADMITTED},
    {"a refusal counts nothing", "aaaaAa", CENSUS_ADMITTED},
    {"all places taken", "aabbcc", CENSUS_ADMITTED},
    {"one too many", "aabbccd", CENSUS_FULL},
    {"a place is free again", "aabbccdAd", CENSUS_ADMITTED},
    {"clients that are not counted by address", "-----", CENSUS_ADMITTED},
    {"fill the house all the same", "-------", CENSUS_FULL},
};

static struct ip address_of_letter(char letter)
{
    return (struct ip){.bytes = {[15] = (unsigned char)letter}};
}

static enum census_answer step(struct census *census, char letter)
{
    if (letter == '-') {
        return census_enter(census, NULL);
    }
    if (letter >= 'A' && letter <= 'Z') {
        const struct ip leaving = address_of_letter((char)(letter - 'A' + 'a'));
        census_leave(census, &leaving);
        return CENSUS_ADMITTED;
    }
    const struct ip coming = address_of_letter(letter);
    return census_enter(census, &coming);
}

static void test_counting(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct census *const census = census_new(6, 2);
        enum census_answer answer = CENSUS_NO_MEMORY;
        for (const char *at = cases[i].steps; *at != '\0'; at++) {
            answer = step(census, *at);
        }
        if (answer != cases[i].last) {
            fail_msg("%s: %s gave %d", cases[i].name, cases[i].steps, (int)answer);
        }
        census_free(census);
    }
}

static void test_no_limit_of_one_client(void **state)
{
    (void)state;
    struct census *const census = census_new(1000, 0);
    const struct ip client = address_of_letter('a');
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(census_enter(census, &client), CENSUS_ADMITTED);
    }
    assert_int_equal(census_enter(census, &client), CENSUS_FULL);
    assert_int_equal(census_open(census), 1000);
    for (int i = 0; i < 1000; i++) {
        census_leave(census, &client);
    }
    assert_int_equal(census_open(census), 0);
    census_free(census);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counting),
        cmocka_unit_test(test_no_limit_of_one_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
