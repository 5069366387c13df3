/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of cards: what goes in comes out, versions guard every change, a number stands once. */
#include "stores.h"

struct world {
    struct store store;
    int64_t issuer, other, processor, person;
};

static struct world begin(void **state)
{
    struct world w = {.store = store_connect(*state)};
    w.issuer = add_organisation(w.store.db, "999999991");
    w.other = add_organisation(w.store.db, "999999992");
    w.processor = add_organisation(w.store.db, "B99999999");
    w.person = add_person(w.store.db, "urn:schac:personaluniquecode:int:esi:fr:1");
    return w;
}

static void end(struct world *w)
{
    store_close(&w->store);
}

static struct card get(struct world *w, int64_t id)
{
    struct card card = {0};
    bool found = false;
    MUST(cards_get(w->store.db, &w->store.arena, id, &card, &found, &e));
    assert_true(found);
    return card;
}

static void assert_same(const struct card *a, const struct card *b)
{
    assert_int_equal(a->id, b->id);
    assert_memory_equal(&a->escn, &b->escn, sizeof a->escn);
    assert_int_equal(a->person_id, b->person_id);
    assert_int_equal(a->issuer_id, b->issuer_id);
    assert_int_equal(a->processor_id, b->processor_id);
    assert_int_equal(a->seq, b->seq);
    assert_int_equal(a->type, b->type);
    assert_int_equal(a->status, b->status);
    assert_int_equal(a->display_name == NULL, b->display_name == NULL);
    assert_string_equal(a->display_name == NULL ? "" : a->display_name, b->display_name == NULL ? "" : b->display_name);
    assert_string_equal(a->uid == NULL ? "-" : a->uid, b->uid == NULL ? "-" : b->uid);
    assert_int_equal(a->issued_day, b->issued_day);
    assert_int_equal(a->expires_day, b->expires_day);
    assert_int_equal(a->deleted_at_us, b->deleted_at_us);
    assert_int_equal(a->version, b->version);
}

static void test_a_card_comes_back_as_it_went_in(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct card full = {
        .escn = number_of(1),
        .person_id = w.person,
        .issuer_id = w.issuer,
        .processor_id = w.processor,
        .seq = 7,
        .type = CARD_SMART_PASSIVE_EMULATION,
        .status = CARD_INACTIVE,
        .display_name = "\xc5\x81ukasz \xe6\x9d\x8e\xe9\x9b\xb7",
        .uid = "04A1B2C3D4E580",
        .issued_day = DAY_MIN,
        .expires_day = DAY_MAX,
    };
    struct card bare = {.escn = number_of(2), .person_id = w.person, .issuer_id = w.issuer, .seq = 8, .expires_day = 1};
    MUST(cards_insert(w.store.db, &full, NOW, &e));
    MUST(cards_insert(w.store.db, &bare, NOW, &e));
    assert_true(bare.id > full.id && full.id > 0);
    assert_int_equal(full.version, 1);
    const struct card first = get(&w, full.id);
    const struct card second = get(&w, bare.id);
    assert_same(&first, &full);
    assert_same(&second, &bare);
}

static void test_a_card_is_found_by_its_number(void **state)
{
    AUTO(end) struct world w = begin(state);
    const struct card card = add_card(w.store.db, 1, w.person, w.issuer);
    const struct escn unknown = number_of(2);
    struct card out = {0};
    bool found = false;
    MUST(cards_get_by_number(w.store.db, &w.store.arena, &card.escn, &out, &found, &e));
    assert_true(found);
    assert_same(&out, &card);
    MUST(cards_get_by_number(w.store.db, &w.store.arena, &unknown, &out, &found, &e));
    assert_false(found);
    MUST(cards_get(w.store.db, &w.store.arena, card.id + 1, &out, &found, &e));
    assert_false(found);
}

