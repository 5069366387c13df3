/* SPDX-License-Identifier: EUPL-1.2 */
/* Mandates over time, and the log in which an issuer sees what was done for it. */
#include "registries.h"

#include "base/day.h"
#include "registry/acts.h"
#include "registry/mandates.h"

#define ID_OF_WITHOUT 11 /* WITHOUT_MANDATE */

struct act {
    struct mandate mandate;
    int64_t id;
    int32_t until_day;
    const struct session_user *user;
};

static enum rc run_give(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_give_mandate(session, &act->mandate, e);
}

static enum rc run_end(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_end_mandate(session, act->id, act->until_day, &act->mandate, e);
}

static enum rc run_withdraw(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_withdraw_mandate(session, act->id, &act->mandate, e);
}

static enum rc run(struct office *office, session_work_fn *work, struct act *act, struct err *e)
{
    struct session *const session = office_act(office, office->writer, NULL);
    session->user = act->user;
    return session_transaction(session, work, act, e);
}

static struct act mandate_of(int64_t issuer, int64_t processor, int32_t from, int32_t until)
{
    return (struct act){.mandate = {.issuer_id = issuer, .processor_id = processor, .from_day = from, .until_day = until}};
}

static enum rc issue(struct office *office, const char *actor, const char *issuer, struct err *e)
{
    const struct card_input input = card_input_of(issuer, ESI("1"));
    struct card_detail out;
    return office_issue(office, actor, &input, &out, e);
}

static void test_a_mandate_works_at_once_and_ends_at_once(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    office_add_person(&office, SECOND, ESI("1"), "Ada");
    struct act first = mandate_of(1, ID_OF_WITHOUT, TODAY, DAY_NONE);
    struct act second = mandate_of(2, ID_OF_WITHOUT, TODAY, TODAY + 365);
    REFUSED(issue(&office, WITHOUT_MANDATE, FIRST, &e), RC_DENIED, "SE-0000", "", "needs a mandate");
    MUST(run(&office, run_give, &first, &e));
    MUST(issue(&office, WITHOUT_MANDATE, FIRST, &e));
    REFUSED(issue(&office, WITHOUT_MANDATE, SECOND, &e), RC_DENIED, "SE-0000", "", "needs a mandate");
    MUST(run(&office, run_give, &second, &e));
    MUST(issue(&office, WITHOUT_MANDATE, SECOND, &e));
    first.id = first.mandate.id;
    MUST(run(&office, run_withdraw, &first, &e));
    assert_int_equal(first.mandate.withdrawn_at_us, NOW);
    REFUSED(issue(&office, WITHOUT_MANDATE, FIRST, &e), RC_DENIED, "SE-0000", "", "needs a mandate");
    MUST(issue(&office, WITHOUT_MANDATE, SECOND, &e));
    REFUSED(run(&office, run_withdraw, &first, &e), RC_CONFLICT, "ER-2111", "id", "was withdrawn before");
    MUST(run(&office, run_give, &first, &e));
    MUST(issue(&office, WITHOUT_MANDATE, FIRST, &e));
}

static void test_several_over_time_and_no_two_on_one_day(void **state)
{
    static const struct {
        int32_t from, until;
        bool fits;
    } cases[] = {
        {TODAY + 10, TODAY + 20, true},
        {TODAY + 20, TODAY + 30, false},
        {TODAY, TODAY + 10, false},
        {TODAY, DAY_NONE, false},
        {TODAY + 12, TODAY + 13, false},
        {TODAY + 21, TODAY + 30, true},
        {TODAY, TODAY + 9, true},
        {TODAY + 31, DAY_NONE, true},
        {TODAY + 900, TODAY + 901, false},
    };
    AUTO(office_close) struct office office;
    struct mandates all;
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct act act = mandate_of(1, ID_OF_WITHOUT, cases[i].from, cases[i].until);
        struct err e = {0};
        if ((run(&office, run_give, &act, &e) == RC_OK) != cases[i].fits || (!cases[i].fits && strcmp(e.code, "ER-2111") != 0)) {
            fail_msg("%zu: %s", i, e.msg);
        }
    }
    struct act first = mandate_of(2, ID_OF_WITHOUT, TODAY, DAY_NONE);
    MUST(run(&office, run_give, &first, &e));
    MUST(registry_list_mandates(office_act(&office, office.reader, NULL), ID_OF_WITHOUT, &all, &e));
    assert_int_equal(all.count, 5);
    MUST(registry_list_mandates(office_act(&office, office.reader, NULL), 2, &all, &e));
    assert_int_equal(all.count, 1);
}

