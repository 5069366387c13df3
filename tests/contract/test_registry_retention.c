/* SPDX-License-Identifier: EUPL-1.2 */
/* What was kept long enough is erased, by the day and not before, and leaves nothing in the files. */
#include "registries.h"
#include "remains.h"

#include "base/day.h"
#include "registry/reads.h"
#include "registry/retention.h"
#include "registry/rights.h"
#include "store/settings.h"

#define DAYS_US(days) ((days)*INT64_C(86400000000))

/* A run on a day, as the command line makes it. */
struct run {
    struct retention_rules rules;
    struct retention_walk walk;
    struct retention_counts counts;
    struct session *session;
};

static enum rc do_erase(struct session *session, void *argument, struct err *e)
{
    struct run *const run = argument;
    return registry_retention_erase(session, &run->rules, &run->walk, &run->counts, e);
}

static enum rc do_finish(struct session *session, void *argument, struct err *e)
{
    struct run *const run = argument;
    return registry_retention_done(session, &run->rules, &run->counts, e);
}

static struct retention_count sum(const struct retention_counts *counts)
{
    struct retention_count all = {0};
    for (size_t i = 0; i < counts->count; i++) {
        all.cards += counts->items[i].cards;
        all.enrolments += counts->items[i].enrolments;
    }
    return all;
}

/* Days after the fixed day, by a clock that shows that day. */
static struct session *act(struct office *office, int32_t days)
{
    struct session *const session = office_act(office, office->writer, NULL);
    session->now_us += DAYS_US(days);
    session->today += days;
    return session;
}

/* Erases all that is due so many days after the fixed day; holds the preview to what happens. */
static struct retention_count erase(struct office *office, int32_t days)
{
    struct run run = {.rules = {.card_days = 30, .person_days = 365, .day = TODAY + days}};
    struct retention_counts preview = {0};
    MUST(registry_retention_preview(act(office, days), &run.rules, &preview, &e));
    MUST(retention_counts_make(act(office, days), &office->arena, &run.counts, &e));
    while (!run.walk.ended) {
        MUST(registry_retention_find(act(office, days), &run.rules, &run.walk, &e));
        MUST(session_transaction(act(office, days), do_erase, &run, &e));
    }
    MUST(session_transaction(act(office, days), do_finish, &run, &e));
    const struct retention_count expected = sum(&preview);
    const struct retention_count done = sum(&run.counts);
    assert_int_equal(done.cards, expected.cards);
    assert_int_equal(done.enrolments, expected.enrolments);
    office_assert_sound(office);
    return done;
}

/* A card that expires so many days after the fixed day. */
static const char *add_card(struct office *office, const char *issuer, const char *esi, int32_t expires_after)
{
    struct card_input input = card_input_of(issuer, esi);
    struct card_detail card;
    char number[ESCN_TEXT_SIZE];
    input.issued_day = TODAY - 400;
    input.expires_day = TODAY + expires_after;
    MUST(office_issue(office, issuer, &input, &card, &e));
    escn_format(&card.card.escn, number);
    const char *const copy = arena_copy(&office->arena, number);
    assert_non_null(copy);
    return copy;
}

static void assert_erased(const struct retention_count *count, int64_t cards, int64_t enrolments)
{
    assert_int_equal(count->cards, cards);
    assert_int_equal(count->enrolments, enrolments);
}