static void test_a_number_stands_once(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct card again = add_card(w.store.db, 1, w.person, w.issuer);
    again.issuer_id = w.other;
    REFUSED(cards_insert(w.store.db, &again, NOW, &e), RC_CONFLICT, "", "card.escn", "a row with the same card.escn exists already");
    again.escn = number_of(2);
    again.issuer_id = w.issuer;
    REFUSED(cards_insert(w.store.db, &again, NOW, &e), RC_CONFLICT, "", "card.issuer_id,seq", "exists already");
}

static void test_everything_that_can_change_is_written(void **state)
{
    AUTO(end) struct world w = begin(state);
    const int64_t heir = add_person(w.store.db, "urn:schac:personaluniquecode:int:esi:fr:2");
    struct card card = add_card(w.store.db, 1, w.person, w.issuer);
    card.person_id = heir;
    card.processor_id = w.processor;
    card.seq = 99;
    card.type = CARD_PASSIVE;
    card.status = CARD_INACTIVE;
    card.display_name = "A. Lovelace";
    card.uid = "04:a1";
    card.issued_day -= 10;
    card.expires_day += 10;
    card.deleted_at_us = NOW + 5;
    MUST(cards_update(w.store.db, &card, NOW + 5, &e));
    assert_int_equal(card.version, 2);
    struct card out = get(&w, card.id);
    assert_same(&out, &card);

    card.person_id = 0;
    card.processor_id = 0;
    card.display_name = NULL;
    card.deleted_at_us = 0;
    MUST(cards_update(w.store.db, &card, NOW + 6, &e));
    out = get(&w, card.id);
    assert_same(&out, &card);
    assert_int_equal(sql_number(*state, "SELECT created_at_us FROM card"), NOW);
    assert_int_equal(sql_number(*state, "SELECT updated_at_us FROM card"), NOW + 6);
}

static void test_a_lost_update_is_refused(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct card mine = add_card(w.store.db, 1, w.person, w.issuer);
    struct card theirs = get(&w, mine.id);
    theirs.status = CARD_INACTIVE;
    MUST(cards_update(w.store.db, &theirs, NOW, &e));
    mine.type = CARD_PASSIVE;
    REFUSED(cards_update(w.store.db, &mine, NOW, &e), RC_CONFLICT, "ER-0005", "",
        "the card was changed by somebody else at the same moment, read it again");
    assert_int_equal(mine.version, 1);
    const struct card out = get(&w, mine.id);
    assert_same(&out, &theirs);

    struct card nowhere = {.id = mine.id + 100, .version = 1, .issuer_id = w.issuer};
    REFUSED(cards_update(w.store.db, &nowhere, NOW, &e), RC_CONFLICT, "ER-0005", "", "changed by somebody else");
}

static void test_the_cards_of_a_person_are_those_that_are_there(void **state)
{
    AUTO(end) struct world w = begin(state);
    const int64_t stranger = add_person(w.store.db, "urn:schac:personaluniquecode:int:esi:fr:2");
    struct cards cards = {0};
    MUST(cards_list_by_person(w.store.db, &w.store.arena, w.person, &cards, &e));
    assert_int_equal(cards.count, 0);
    struct card made[6];
    for (int i = 0; i < 6; i++) {
        made[i] = add_card(w.store.db, i, i == 2 ? stranger : w.person, i % 2 == 0 ? w.issuer : w.other);
    }
    drop_card(w.store.db, &made[4]);
    MUST(cards_list_by_person(w.store.db, &w.store.arena, w.person, &cards, &e));
    static const int expected[] = {5, 3, 1, 0};
    assert_int_equal(cards.count, COUNT_OF(expected));
    for (size_t i = 0; i < cards.count; i++) {
        assert_same(&cards.items[i], &made[expected[i]]);
    }
}

