/* SPDX-License-Identifier: EUPL-1.2 */
/* Statistics against the cards themselves, over histories of all that can happen to them, on days before and after. */
#include "dice.h"
#include "registries.h"

#include "base/day.h"
#include "base/log.h"
#include "registry/public.h"
#include "registry/statistics.h"
#include "registry/visits.h"
#include "registry/writer.h"

#include <stdio.h>

static struct statistics of(struct office *office, const char *actor, int32_t day)
{
    struct statistics out;
    struct session *const session = office_act(office, office->reader, actor);
    session->today = day;
    MUST(registry_statistics(session, NULL, &out, &e));
    return out;
}

static struct statistics in_public(struct office *office)
{
    struct statistics out;
    MUST(registry_public_statistics(office_act(office, office->reader, NULL), &out, &e));
    return out;
}

/* Counts by SQL over the cards: `what` and `where` go around the cards of one issuer or all ("%"). */
static int64_t naive(const struct contract *contract, const char *what, const char *issuer, int32_t day, const char *where)
{
    char sql[600];
    (void)snprintf(sql, sizeof sql,
        "SELECT %s FROM card c JOIN organisation o ON o.id = c.issuer_id "
        "LEFT JOIN enrolment e ON e.person_id = c.person_id AND e.organisation_id = c.issuer_id "
        "WHERE o.identifier LIKE '%s' AND %s AND %d = %d",
        what, issuer, where, day, day);
    char *at = strstr(sql, "DAY");
    while (at != NULL) {
        char number[12];
        (void)snprintf(number, sizeof number, "%05d", day);
        memmove(at + 5, at + 3, strlen(at + 3) + 1);
        memcpy(at, number, 5);
        at = strstr(sql, "DAY");
    }
    return office_number(contract, sql);
}

#define ACTIVE "c.deleted_at_us IS NULL AND c.status = 0 AND c.expires_day >= DAY"

static int64_t sum_years(const struct year_counts *years)
{
    int64_t sum = 0;
    for (size_t i = 0; i < years->count; i++) {
        sum += years->items[i].cards;
    }
    return sum;
}

static void compare_months(const struct contract *contract, const struct figures *found, const char *issuer, int32_t day)
{
    char where[120];
    const struct civil_date date = day_to_date(day);
    const int32_t first = day - date.day + 1;
    const int32_t before = first - day_to_date(first - 1).day;
    int32_t after = first + 28;
    while (day_to_date(after).day != 1) {
        after++;
    }
    (void)snprintf(where, sizeof where, "c.issued_day >= %d AND c.issued_day < %d", first, after);
    assert_int_equal(found->issued_month, naive(contract, "COUNT(*)", issuer, day, where));
    (void)snprintf(where, sizeof where, "c.issued_day >= %d AND c.issued_day < %d", before, first);
    assert_int_equal(found->issued_month_before, naive(contract, "COUNT(*)", issuer, day, where));
}

static void compare(const struct contract *contract, const struct figures *found, const char *issuer, int32_t day, bool persons)
{
    char where[120];
    assert_int_equal(found->issued, naive(contract, "COUNT(*)", issuer, day, "1 = 1"));
    assert_int_equal(sum_years(&found->by_year), found->issued);
    assert_int_equal(sum_years(&found->by_academic_year), found->issued);
    assert_int_equal(found->active, naive(contract, "COUNT(*)", issuer, day, ACTIVE));
    assert_int_equal(
        found->inactive, naive(contract, "COUNT(*)", issuer, day, "c.deleted_at_us IS NULL AND c.status = 1 AND c.expires_day >= DAY"));
    assert_int_equal(found->expired, naive(contract, "COUNT(*)", issuer, day, "c.deleted_at_us IS NULL AND c.expires_day < DAY"));
    assert_int_equal(found->expiring, naive(contract, "COUNT(*)", issuer, day, ACTIVE " AND c.expires_day < DAY + 30"));
    compare_months(contract, found, issuer, day);
    if (persons) {
        assert_int_equal(found->persons, naive(contract, "COUNT(DISTINCT c.person_id)", issuer, day, ACTIVE));
    }
    for (int type = 0; type < CARD_TYPE_COUNT; type++) {
        (void)snprintf(where, sizeof where, ACTIVE " AND c.type = %d", type);
        assert_int_equal(found->by_type[type], naive(contract, "COUNT(*)", issuer, day, where));
    }
    for (int level = 0; level < STATISTICS_LEVELS; level++) {
        (void)snprintf(where, sizeof where, ACTIVE " AND e.academic_level = %d", level == 0 ? 0 : LEVEL_BACHELOR + level - 1);
        assert_int_equal(found->by_level[level], naive(contract, "COUNT(*)", issuer, day, where));
    }
}

