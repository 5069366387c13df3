/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/secret.h"

#include "base/hex.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_the_form_of_a_secret(void **state)
{
    (void)state;
    static const char *const heads[] = {"esc_live_", "esc_test_"};
    for (int test = 0; test < 2; test++) {
        char secret[TOKEN_TEXT_SIZE];
        memset(secret, '#', sizeof secret);
        token_make(test == 1, secret);
        assert_int_equal(strlen(secret), 9 + 43);
        assert_memory_equal(secret, heads[test], 9);
        for (size_t i = 9; i < strlen(secret); i++) {
            assert_true(isalnum((unsigned char)secret[i]));
        }
    }
}

static void test_secrets_differ_and_use_every_character(void **state)
{
    (void)state;
    bool seen[256] = {false};
    size_t characters = 0;
    char secrets[100][TOKEN_TEXT_SIZE];
    for (size_t i = 0; i < 100; i++) {
        token_make(false, secrets[i]);
        for (size_t other = 0; other < i; other++) {
            assert_string_not_equal(secrets[i], secrets[other]);
        }
        for (const char *at = secrets[i] + 9; *at != '\0'; at++) {
            characters += !seen[(unsigned char)*at];
            seen[(unsigned char)*at] = true;
        }
    }
    /* 4300 draws of 62: that one of them is missing happens once in 10^28 runs. */
    assert_int_equal(characters, 62);
}

static void test_the_hash_is_sha_256(void **state)
{
    (void)state;
    unsigned char hash[TOKEN_HASH_BYTES];
    char digits[2 * TOKEN_HASH_BYTES + 1] = "";
    token_hash(STR("abc"), hash);
    hex_encode(hash, sizeof hash, digits);
    assert_string_equal(digits, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    token_hash(STR(""), hash);
    hex_encode(hash, sizeof hash, digits);
    assert_string_equal(digits, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_the_hint_tells_four_characters(void **state)
{
    (void)state;
    char hint[TOKEN_HINT_SIZE];
    token_hint("esc_live_ab12CD34ef", hint);
    assert_string_equal(hint, "esc_live_ab12");
    token_hint("short", hint);
    assert_string_equal(hint, "short");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_form_of_a_secret),
        cmocka_unit_test(test_secrets_differ_and_use_every_character),
        cmocka_unit_test(test_the_hash_is_sha_256),
        cmocka_unit_test(test_the_hint_tells_four_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
