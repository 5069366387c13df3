/* SPDX-License-Identifier: EUPL-1.2 */
/* After any history the counts that were kept are those that counting anew gives. */
#include "dice.h"
#include "stores.h"

#define ORGANISATIONS 3
#define CARDS 900
#define STEPS 12000

struct history {
    struct store store;
    struct dice dice;
    int64_t organisations[ORGANISATIONS];
    int64_t persons[ORGANISATIONS]; /* one each, enrolled there */
    struct card cards[CARDS];
    size_t count;
    int64_t enrolments[ORGANISATIONS];
};

static void begin(struct history *h, void **state)
{
    static const char *const identifiers[ORGANISATIONS] = {"999999991", "999999992", "999999993"};
    *h = (struct history){.store = store_connect(*state), .dice = {20261122}};
    MUST(db_begin(h->store.db, DB_WRITE, &e));
    for (size_t i = 0; i < ORGANISATIONS; i++) {
        h->organisations[i] = add_organisation(h->store.db, identifiers[i]);
        h->persons[i] = add_person(h->store.db, identifiers[i]);
        (void)add_enrolment(h->store.db, h->persons[i], h->organisations[i]);
        h->enrolments[i] = 1;
    }
}

/* Days around the turns of years, which the counters tell apart, and at both ends of the calendar. */
static int32_t some_day(struct history *h)
{
    static const struct civil_date turns[] = {{2027, 1, 1}, {2028, 1, 1}, {1970, 1, 1}, {2000, 1, 1}, {1, 1, 2}, {9999, 12, 30}};
    return day_of_date(turns[dice_roll(&h->dice, COUNT_OF(turns))]) + (int32_t)dice_roll(&h->dice, 3) - 1;
}

static void choose_values(struct history *h, struct card *card)
{
    card->type = (enum card_type)dice_roll(&h->dice, CARD_TYPE_COUNT);
    card->status = (enum card_status)dice_roll(&h->dice, CARD_EXPIRED);
    card->issued_day = some_day(h);
    card->expires_day = card->issued_day + 1;
}

static void issue(struct history *h)
{
    /* One has most of the cards, so that its list goes over several buckets. */
    const size_t owner = dice_roll(&h->dice, 4) > 0 ? 0 : dice_roll(&h->dice, ORGANISATIONS);
    struct card *const card = &h->cards[h->count];
    *card =
        (struct card){.escn = number_of((int64_t)h->count), .issuer_id = h->organisations[owner], .person_id = h->persons[owner], .seq = 1};
    choose_values(h, card);
    enter_card(h->store.db, card);
    MUST(cards_insert(h->store.db, card, NOW, &e));
    h->count++;
}

static void change(struct history *h, struct card *card)
{
    MUST(counters_add(h->store.db, card, -1, &e));
    choose_values(h, card);
    MUST(counters_add(h->store.db, card, 1, &e));
    MUST(cards_update(h->store.db, card, NOW, &e));
}

static void reissue(struct history *h, struct card *card)
{
    card->deleted_at_us = 0;
    enter_card(h->store.db, card);
    MUST(cards_update(h->store.db, card, NOW, &e));
}

static void enrol_somebody(struct history *h)
{
    char esi[16];
    const size_t at = dice_roll(&h->dice, ORGANISATIONS);
    (void)snprintf(esi, sizeof esi, "%zu-%d", at, (int)h->enrolments[at]);
    (void)add_enrolment(h->store.db, add_person(h->store.db, esi), h->organisations[at]);
    h->enrolments[at]++;
}

static void step(struct history *h)
{
    struct card *const card = &h->cards[dice_roll(&h->dice, h->count)];
    switch (dice_roll(&h->dice, 4)) {
    case 0:
        if (h->count < CARDS) {
            issue(h);
        }
        break;
    case 1:
        if (card->deleted_at_us == 0) {
            change(h, card);
        }
        break;
    case 2:
        if (card->deleted_at_us == 0) {
            drop_card(h->store.db, card);
        } else {
            reissue(h, card);
        }
        break;
    default:
        if (dice_roll(&h->dice, 8) == 0) {
            enrol_somebody(h);
        }
        break;
    }
}

/* All that the counts tell. */
struct sums {
    struct counters counters;
    int64_t entries[ORGANISATIONS][2];
    struct list_place places[ORGANISATIONS][2][40];
};