#define PERSONS 6
#define CARDS 40

/* What a random history knows of the cards it has issued. */
struct history {
    struct office *office;
    struct dice dice;
    char numbers[CARDS][ESCN_TEXT_SIZE];
    int persons[CARDS];
    bool at_second[CARDS];
    size_t count;
};

static const char *issuer_of(bool second)
{
    return second ? SECOND : FIRST;
}

static void esi_of(int person, char out[64])
{
    (void)snprintf(out, 64, ESI("s%d"), person);
}

static struct card_input random_card(struct history *h, const char *esi, bool second)
{
    static const char *const types[] = {"PASSIVE", "SMART_CDZ", "SMART_PASSIVE"};
    struct card_input input = card_input_of(issuer_of(second), esi);
    input.type = types[dice_roll(&h->dice, COUNT_OF(types))];
    input.status = dice_roll(&h->dice, 4) == 0 ? "INACTIVE" : "ACTIVE";
    input.issued_day = TODAY - (int32_t)dice_roll(&h->dice, 800);
    input.expires_day =
        dice_roll(&h->dice, 3) == 0 ? TODAY - 90 + (int32_t)dice_roll(&h->dice, 180) : TODAY - 5 + (int32_t)dice_roll(&h->dice, 12);
    if (input.issued_day > input.expires_day) {
        input.issued_day = input.expires_day;
    }
    return input;
}

/* Enrols, or changes the level of one who is there. */
static void act_on_person(struct history *h, int person, bool second)
{
    static const char *const levels[] = {"BACHELOR", "MASTER", ""};
    char esi[64];
    esi_of(person, esi);
    const struct enrolment_input enrolment = {
        .organisation = issuer_of(second), .full_name = "S", .academic_level = levels[dice_roll(&h->dice, COUNT_OF(levels))]};
    const struct enrolment_input *const pointer = &enrolment;
    const struct person_input input = {.identifier = esi, .enrolments = &pointer, .count = 1};
    struct person_detail out;
    struct err e = {0};
    if (office_update_person(h->office, issuer_of(second), esi, &input, &out, &e) != RC_OK) {
        (void)office_enrol(h->office, issuer_of(second), &input, &out, &e);
    }
}

static void act_on_card(struct history *h, size_t at)
{
    struct card_detail out;
    struct err e = {0};
    char esi[64];
    esi_of(h->persons[at], esi);
    struct card_input input = random_card(h, esi, h->at_second[at]);
    input.number = h->numbers[at];
    const char *const issuer = issuer_of(h->at_second[at]);
    switch (dice_roll(&h->dice, 4)) {
    case 0:
        (void)office_delete_card(h->office, issuer, h->numbers[at], &e);
        return;
    case 1:
        (void)office_issue(h->office, issuer, &input, &out, &e);
        return;
    default:
        (void)office_update_card(h->office, issuer, h->numbers[at], &input, &out, &e);
    }
}

static void issue(struct history *h, int person, bool second)
{
    char esi[64];
    struct card_detail out;
    struct err e = {0};
    esi_of(person, esi);
    const struct card_input input = random_card(h, esi, second);
    if (h->count < CARDS && office_issue(h->office, issuer_of(second), &input, &out, &e) == RC_OK) {
        escn_format(&out.card.escn, h->numbers[h->count]);
        h->persons[h->count] = person;
        h->at_second[h->count++] = second;
    }
}