static void test_a_stretch_of_an_issuers_list(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct card made[12];
    for (int i = 0; i < 12; i++) {
        made[i] = add_card(w.store.db, i, w.person, i % 3 == 2 ? w.other : w.issuer);
    }
    drop_card(w.store.db, &made[7]); /* place 6 of the issuer's eight */
    static const struct {
        const char *name;
        int64_t seq;
        size_t skip, limit;
        int expected[8]; /* indexes, -1 ends */
    } cases[] = {
        {"from the newest", 999, 0, 3, {10, 9, 6, -1}},
        {"passing over some", 999, 2, 3, {6, 4, 3, -1}},
        {"from a place", 5, 0, 2, {6, 4, -1}},
        {"from a place that is empty now", 6, 0, 2, {6, 4, -1}},
        {"to the end", 3, 0, 100, {3, 1, 0, -1}},
        {"past the end", 3, 3, 100, {-1}},
        {"below the first place", 0, 0, 100, {-1}},
        {"none asked for", 999, 0, 0, {-1}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cards cards = {0};
        MUST(cards_list_from(w.store.db, &w.store.arena, w.issuer, cases[i].seq, cases[i].skip, cases[i].limit, &cards, &e));
        for (size_t at = 0; at <= cards.count; at++) {
            const int64_t found = at == cards.count ? -1 : cards.items[at].id - made[0].id;
            if (found != cases[i].expected[at]) {
                fail_msg("%s: at %zu is %d, expected %d", cases[i].name, at, (int)found, cases[i].expected[at]);
            }
        }
    }
}

static void test_a_person_is_forgotten(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct card mine = add_card(w.store.db, 1, w.person, w.issuer);
    struct card gone = add_card(w.store.db, 2, w.person, w.other);
    drop_card(w.store.db, &gone);
    MUST(cards_forget_person(w.store.db, w.person, &e));
    assert_int_equal(get(&w, mine.id).person_id, 0);
    assert_int_equal(get(&w, gone.id).person_id, 0);
    assert_int_equal(get(&w, mine.id).version, mine.version + 1);
    MUST(persons_delete(w.store.db, w.person, &e));
}

static void test_a_number_that_was_damaged_is_our_fault(void **state)
{
    AUTO(end) struct world w = begin(state);
    const struct card card = add_card(w.store.db, 1, w.person, w.issuer);
    struct card out = {0};
    bool found = false;
    MUST(db_script(w.store.db, "UPDATE card SET escn = 'short'", &e));
    REFUSED(cards_get(w.store.db, &w.store.arena, card.id, &out, &found, &e), RC_INTERNAL, "SE-0500", "",
        "the number of the stored card 1 is damaged");
}

static void test_references_are_kept(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct card card = {.escn = number_of(1), .person_id = w.person + 1, .issuer_id = w.issuer, .seq = 1};
    struct err e = {0};
    assert_int_equal(cards_insert(w.store.db, &card, NOW, &e), RC_INTERNAL);
    card.person_id = w.person;
    card.issuer_id = 999;
    assert_int_equal(cards_insert(w.store.db, &card, NOW, &e), RC_INTERNAL);
    card = add_card(w.store.db, 1, w.person, w.issuer);
    assert_int_equal(persons_delete(w.store.db, w.person, &e), RC_INTERNAL);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_card_comes_back_as_it_went_in),
        CONTRACT_TEST(test_a_card_is_found_by_its_number),
        CONTRACT_TEST(test_a_number_stands_once),
        CONTRACT_TEST(test_everything_that_can_change_is_written),
        CONTRACT_TEST(test_a_lost_update_is_refused),
        CONTRACT_TEST(test_the_cards_of_a_person_are_those_that_are_there),
        CONTRACT_TEST(test_a_stretch_of_an_issuers_list),
        CONTRACT_TEST(test_a_person_is_forgotten),
        CONTRACT_TEST(test_a_number_that_was_damaged_is_our_fault),
        CONTRACT_TEST(test_references_are_kept),
    };
    return CONTRACT_RUN("store cards", tests);
}
