/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/card_cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A number that differs for each `index` in its first bytes, as numbers do. */
static struct card_facts facts_of(uint32_t index)
{
    struct card_facts facts = {
        .escn = {{0, 0, 0, 0, 0xcb, 0x98, 0x10, 0x35, 0xa1, 0x9b, 0x00, 0x19, 0x99, 0x85, 0x96, 0x08}},
        .issued_day = (int32_t)index,
        .expires_day = (int32_t)index + 1,
        .issuer_id = 3,
        .type = CARD_SMART_CDZ,
        .status = CARD_INACTIVE,
    };
    memcpy(facts.escn.bytes, &index, sizeof index);
    return facts;
}

static void assert_same(const struct card_facts *a, const struct card_facts *b)
{
    assert_true(escn_equal(&a->escn, &b->escn));
    assert_int_equal(a->issued_day, b->issued_day);
    assert_int_equal(a->expires_day, b->expires_day);
    assert_int_equal(a->issuer_id, b->issuer_id);
    assert_int_equal(a->type, b->type);
    assert_int_equal(a->status, b->status);
}

static void test_facts_come_back_under_their_stamp(void **state)
{
    (void)state;
    struct card_cache *const cache = card_cache_new();
    const struct card_facts facts = facts_of(7);
    struct card_facts out = {0};
    assert_false(card_cache_find(cache, &facts.escn, 0, &out));
    card_cache_put(cache, &facts, 5);
    assert_true(card_cache_find(cache, &facts.escn, 5, &out));
    assert_same(&out, &facts);
    assert_false(card_cache_find(cache, &facts.escn, 4, &out));
    assert_false(card_cache_find(cache, &facts.escn, 6, &out));
    card_cache_free(cache);
}

static void test_no_number_is_known_before_it_was_put(void **state)
{
    (void)state;
    struct card_cache *const cache = card_cache_new();
    const struct escn zeros = {{0}};
    struct card_facts out;
    assert_false(card_cache_find(cache, &zeros, 0, &out));
    card_cache_free(cache);
}

static void test_new_facts_hide_old_ones(void **state)
{
    (void)state;
    struct card_cache *const cache = card_cache_new();
    struct card_facts facts = facts_of(7);
    struct card_facts out = {0};
    for (unsigned stamp = 1; stamp < 20; stamp++) {
        facts.expires_day = (int32_t)stamp;
        card_cache_put(cache, &facts, stamp);
        assert_true(card_cache_find(cache, &facts.escn, stamp, &out));
        assert_int_equal(out.expires_day, stamp);
        assert_false(card_cache_find(cache, &facts.escn, stamp - 1, &out) && out.expires_day != (int32_t)stamp - 1);
    }
    card_cache_free(cache);
}

/* What is found is always the card asked for; most of a set of 20,000 stays. */
static void test_many_cards(void **state)
{
    (void)state;
    const uint32_t cards = 20000;
    struct card_cache *const cache = card_cache_new();
    uint32_t kept = 0;
    for (uint32_t i = 0; i < cards; i++) {
        const struct card_facts facts = facts_of(i);
        card_cache_put(cache, &facts, 1);
    }
    for (uint32_t i = 0; i < 10 * cards; i++) {
        const struct card_facts facts = facts_of(i);
        struct card_facts out = {0};
        if (card_cache_find(cache, &facts.escn, 1, &out)) {
            assert_same(&out, &facts);
            assert_true(i < cards);
            kept++;
        }
    }
    assert_in_range(kept, cards * 99 / 100, cards);
    card_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts_come_back_under_their_stamp),
        cmocka_unit_test(test_no_number_is_known_before_it_was_put),
        cmocka_unit_test(test_new_facts_hide_old_ones),
        cmocka_unit_test(test_many_cards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