static void step(struct history *h)
{
    const int person = (int)dice_roll(&h->dice, PERSONS);
    const bool second = dice_roll(&h->dice, 2) == 0;
    char esi[64];
    struct err e = {0};
    switch (dice_roll(&h->dice, 12)) {
    case 0:
        esi_of(person, esi);
        (void)office_delete_person(h->office, issuer_of(second), esi, &e);
        return;
    case 1:
    case 2:
    case 3:
        act_on_person(h, person, second);
        return;
    case 4:
    case 5:
    case 6:
        issue(h, person, second);
        return;
    default:
        if (h->count > 0) {
            act_on_card(h, dice_roll(&h->dice, h->count));
        }
    }
}

static void test_statistics_are_those_of_the_cards(void **state)
{
    static const int32_t days[] = {TODAY - 3, TODAY, TODAY + 4, TODAY - 70, TODAY + 45};
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct history h = {.office = &office, .dice = {1809}};
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 40; i++) {
            step(&h);
        }
        const int32_t day = days[round % (int)COUNT_OF(days)];
        const struct statistics all = of(&office, NULL, day);
        compare(*state, &all.total, "%", day, true);
        const struct statistics first = of(&office, FIRST, day);
        assert_int_equal(first.count, 1);
        compare(*state, &first.total, FIRST, day, true);
        compare(*state, &first.each[0], FIRST, day, true);
        for (size_t i = 0; i < all.count; i++) {
            compare(*state, &all.each[i], all.each[i].organisation->identifier, day, true);
        }
        arena_reset(&office.arena);
    }
    assert_true(h.count > 10);
    office_assert_sound(&office);
}

/* A card with all that statistics look at. */
static void add_card(struct office *office, const char *issuer, const char *esi, int32_t issued_day, const char *type)
{
    struct card_detail out;
    struct card_input input = card_input_of(issuer, esi);
    input.issued_day = issued_day;
    input.expires_day = TODAY + 100;
    input.type = type;
    MUST(office_issue(office, issuer, &input, &out, &e));
}

static void add_persons(struct office *office, const char *issuer, const char *name, int count, int32_t issued_day, const char *type)
{
    char esi[80];
    for (int i = 0; i < count; i++) {
        (void)snprintf(esi, sizeof esi, ESI("%s-%d"), name, i);
        office_add_person(office, issuer, esi, "S");
        add_card(office, issuer, esi, issued_day, type);
    }
}

static void test_years_begin_in_january_and_in_september(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "S");
    const struct civil_date dates[] = {{2024, 12, 31}, {2025, 1, 1}, {2025, 8, 31}, {2025, 9, 1}, {2025, 12, 31}, {2026, 1, 1}};
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        add_card(&office, FIRST, ESI("1"), day_of_date(dates[i]), "PASSIVE");
    }
    const struct figures figures = of(&office, FIRST, TODAY).total;
    assert_int_equal(figures.by_year.count, 3);
    assert_int_equal(figures.by_year.items[1].year, 2025);
    assert_int_equal(figures.by_year.items[1].cards, 4);
    assert_int_equal(figures.by_academic_year.count, 2);
    assert_int_equal(figures.by_academic_year.items[0].year, 2024);
    assert_int_equal(figures.by_academic_year.items[0].cards, 3);
    assert_int_equal(figures.by_academic_year.items[1].cards, 3);
    assert_int_equal(figures.persons, 1);
}