static void test_the_end_moves(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    struct act early = mandate_of(1, ID_OF_WITHOUT, TODAY, TODAY + 5);
    struct act late = mandate_of(1, ID_OF_WITHOUT, TODAY + 10, DAY_NONE);
    MUST(run(&office, run_give, &early, &e));
    MUST(run(&office, run_give, &late, &e));
    early.id = early.mandate.id;
    early.until_day = TODAY + 9;
    MUST(run(&office, run_end, &early, &e));
    assert_int_equal(early.mandate.until_day, TODAY + 9);
    early.until_day = TODAY + 10;
    REFUSED(run(&office, run_end, &early, &e), RC_CONFLICT, "ER-2111", "from", "from 2026-12-02 without end has days in common");
    early.until_day = DAY_NONE;
    REFUSED(run(&office, run_end, &early, &e), RC_CONFLICT, "ER-2111", "from", "has days in common");
    early.until_day = TODAY - 1;
    REFUSED(run(&office, run_end, &early, &e), RC_INVALID, "ER-2108", "until", "before its first day");
    late.id = late.mandate.id;
    late.until_day = TODAY + 9;
    REFUSED(run(&office, run_end, &late, &e), RC_INVALID, "ER-2108", "until",
        "the mandate would end on 2026-12-01, before its first day 2026-12-02");
    early.until_day = TODAY;
    MUST(run(&office, run_end, &early, &e));
    MUST(issue(&office, WITHOUT_MANDATE, FIRST, &e));
    struct act nobody = {.id = 900, .until_day = TODAY};
    REFUSED(run(&office, run_end, &nobody, &e), RC_NOT_FOUND, "ER-2112", "id", "there is no mandate with the number 900");
}

static void test_who_gives_mandates_to_whom(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act by_processor = mandate_of(6, ID_OF_WITHOUT, TODAY, DAY_NONE);
    struct act to_issuer = mandate_of(1, 2, TODAY, DAY_NONE);
    struct act to_nobody = mandate_of(1, 900, TODAY, DAY_NONE);
    struct act past = mandate_of(1, ID_OF_WITHOUT, TODAY - 10, TODAY - 1);
    struct act backwards = mandate_of(1, ID_OF_WITHOUT, TODAY + 1, TODAY);
    struct act closed = mandate_of(1, ID_OF_WITHOUT, TODAY, DAY_NONE);
    REFUSED(run(&office, run_give, &by_processor, &e), RC_INVALID, "ER-0004", "issuer", "is a processor");
    REFUSED(run(&office, run_give, &to_issuer, &e), RC_INVALID, "ER-0004", "processor", "is no processor");
    REFUSED(run(&office, run_give, &to_nobody, &e), RC_NOT_FOUND, "ER-2107", "id", "there is no organisation");
    REFUSED(run(&office, run_give, &past, &e), RC_INVALID, "ER-2108", "until", "would have ended on 2026-11-21");
    REFUSED(run(&office, run_give, &backwards, &e), RC_INVALID, "ER-2108", "until", "before its first day");
    office_script(*state, "UPDATE organisation SET status = 3 WHERE id = 11");
    registry_touch_all(office.registry, true);
    REFUSED(run(&office, run_give, &closed, &e), RC_DENIED, "ER-2002", "", "organisation " WITHOUT_MANDATE " is closed");
}

static void test_rights(void **state)
{
    static const struct grant representative[] = {{1, ROLE_REPRESENTATIVE}};
    static const struct grant reader[] = {{1, ROLE_READER}};
    static const struct session_user chief = {.account_id = 1, .grants = representative, .grant_count = 1};
    static const struct session_user looker = {.account_id = 1, .grants = reader, .grant_count = 1};
    AUTO(office_close) struct office office;
    struct acts acts;
    office_open(&office, *state);
    office_script(*state, "INSERT INTO account (id, email, email_key, name, created_at_us) VALUES (1, 'a@x.org', 'a@x.org', 'A', 0)");
    struct act own = mandate_of(1, ID_OF_WITHOUT, TODAY, DAY_NONE);
    struct act foreign = mandate_of(2, ID_OF_WITHOUT, TODAY, DAY_NONE);
    own.user = &looker;
    REFUSED(run(&office, run_give, &own, &e), RC_DENIED, "ER-2215", "", "you may not manage mandates here");
    own.user = foreign.user = &chief;
    REFUSED(run(&office, run_give, &foreign, &e), RC_DENIED, "ER-2215", "", "you may not manage mandates here");
    MUST(run(&office, run_give, &own, &e));
    struct act strange = {.id = own.mandate.id, .until_day = TODAY, .user = &looker};
    REFUSED(run(&office, run_end, &strange, &e), RC_DENIED, "ER-2215", "", "you may not manage mandates here");
    REFUSED(run(&office, run_withdraw, &strange, &e), RC_DENIED, "ER-2215", "", "you may not manage mandates here");
    const struct audit_query theirs = {.organisation_id = 2};
    const struct audit_query all = {0};
    struct session *const session = office_act(&office, office.reader, NULL);
    session->user = &chief;
    REFUSED(registry_list_acts(session, &theirs, &acts, &e), RC_DENIED, "ER-2215", "", "you may not read the log of acts here");
    REFUSED(registry_list_acts(session, &all, &acts, &e), RC_DENIED, "ER-2215", "", "you may not read the log of acts here");
}