static void test_cards_go_thirty_days_after_their_last_day(void **state)
{
    AUTO(office_close) struct office office;
    struct card_detail card;
    struct person_detail person;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    const char *const number = add_card(&office, FIRST, ESI("1"), 10);
    struct retention_count done = erase(&office, 40);
    assert_erased(&done, 0, 0);
    MUST(office_get_card(&office, FIRST, number, &card, &e));
    done = erase(&office, 41);
    assert_erased(&done, 1, 1);
    REFUSED(office_get_card(&office, FIRST, number, &card, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", "there is no card");
    REFUSED(office_get_person(&office, FIRST, ESI("1"), &person, &e), RC_NOT_FOUND, "ER-0003", "identifier", "there is no person");
    /* The number alone is left, and is given to nobody, not even to the same student come back. */
    assert_int_equal(
        office_number(*state, "SELECT COUNT(*) FROM card WHERE person_id IS NULL AND processor_id IS NULL AND display_name IS NULL"), 1);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    struct card_input again = card_input_of(FIRST, ESI("1"));
    again.number = number;
    REFUSED(office_issue(&office, FIRST, &again, &card, &e), RC_CONFLICT, "ER-0002", "cardNumber", "was used for a card of another person");
    done = erase(&office, 41);
    assert_erased(&done, 0, 0);
}

static void test_persons_stay_with_their_other_cards(void **state)
{
    AUTO(office_close) struct office office;
    struct card_detail card;
    struct person_detail person;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    office_add_person(&office, SECOND, ESI("1"), "Ada");
    (void)add_card(&office, FIRST, ESI("1"), -60);
    const char *const good = add_card(&office, FIRST, ESI("1"), 300);
    (void)add_card(&office, SECOND, ESI("1"), -60);
    struct retention_count done = erase(&office, 60);
    assert_erased(&done, 2, 1);
    MUST(office_get_card(&office, FIRST, good, &card, &e));
    MUST(office_get_person(&office, FIRST, ESI("1"), &person, &e));
    REFUSED(office_get_person(&office, SECOND, ESI("1"), &person, &e), RC_DENIED, "SE-0000", "", "access denied");
}

static void test_deleted_cards_are_cut_off_too(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    const char *const number = add_card(&office, FIRST, ESI("1"), -1);
    MUST(office_delete_card(&office, FIRST, number, &e));
    struct retention_count done = erase(&office, 29);
    assert_erased(&done, 0, 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card WHERE person_id IS NOT NULL"), 1);
    done = erase(&office, 31);
    assert_erased(&done, 1, 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card WHERE person_id IS NOT NULL"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 0);
}

static void test_who_was_changed_lately_waits_a_year(void **state)
{
    AUTO(office_close) struct office office;
    struct person_detail person;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    (void)add_card(&office, FIRST, ESI("1"), -60);
    struct retention_count done = erase(&office, 10);
    assert_erased(&done, 1, 0);
    MUST(office_get_person(&office, FIRST, ESI("1"), &person, &e));
    done = erase(&office, 365);
    assert_erased(&done, 0, 0);
    done = erase(&office, 366);
    assert_erased(&done, 0, 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 0);
}

static void test_who_never_had_a_card_goes_after_a_year(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    office_add_person(&office, FIRST, ESI("2"), "Eve");
    (void)add_card(&office, FIRST, ESI("2"), 900);
    struct retention_count done = erase(&office, 365);
    assert_erased(&done, 0, 0);
    done = erase(&office, 366);
    assert_erased(&done, 0, 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 132 AND detail = '0 cards, 1 enrolments'"), 1);
}

static void test_zero_days_are_for_ever(void **state)
{
    AUTO(office_close) struct office office;
    struct run run = {.rules = {.day = TODAY + 100000}};
    struct retention_counts preview = {0};
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    (void)add_card(&office, FIRST, ESI("1"), -60);
    office_add_person(&office, FIRST, ESI("2"), "Eve");
    MUST(registry_retention_preview(act(&office, 0), &run.rules, &preview, &e));
    assert_int_equal(preview.count, 0);
    while (!run.walk.ended) {
        MUST(registry_retention_find(act(&office, 0), &run.rules, &run.walk, &e));
        assert_int_equal(run.walk.count, 0);
    }
}

static void test_many_go_in_steps(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    for (int i = 0; i < 250; i++) {
        const char *const esi = arena_format(&office.arena, ESI("%d"), i);
        assert_non_null(esi);
        office_add_person(&office, i % 2 == 0 ? FIRST : SECOND, esi, "X");
        (void)add_card(&office, i % 2 == 0 ? FIRST : SECOND, esi, i < 240 ? -60 : 300);
    }
    struct retention_count done = erase(&office, 60);
    assert_erased(&done, 240, 240);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 10);
    assert_int_equal(office_number(*state, "SELECT COUNT(DISTINCT organisation_id) FROM audit WHERE action = 132"), 2);
}

static void test_what_changes_in_between_stays(void **state)
{
    AUTO(office_close) struct office office;
    struct run run = {.rules = {.card_days = 30, .person_days = 365, .day = TODAY + 60}};
    struct card_detail card;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    const char *const number = add_card(&office, FIRST, ESI("1"), 10);
    MUST(retention_counts_make(act(&office, 60), &office.arena, &run.counts, &e));
    MUST(registry_retention_find(act(&office, 60), &run.rules, &run.walk, &e));
    assert_int_equal(run.walk.count, 1);
    struct card_input longer = card_input_of(FIRST, ESI("1"));
    MUST(office_update_card(&office, FIRST, number, &longer, &card, &e));
    MUST(session_transaction(act(&office, 60), do_erase, &run, &e));
    assert_int_equal(sum(&run.counts).cards, 0);
    MUST(office_get_card(&office, FIRST, number, &card, &e));
}

static void test_the_clock_may_err(void **state)
{
    AUTO(office_close) struct office office;
    int32_t last = 0;
    office_open(&office, *state);
    MUST(registry_retention_last_day(act(&office, 0), &last, &e));
    assert_int_equal(last, DAY_NONE);
    assert_int_equal(retention_day(TODAY, DAY_NONE), TODAY);
    assert_int_equal(retention_day(TODAY, TODAY - 1), TODAY);
    assert_int_equal(retention_day(TODAY, TODAY - 7), TODAY);
    assert_int_equal(retention_day(TODAY, TODAY - 8), TODAY - 1);
    assert_int_equal(retention_day(TODAY + 4000, TODAY), TODAY + 7);
    assert_int_equal(retention_day(TODAY - 4000, TODAY), TODAY - 4000);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    const char *const number = add_card(&office, FIRST, ESI("1"), 10);
    (void)erase(&office, 41);
    /* Set back by 20 days: a card that is not due by then stays, what is erased stays so, and the last run is not forgotten. */
    office_add_person(&office, FIRST, ESI("2"), "Eve");
    (void)add_card(&office, FIRST, ESI("2"), 5);
    struct retention_count done = erase(&office, 21);
    assert_erased(&done, 0, 0);
    MUST(registry_retention_last_day(act(&office, 0), &last, &e));
    assert_int_equal(last, TODAY + 41);
    struct card_detail card;
    REFUSED(office_get_card(&office, FIRST, number, &card, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", "there is no card");
}

/* Looks at the clock as the server does each minute, and runs where that is due; the day that counted, DAY_NONE for no run. */
static int32_t run_if_due(struct office *office, int32_t days)
{
    struct run run = {0};
    bool due = false;
    MUST(registry_retention_look(act(office, days), &run.rules, &due, &e));
    if (!due) {
        return DAY_NONE;
    }
    MUST(retention_counts_make(act(office, days), &office->arena, &run.counts, &e));
    MUST(session_transaction(act(office, days), do_finish, &run, &e));
    return run.rules.day;
}

static void test_a_clock_that_is_years_ahead_erases_a_week_a_day(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    assert_int_equal(run_if_due(&office, 0), TODAY);
    assert_int_equal(run_if_due(&office, 0), DAY_NONE);
    assert_int_equal(run_if_due(&office, 1), TODAY + 1);
    /* However often it is looked at, in this life or the next. */
    assert_int_equal(run_if_due(&office, 4000), TODAY + 8);
    assert_int_equal(run_if_due(&office, 4000), DAY_NONE);
    assert_int_equal(run_if_due(&office, 4001), TODAY + 15);
    assert_int_equal(run_if_due(&office, 4001), DAY_NONE);
    /* Set right again: nothing more until that day has come. */
    assert_int_equal(run_if_due(&office, 2), DAY_NONE);
    assert_int_equal(run_if_due(&office, 15), DAY_NONE);
    assert_int_equal(run_if_due(&office, 16), TODAY + 16);
}

struct lease {
    const char *owner;
    bool mine;
};

static enum rc do_lease(struct session *session, void *argument, struct err *e)
{
    struct lease *const lease = argument;
    return registry_retention_lease(session, lease->owner, &lease->mine, e);
}

static bool takes_lease(struct office *office, const char *owner, int64_t after_us)
{
    struct lease lease = {.owner = owner};
    struct session *const session = act(office, 0);
    session->now_us += after_us;
    MUST(session_transaction(session, do_lease, &lease, &e));
    return lease.mine;
}

static void test_one_router_does_it(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    assert_true(takes_lease(&office, "a", 0));
    assert_false(takes_lease(&office, "b", 1));
    assert_true(takes_lease(&office, "a", 300000000));
    assert_false(takes_lease(&office, "b", 600000001));
    assert_true(takes_lease(&office, "b", 900000000));
    assert_false(takes_lease(&office, "a", 900000001));
    /* From a clock that was far ahead: not waited for. */
    assert_true(takes_lease(&office, "c", -DAYS_US(300)));
}

static enum rc do_withdraw(struct session *session, void *argument, struct err *e)
{
    const struct cardholder *const cardholder = argument;
    return registry_student_withdraw(session, cardholder, NULL, e);
}

#define NAME "Zyxwvut Unmistakable"
#define EMAIL "zyxwvut@unmistakable.example"
#define CODE "Zyx-98765-unmistakable"

static void add_unmistakable(struct office *office)
{
    const struct enrolment_input enrolment = {.organisation = FIRST, .full_name = NAME, .email = EMAIL};
    const struct enrolment_input *const enrolments[] = {&enrolment};
    const struct person_input input = {.identifier = ESI(CODE), .enrolments = enrolments, .count = 1};
    struct person_detail person;
    struct card_detail card;
    MUST(office_enrol(office, FIRST, &input, &person, &e));
    struct card_input of_card = card_input_of(FIRST, ESI(CODE));
    of_card.issued_day = TODAY - 500;
    of_card.expires_day = TODAY - 100;
    of_card.display_name = NAME " on the card";
    MUST(office_issue(office, FIRST, &of_card, &card, &e));
}

/* In folded forms too. */
static void assert_in_files(struct office *office, const struct contract *contract, bool expected)
{
    static const char *const traces[] = {"Unmistakable", "unmistakable", "nmistakable", "98765", "Zyx", "zyx"};
    bool done = false;
    if (!expected) {
        MUST(db_scrub(office->writer->db, true, &done, &e));
        assert_true(done);
    }
    for (size_t i = 0; i < COUNT_OF(traces); i++) {
        if (files_have(contract->url, traces[i]) != expected) {
            fail_msg("\"%s\" %s in the files", traces[i], expected ? "is not" : "is still");
        }
    }
}

static void test_nothing_is_left_in_the_files(void **state)
{
    AUTO(office_close) struct office office;
    struct cardholder cardholder;
    office_open(&office, *state);
    for (int i = 0; i < 40; i++) {
        office_add_person(&office, FIRST, arena_format(&office.arena, ESI("other%d"), i), "Somebody");
    }
    add_unmistakable(&office);
    assert_in_files(&office, *state, true);
    MUST(office_delete_person(&office, FIRST, ESI(CODE), &e));
    assert_in_files(&office, *state, false);
    add_unmistakable(&office);
    assert_in_files(&office, *state, true);
    MUST(registry_student_for(act(&office, 0), STR(ESI(CODE)), FIRST, &cardholder, &e));
    MUST(session_transaction(act(&office, 0), do_withdraw, &cardholder, &e));
    assert_in_files(&office, *state, false);
    add_unmistakable(&office);
    assert_in_files(&office, *state, true);
    const struct retention_count done = erase(&office, 31);
    assert_erased(&done, 1, 1);
    assert_in_files(&office, *state, false);
}

static enum rc do_record(struct session *session, void *argument, struct err *e)
{
    struct read_note notes[16];
    (void)argument;
    const size_t count = reads_take(session->registry->reads, notes, COUNT_OF(notes));
    return registry_record_reads(session, notes, count, e);
}

static void test_reads_by_others_are_put_down(void **state)
{
    AUTO(office_close) struct office office;
    struct person_detail person;
    struct card_detail card;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    const char *const number = office_add_card(&office, FIRST, ESI("1"));
    MUST(office_get_person(&office, FIRST, ESI("1"), &person, &e));
    MUST(session_transaction(act(&office, 0), do_record, NULL, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action IN (129, 130, 131)"), 0);
    MUST(office_get_person(&office, PROCESSOR, ESI("1"), &person, &e));
    MUST(office_get_person(&office, PROCESSOR, ESI("1"), &person, &e));
    MUST(office_get_card(&office, PROCESSOR, number, &card, &e));
    MUST(office_get_card(&office, FIRST, number, &card, &e));
    MUST(session_transaction(act(&office, 0), do_record, NULL, &e));
    MUST(session_transaction(act(&office, 0), do_record, NULL, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 129 AND object_id = 1"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 130 AND object_id = 1"), 1);
    assert_int_equal(office_number(*state,
                         "SELECT COUNT(*) FROM audit a JOIN organisation o ON o.id = a.actor_id "
                         "WHERE a.action IN (129, 130) AND o.identifier = '" PROCESSOR "'"),
        2);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_cards_go_thirty_days_after_their_last_day),
        CONTRACT_TEST(test_persons_stay_with_their_other_cards),
        CONTRACT_TEST(test_deleted_cards_are_cut_off_too),
        CONTRACT_TEST(test_who_was_changed_lately_waits_a_year),
        CONTRACT_TEST(test_who_never_had_a_card_goes_after_a_year),
        CONTRACT_TEST(test_zero_days_are_for_ever),
        CONTRACT_TEST(test_many_go_in_steps),
        CONTRACT_TEST(test_what_changes_in_between_stays),
        CONTRACT_TEST(test_the_clock_may_err),
        CONTRACT_TEST(test_a_clock_that_is_years_ahead_erases_a_week_a_day),
        CONTRACT_TEST(test_one_router_does_it),
        CONTRACT_TEST(test_nothing_is_left_in_the_files),
        CONTRACT_TEST(test_reads_by_others_are_put_down),
    };
    return CONTRACT_RUN("registry_retention", tests);
}