static void test_what_was_issued_stays_issued(void **state)
{
    AUTO(office_close) struct office office;
    struct card_detail out;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "S");
    const char *const number = office_add_card(&office, FIRST, ESI("1"));
    MUST(office_delete_card(&office, FIRST, number, &e));
    struct card_input input = card_input_of(FIRST, ESI("1"));
    input.number = number;
    MUST(office_issue(&office, FIRST, &input, &out, &e));
    assert_int_equal(of(&office, FIRST, TODAY).total.issued, 1);
    MUST(office_delete_person(&office, FIRST, ESI("1"), &e));
    const struct figures left = of(&office, FIRST, TODAY).total;
    assert_int_equal(left.issued, 1);
    assert_int_equal(left.active, 0);
    assert_int_equal(left.persons, 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM tally"), 0);
    office_assert_sound(&office);
}

static void test_each_sees_its_own(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "S");
    office_add_person(&office, SECOND, ESI("1"), "S");
    (void)office_add_card(&office, FIRST, ESI("1"));
    (void)office_add_card(&office, SECOND, ESI("1"));
    static const struct {
        const char *actor;
        size_t each;
        int64_t active, persons, registered;
    } cases[] = {
        {FIRST, 1, 1, 1, 1}, {SECOND, 1, 1, 1, 1}, {PROCESSOR, 1, 1, 1, 2}, {WITHOUT_MANDATE, 0, 0, 0, 1}, {UNACCEPTED, 1, 0, 0, 1}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct statistics found = of(&office, cases[i].actor, TODAY);
        assert_int_equal(found.count, cases[i].each);
        assert_int_equal(found.total.active, cases[i].active);
        assert_int_equal(found.total.persons, cases[i].persons);
        assert_int_equal(found.registered, cases[i].registered);
    }
    /* Who is at two institutions is one person over all. */
    assert_int_equal(of(&office, NULL, TODAY).total.persons, 1);
    const struct statistics all = of(&office, NULL, TODAY);
    assert_int_equal(all.have_issued, 2);
    assert_int_equal(all.issue_active, 2);
}

static enum rc enrol_by_token(struct session *session, void *argument, struct err *e)
{
    const struct enrolment_input enrolment = {.organisation = FIRST, .full_name = "S"};
    const struct enrolment_input *const pointer = &enrolment;
    const struct person_input input = {.identifier = argument, .enrolments = &pointer, .count = 1};
    struct person_detail out;
    return registry_enrol_person(session, &input, &out, e);
}

static void test_the_last_write_by_a_token(void **state)
{
    AUTO(office_close) struct office office;
    char esi[] = ESI("1");
    struct err again = {0};
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("0"), "S");
    assert_int_equal(of(&office, FIRST, TODAY).total.last_synchronisation_us, 0);
    struct session *const session = office_act(&office, office.writer, PROCESSOR);
    session->token_id = 7;
    MUST(session_transaction(session, enrol_by_token, esi, &e));
    assert_int_equal(of(&office, FIRST, TODAY).total.last_synchronisation_us, NOW);
    session->now_us = NOW + 5;
    assert_int_equal(session_transaction(session, enrol_by_token, esi, &again), RC_CONFLICT);
    assert_int_equal(of(&office, FIRST, TODAY).total.last_synchronisation_us, NOW);
    assert_int_equal(of(&office, SECOND, TODAY).total.last_synchronisation_us, 0);
}

static void test_verifications_are_counted_and_written_down(void **state)
{
    static const struct log silent = {.fd = 2, .least = LOG_LEVEL_COUNT};
    AUTO(office_close) struct office office;
    struct public_status status;
    struct public_verification verification;
    struct writer *writer = NULL;
    struct err none = {0};
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "S");
    const struct str number = str_of(office_add_card(&office, FIRST, ESI("1")));
    for (int i = 0; i < 3; i++) {
        MUST(registry_card_status(office_act(&office, office.reader, NULL), number, &status, &e));
        MUST(registry_verify_card(office_act(&office, office.reader, NULL), number, &verification, &e));
    }
    assert_int_equal(registry_card_status(office_act(&office, office.reader, NULL), STR("nothing"), &status, &none), RC_NOT_FOUND);
    const struct figures waiting = of(&office, FIRST, TODAY).total;
    assert_int_equal(waiting.day_count, 1);
    assert_int_equal(waiting.verifications[0].verifications, 6);
    assert_int_equal(of(&office, SECOND, TODAY).total.day_count, 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM verification_count"), 0);
    const struct writer_options options = {.log = &silent};
    MUST(writer_start(office.registry, &options, &writer, &e));
    writer_stop(writer);
    assert_int_equal(office_number(*state, "SELECT SUM(verifications) FROM verification_count WHERE organisation_id = 1"), 6);
    /* Written down once, on the day of the clock. */
    const struct figures written = of(&office, FIRST, day_of_us(INT64_C(1000000) * office_number(*state, "SELECT unixepoch()"))).total;
    assert_int_equal(written.day_count, 1);
    assert_int_equal(written.verifications[0].verifications, 6);
}

