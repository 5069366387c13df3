/* SPDX-License-Identifier: EUPL-1.2 */
/* What a new organisation has left to do: each step is ticked by what was done, and by nothing else. */
#include "registries.h"

#include "registry/first_steps.h"
#include "registry/statistics.h"

static struct first_steps look(struct office *office, const char *identifier)
{
    struct session *const session = office_act(office, office->reader, NULL);
    const struct organisation *const organisation = directory_find(&session->directory, str_of(identifier));
    struct first_steps steps;
    MUST(registry_first_steps(session, organisation, &steps, &e));
    return steps;
}

static void test_each_step_is_ticked_by_what_was_done(void **state)
{
    static const struct {
        const char *name, *script;
        enum first_step step;
        bool done;
    } cases[] = {
        {"nobody is there", "SELECT 1", FIRST_STEP_USERS, false},
        {"one user is not enough",
            "INSERT INTO account (id, email, email_key, name, created_at_us) VALUES (1, 'a@x.org', 'a@x.org', 'A', 0), "
            "(2, 'b@x.org', 'b@x.org', 'B', 0); INSERT INTO account_role VALUES (1, 1, 2, 0), (1, 1, 3, 0)",
            FIRST_STEP_USERS, false},
        {"an invitation to another one is",
            "INSERT INTO link (id, hash, purpose, organisation_id, role, email, created_at_us, expires_at_us) "
            "VALUES (1, x'01', 1, 1, 3, 'c@x.org', 0, 9000000000000000)",
            FIRST_STEP_USERS, true},
        {"one that has expired is not", "UPDATE link SET expires_at_us = 1", FIRST_STEP_USERS, false},
        {"a second user is", "INSERT INTO account_role VALUES (2, 1, 5, 0)", FIRST_STEP_USERS, true},
        {"one who is shut out is not", "UPDATE account SET disabled_at_us = 1 WHERE id = 2", FIRST_STEP_USERS, false},
        {"there is no token", "DELETE FROM token", FIRST_STEP_TOKEN, false},
        {"a token of others is not one's own",
            "INSERT INTO token (id, organisation_id, name, hash, hint, created_at_us) VALUES (901, 2, 'a', x'02', 'h', 0)",
            FIRST_STEP_TOKEN, false},
        {"a token is", "INSERT INTO token (id, organisation_id, name, hash, hint, created_at_us) VALUES (902, 1, 'a', x'03', 'h', 0)",
            FIRST_STEP_TOKEN, true},
        {"a revoked one is not", "UPDATE token SET revoked_at_us = 1 WHERE id = 902", FIRST_STEP_TOKEN, false},
        {"no card was issued", "SELECT 1", FIRST_STEP_CARD, false},
        {"a card was", "INSERT INTO issued (organisation_id, year, month, cards) VALUES (1, 2026, 9, 1)", FIRST_STEP_CARD, true},
        {"no card was verified", "INSERT INTO verification_count VALUES (2, 20000, 3)", FIRST_STEP_VERIFY, false},
        {"one was", "INSERT INTO verification_count VALUES (1, 20000, 1)", FIRST_STEP_VERIFY, true},
    };
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        office_script(*state, cases[i].script);
        const struct first_steps steps = look(&office, FIRST);
        if (steps.done[cases[i].step] != cases[i].done) {
            fail_msg("%s", cases[i].name);
        }
    }
}

static void test_what_is_open_is_counted(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    const struct first_steps steps = look(&office, FIRST);
    size_t open = 0;
    for (size_t i = 0; i < FIRST_STEP_COUNT; i++) {
        assert_true(steps.applies[i]);
        open += steps.done[i] ? 0 : 1;
    }
    assert_int_equal(steps.open, open);
}

static void test_a_processor_issues_no_cards(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    const struct first_steps steps = look(&office, PROCESSOR);
    assert_false(steps.applies[FIRST_STEP_CARD]);
    assert_false(steps.applies[FIRST_STEP_VERIFY]);
    assert_true(steps.applies[FIRST_STEP_TOKEN]);
}

static void test_others_learn_nothing_of_it(void **state)
{
    static const struct grant elsewhere[] = {{2, ROLE_REPRESENTATIVE}};
    static const struct session_user stranger = {.account_id = 1, .grants = elsewhere, .grant_count = 1};
    AUTO(office_close) struct office office;
    struct first_steps steps;
    int64_t cards = 0;
    office_open(&office, *state);
    struct session *const session = office_act(&office, office.reader, SECOND);
    const struct organisation *const first = directory_find(&session->directory, STR(FIRST));
    session->user = &stranger;
    REFUSED(registry_first_steps(session, first, &steps, &e), RC_DENIED, "ER-2215", "", "you may not");
    REFUSED(registry_active_cards(session, first, &cards, &e), RC_DENIED, "SE-0000", "", "access denied");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_each_step_is_ticked_by_what_was_done),
        CONTRACT_TEST(test_what_is_open_is_counted),
        CONTRACT_TEST(test_a_processor_issues_no_cards),
        CONTRACT_TEST(test_others_learn_nothing_of_it),
    };
    return CONTRACT_RUN("registry first steps", tests);
}