/* Software with a token manages nobody's mandates and reads nobody's log, not even its own organisation's. */
static void test_tokens_have_no_such_rights(void **state)
{
    AUTO(office_close) struct office office;
    struct mandate mandate = {.issuer_id = 1, .processor_id = ID_OF_WITHOUT, .from_day = TODAY, .until_day = DAY_NONE};
    struct acts acts;
    struct mandates mandates;
    const struct audit_query own = {.organisation_id = 1};
    office_open(&office, *state);
    struct session *const session = office_act(&office, office.writer, FIRST);
    session->token_id = 5;
    REFUSED(registry_give_mandate(session, &mandate, &e), RC_DENIED, "ER-2215", "", "you may not manage mandates here");
    REFUSED(registry_end_mandate(session, 1, TODAY, &mandate, &e), RC_DENIED, "ER-2215", "", "you may not manage mandates here");
    REFUSED(registry_withdraw_mandate(session, 1, &mandate, &e), RC_DENIED, "ER-2215", "", "you may not manage mandates here");
    REFUSED(registry_list_mandates(session, 1, &mandates, &e), RC_DENIED, "ER-2215", "", "you may not");
    REFUSED(registry_list_acts(session, &own, &acts, &e), RC_DENIED, "ER-2215", "", "you may not read the log of acts here");
}

static struct acts read_log(struct office *office, struct audit_query query)
{
    struct acts acts;
    MUST(registry_list_acts(office_act(office, office->reader, NULL), &query, &acts, &e));
    return acts;
}

static void test_an_issuer_sees_what_was_done_for_it(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    office_add_person(&office, SECOND, ESI("1"), "Ada");
    MUST(issue(&office, PROCESSOR, FIRST, &e));
    MUST(issue(&office, SECOND, SECOND, &e));
    const struct acts by_processor = read_log(&office, (struct audit_query){.organisation_id = 1, .actor_id = 6});
    assert_int_equal(by_processor.count, 1);
    assert_int_equal(by_processor.items[0].action, AUDIT_CARD_ISSUE);
    assert_int_equal(by_processor.items[0].at_us, NOW);
    assert_string_equal(by_processor.items[0].request_id, "request-1");
    const struct acts all = read_log(&office, (struct audit_query){.organisation_id = 1});
    for (size_t i = 0; i < all.count; i++) {
        assert_int_equal(all.items[i].organisation_id, 1);
        assert_true(i == 0 || all.items[i].id < all.items[i - 1].id);
    }
    const int action = AUDIT_CARD_ISSUE;
    assert_int_equal(read_log(&office, (struct audit_query){.action = action}).count, 2);
    assert_int_equal(read_log(&office, (struct audit_query){.action = action, .organisation_id = 2}).count, 1);
    assert_int_equal(read_log(&office, (struct audit_query){.action = action, .object_id = 1}).count, 1);
    assert_int_equal(read_log(&office, (struct audit_query){.since_us = NOW + 1}).count, 0);
    assert_int_equal(read_log(&office, (struct audit_query){.until_us = NOW}).count, 0);
    assert_true(read_log(&office, (struct audit_query){.since_us = NOW, .until_us = NOW + 1}).count > 2);
}

static void test_pages_of_the_log(void **state)
{
    AUTO(office_close) struct office office;
    struct acts acts;
    size_t seen = 0;
    int64_t last = INT64_MAX;
    office_open(&office, *state);
    const size_t total = (size_t)office_number(*state, "SELECT COUNT(*) FROM audit");
    struct audit_query query = {.limit = 7};
    do {
        acts = read_log(&office, query);
        for (size_t i = 0; i < acts.count; i++, seen++) {
            assert_true(acts.items[i].id < last);
            last = acts.items[i].id;
        }
        query.before = acts.next_before;
    } while (acts.next_before != 0);
    assert_int_equal(seen, total);
    const struct audit_query bad = {.limit = ACTS_MAX + 1};
    REFUSED(registry_list_acts(office_act(&office, office.reader, NULL), &bad, &acts, &e), RC_INVALID, "ER-1018", "limit",
        "limit is 1001; a number from 1 to 1000 was expected");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_mandate_works_at_once_and_ends_at_once),
        CONTRACT_TEST(test_several_over_time_and_no_two_on_one_day),
        CONTRACT_TEST(test_the_end_moves),
        CONTRACT_TEST(test_who_gives_mandates_to_whom),
        CONTRACT_TEST(test_rights),
        CONTRACT_TEST(test_tokens_have_no_such_rights),
        CONTRACT_TEST(test_an_issuer_sees_what_was_done_for_it),
        CONTRACT_TEST(test_pages_of_the_log),
    };
    return CONTRACT_RUN("registry mandates", tests);
}