static void test_small_groups_are_not_told_in_public(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    add_persons(&office, FIRST, "a", 12, TODAY, "PASSIVE");
    add_persons(&office, FIRST, "b", 3, TODAY - 400, "SMART_CDZ");
    add_persons(&office, SECOND, "c", 30, TODAY, "SMART_PASSIVE");
    struct statistics found = in_public(&office);
    assert_int_equal(found.count, 0);
    assert_int_equal(found.total.active, 45);
    assert_int_equal(found.total.inactive, STATISTICS_HIDDEN);
    /* 3 are hidden, and the smallest shown with them: else 45 - 12 - 30 would tell. */
    assert_int_equal(found.total.by_type[CARD_SMART_CDZ], STATISTICS_HIDDEN);
    assert_int_equal(found.total.by_type[CARD_PASSIVE], STATISTICS_HIDDEN);
    assert_int_equal(found.total.by_type[CARD_SMART_PASSIVE], 30);
    assert_int_equal(found.total.by_type[CARD_SMART_NO_CDZ], 0);
    for (size_t i = 0; i < found.total.by_year.count; i++) {
        assert_int_equal(found.total.by_year.items[i].cards, STATISTICS_HIDDEN);
    }
    assert_int_equal(found.total.by_level[0], 45);
    assert_int_equal(of(&office, FIRST, TODAY).total.by_type[CARD_SMART_CDZ], 3);
    add_persons(&office, FIRST, "d", 7, TODAY - 400, "SMART_CDZ");
    found = in_public(&office);
    assert_int_equal(found.total.by_type[CARD_SMART_CDZ], 10);
    assert_int_equal(found.total.by_type[CARD_PASSIVE], 12);
    assert_int_equal(found.total.by_year.items[found.total.by_year.count - 1].cards, 42);
}

static void test_nothing_is_told_of_nearly_nobody(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    add_persons(&office, FIRST, "a", 5, TODAY, "PASSIVE");
    add_persons(&office, FIRST, "b", 4, TODAY, "SMART_CDZ");
    const struct figures total = in_public(&office).total;
    const int64_t hidden[] = {total.issued, total.active, total.persons, total.by_type[CARD_PASSIVE], total.by_type[CARD_SMART_CDZ],
        total.by_level[0], total.with_old_logo, total.by_country[0].cards, total.by_year.items[0].cards,
        total.by_academic_year.items[0].cards};
    for (size_t i = 0; i < COUNT_OF(hidden); i++) {
        assert_int_equal(hidden[i], STATISTICS_HIDDEN);
    }
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_statistics_are_those_of_the_cards),
        CONTRACT_TEST(test_years_begin_in_january_and_in_september),
        CONTRACT_TEST(test_what_was_issued_stays_issued),
        CONTRACT_TEST(test_each_sees_its_own),
        CONTRACT_TEST(test_the_last_write_by_a_token),
        CONTRACT_TEST(test_verifications_are_counted_and_written_down),
        CONTRACT_TEST(test_small_groups_are_not_told_in_public),
        CONTRACT_TEST(test_nothing_is_told_of_nearly_nobody),
    };
    return CONTRACT_RUN("registry statistics", tests);
}
