/* SPDX-License-Identifier: EUPL-1.2 */
/* Sealing secrets with the router's key, and holding key and database to each other. */
#include "registries.h"

#include "registry/sealed.h"

#include <string.h>

static struct str seal(struct session *session, const char *purpose, int64_t owner_id, struct str plain)
{
    struct str sealed = {NULL, 0};
    MUST(sealed_make(session, purpose, owner_id, plain, &sealed, &e));
    return sealed;
}

static void test_what_was_sealed_opens_for_the_same_alone(void **state)
{
    AUTO(office_close) struct office office;
    struct str out = {NULL, 0};
    office_open(&office, *state);
    struct session *const session = office_act(&office, office.writer, NULL);
    const struct str sealed = seal(session, "totp", 5, STR("a secret"));
    const struct str again = seal(session, "totp", 5, STR("a secret"));
    assert_int_equal(sealed.length, again.length);
    assert_memory_not_equal(sealed.data, again.data, sealed.length);
    assert_null(memmem(sealed.data, sealed.length, "secret", 6));
    MUST(sealed_open(session, "totp", 5, sealed, &out, &e));
    assert_string_equal(out.data, "a secret");
    assert_int_equal(out.length, 8);
    MUST(sealed_open(session, "totp", 5, seal(session, "totp", 5, STR("")), &out, &e));
    assert_int_equal(out.length, 0);
    REFUSED(sealed_open(session, "totp", 6, sealed, &out, &e), RC_INTERNAL, "SE-0500", "", "the sealed secret totp:6");
    REFUSED(sealed_open(session, "service", 5, sealed, &out, &e), RC_INTERNAL, "SE-0500", "", "the sealed secret service:5");
}

static void test_damaged_secrets_do_not_open(void **state)
{
    AUTO(office_close) struct office office;
    struct str out = {NULL, 0};
    office_open(&office, *state);
    struct session *const session = office_act(&office, office.writer, NULL);
    const struct str sealed = seal(session, "totp", 5, STR("a secret"));
    for (size_t i = 0; i < sealed.length; i++) {
        char *const damaged = arena_text(session->arena, sealed.data, sealed.length);
        assert_non_null(damaged);
        damaged[i] = (char)(damaged[i] ^ 1);
        REFUSED(sealed_open(session, "totp", 5, (struct str){damaged, sealed.length}, &out, &e), RC_INTERNAL, "SE-0500", "", "can't be");
        REFUSED(sealed_open(session, "totp", 5, (struct str){sealed.data, i}, &out, &e), RC_INTERNAL, "SE-0500", "", "can't be opened");
    }
}

static void test_without_or_with_another_key_nothing_opens(void **state)
{
    static const unsigned char other_key[REGISTRY_KEY_BYTES] = {9};
    const struct registry_settings settings = {.key = other_key};
    AUTO(office_close) struct office office;
    AUTO(office_close) struct office other;
    struct str out = {NULL, 0};
    bool has_sealed = true;
    office_open(&office, *state);
    struct session *const session = office_act(&office, office.writer, NULL);
    MUST(registry_check_key(session, &has_sealed, &e));
    assert_false(has_sealed);
    office_open_again(&other, *state, &settings);
    MUST(registry_check_key(office_act(&other, other.reader, NULL), &has_sealed, &e));
    const struct str sealed = seal(session, "totp", 5, STR("a secret"));
    (void)seal(session, "totp", 6, STR("another"));
    MUST(registry_check_key(session, &has_sealed, &e));
    assert_true(has_sealed);
    struct session *const stranger = office_act(&other, other.writer, NULL);
    REFUSED(sealed_open(stranger, "totp", 5, sealed, &out, &e), RC_INTERNAL, "SE-0500", "", "can't be opened");
    REFUSED(registry_check_key(stranger, &has_sealed, &e), RC_UNAVAILABLE, "SE-0503", "key-file", "put the right file in its place");
    REFUSED(sealed_make(stranger, "totp", 5, STR("x"), &out, &e), RC_UNAVAILABLE, "SE-0503", "key-file", "put the right file in its place");
    other.registry->has_key = false;
    REFUSED(sealed_open(stranger, "totp", 5, sealed, &out, &e), RC_UNAVAILABLE, "SE-0503", "key-file", "the router runs without its key");
    REFUSED(sealed_make(stranger, "totp", 5, STR("x"), &out, &e), RC_UNAVAILABLE, "SE-0503", "key-file", "the router runs without its key");
    MUST(registry_check_key(stranger, &has_sealed, &e));
    assert_true(has_sealed);
}

static void test_keyed_hashes_tell_nothing_without_the_key(void **state)
{
    static const unsigned char other_key[REGISTRY_KEY_BYTES] = {9};
    const struct registry_settings settings = {.key = other_key};
    AUTO(office_close) struct office office;
    AUTO(office_close) struct office other;
    unsigned char hashes[5][KEYED_HASH_BYTES];
    office_open(&office, *state);
    office_open_again(&other, *state, &settings);
    struct session *const session = office_act(&office, office.reader, NULL);
    MUST(keyed_hash(session, "address", STR("192.0.2.1"), hashes[0], &e));
    MUST(keyed_hash(session, "address", STR("192.0.2.1"), hashes[1], &e));
    MUST(keyed_hash(session, "address", STR("192.0.2.2"), hashes[2], &e));
    MUST(keyed_hash(session, "account", STR("192.0.2.1"), hashes[3], &e));
    MUST(keyed_hash(office_act(&other, other.reader, NULL), "address", STR("192.0.2.1"), hashes[4], &e));
    assert_memory_equal(hashes[0], hashes[1], KEYED_HASH_BYTES);
    for (size_t i = 2; i < COUNT_OF(hashes); i++) {
        assert_memory_not_equal(hashes[0], hashes[i], KEYED_HASH_BYTES);
    }
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_what_was_sealed_opens_for_the_same_alone),
        CONTRACT_TEST(test_damaged_secrets_do_not_open),
        CONTRACT_TEST(test_without_or_with_another_key_nothing_opens),
        CONTRACT_TEST(test_keyed_hashes_tell_nothing_without_the_key),
    };
    return CONTRACT_RUN("registry sealed", tests);
}