static void read_sums(struct history *h, struct sums *out)
{
    static const enum list_kind lists[] = {LIST_ENROLMENTS, LIST_CARDS};
    MUST(counters_list(h->store.db, &h->store.arena, &out->counters, &e));
    for (size_t i = 0; i < ORGANISATIONS; i++) {
        for (size_t list = 0; list < 2; list++) {
            MUST(lists_count(h->store.db, h->organisations[i], lists[list], &out->entries[i][list], &e));
            for (size_t at = 0; at < 40; at++) {
                MUST(lists_find(h->store.db, h->organisations[i], lists[list], (int64_t)at * 17, &out->places[i][list][at], &e));
            }
        }
    }
}

static void assert_same(const struct sums *a, const struct sums *b)
{
    assert_int_equal(a->counters.count, b->counters.count);
    for (size_t i = 0; i < a->counters.count; i++) {
        const struct counter *const left = &a->counters.items[i];
        const struct counter *const right = &b->counters.items[i];
        if (left->organisation_id != right->organisation_id || left->year != right->year || left->type != right->type ||
            left->status != right->status || left->cards != right->cards) {
            fail_msg("counter %zu: year %d, type %d, %d cards, counted anew year %d, type %d, %d cards", i, left->year, left->type,
                (int)left->cards, right->year, right->type, (int)right->cards);
        }
    }
    for (size_t i = 0; i < ORGANISATIONS * 2; i++) {
        assert_int_equal(a->entries[i / 2][i % 2], b->entries[i / 2][i % 2]);
        for (size_t at = 0; at < 40; at++) {
            const struct list_place *const left = &a->places[i / 2][i % 2][at];
            const struct list_place *const right = &b->places[i / 2][i % 2][at];
            assert_true(left->found == right->found && left->seq == right->seq && left->skip == right->skip);
        }
    }
}

static void assert_sound(struct history *h)
{
    for (enum doctor_check check = CHECK_HEADS; check < CHECK_COUNT; check++) {
        assert_int_equal(wrong_rows(h->store.db, check), 0);
    }
}

/* The naive count. */
static int64_t cards_there(const struct history *h, size_t owner)
{
    int64_t there = 0;
    for (size_t i = 0; i < h->count; i++) {
        there += h->cards[i].issuer_id == h->organisations[owner] && h->cards[i].deleted_at_us == 0;
    }
    return there;
}

static void test_counting_anew_gives_what_was_kept(void **state)
{
    static struct history h;
    static struct sums kept;
    static struct sums anew;
    begin(&h, state);
    issue(&h);
    for (int i = 0; i < STEPS; i++) {
        step(&h);
    }
    assert_sound(&h);
    read_sums(&h, &kept);
    for (size_t i = 0; i < ORGANISATIONS; i++) {
        assert_int_equal(kept.entries[i][0], h.enrolments[i]);
        assert_int_equal(kept.entries[i][1], cards_there(&h, i));
    }
    assert_true(kept.places[0][1][0].seq >= 2 * LIST_BUCKET_SPAN - 1);
    MUST(lists_rebuild(h.store.db, 1, &e));
    MUST(counters_rebuild(h.store.db, &e));
    read_sums(&h, &anew);
    assert_same(&kept, &anew);
    assert_sound(&h);
    for (int i = 0; i < 500; i++) {
        step(&h);
    }
    assert_sound(&h);
    store_close(&h.store);
}

static void test_every_year_is_counted_alike(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    static const struct civil_date dates[] = {{1, 1, 1}, {1, 12, 31}, {2, 1, 1}, {999, 6, 1}, {1582, 10, 10}, {1900, 2, 28}, {1969, 12, 31},
        {1970, 1, 1}, {2000, 2, 29}, {2026, 12, 31}, {2027, 1, 1}, {9999, 1, 1}, {9999, 12, 31}};
    const int64_t issuer = add_organisation(store.db, "999999991");
    const int64_t person = add_person(store.db, "a");
    struct counters kept = {0};
    struct counters anew = {0};
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        struct card card = {.escn = number_of((int64_t)i), .person_id = person, .issuer_id = issuer};
        card.issued_day = card.expires_day = day_of_date(dates[i]);
        enter_card(store.db, &card);
        MUST(cards_insert(store.db, &card, NOW, &e));
    }
    MUST(counters_list(store.db, &store.arena, &kept, &e));
    MUST(counters_rebuild(store.db, &e));
    MUST(counters_list(store.db, &store.arena, &anew, &e));
    assert_int_equal(kept.count, 11);
    assert_int_equal(anew.count, 11);
    for (size_t i = 0; i < kept.count; i++) {
        assert_int_equal(kept.items[i].year, anew.items[i].year);
        assert_int_equal(kept.items[i].cards, anew.items[i].cards);
    }
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_counting_anew_gives_what_was_kept),
        CONTRACT_TEST(test_every_year_is_counted_alike),
    };
    return CONTRACT_RUN("store history", tests);
}
