/* SPDX-License-Identifier: EUPL-1.2 */
/* Services where cards are accepted: who may keep them, and who sees them. */
#include "registries.h"

#include "registry/offers.h"

static const struct grant technical[] = {{1, ROLE_TECHNICAL}};
static const struct grant reader[] = {{1, ROLE_READER}};
static const struct session_user engineer = {.account_id = 1, .grants = technical, .grant_count = 1};
static const struct session_user onlooker = {.account_id = 2, .grants = reader, .grant_count = 1};

/* An act in a transaction of its own, by the operator or a user. */
struct act {
    struct offer offer;
    const struct session_user *user;
    session_work_fn *run;
};

static enum rc add(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    session->user = act->user;
    return registry_add_offer(session, &act->offer, e);
}

static enum rc edit(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    session->user = act->user;
    return registry_edit_offer(session, &act->offer, e);
}

static enum rc take_away(struct session *session, void *argument, struct err *e)
{
    const struct act *const act = argument;
    session->user = act->user;
    return registry_remove_offer(session, act->offer.id, e);
}

static enum rc run(struct office *office, session_work_fn *work, struct act *act, struct err *e)
{
    return session_transaction(office_act(office, office->writer, NULL), work, act, e);
}

static struct offer library(int64_t organisation_id)
{
    return (struct offer){.organisation_id = organisation_id, .name = "Library", .kind = OFFER_LIBRARY, .city = "Brest", .country = "FR"};
}

static size_t count_shown(struct office *office, int64_t organisation_id)
{
    struct offers offers;
    MUST(registry_list_offers(office_act(office, office->reader, NULL), organisation_id, &offers, &e));
    return offers.count;
}

static void make_accounts(const struct contract *contract)
{
    office_script(contract,
        "INSERT INTO account (id, email, email_key, name, created_at_us) VALUES (1, 'a@x.org', 'a@x.org', 'A', 0), "
        "(2, 'b@x.org', 'b@x.org', 'B', 0)");
}

static void test_they_come_change_and_go(void **state)
{
    AUTO(office_close) struct office office;
    struct offer found;
    office_open(&office, *state);
    make_accounts(*state);
    struct act act = {.offer = library(1), .user = &engineer};
    MUST(run(&office, add, &act, &e));
    act.offer.link = "https://library.example/";
    act.offer.organisation_id = 2; /* stays where it is */
    MUST(run(&office, edit, &act, &e));
    assert_int_equal(act.offer.version, 2);
    MUST(registry_get_offer(office_act(&office, office.reader, NULL), act.offer.id, &found, &e));
    assert_string_equal(found.link, "https://library.example/");
    assert_int_equal(found.organisation_id, 1);
    act.offer.version = 1;
    REFUSED(run(&office, edit, &act, &e), RC_CONFLICT, "ER-0005", "", "somebody else has changed the service");
    MUST(run(&office, take_away, &act, &e));
    REFUSED(run(&office, take_away, &act, &e), RC_NOT_FOUND, "ER-2305", "id", "there is no such service");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action IN (119, 140, 141) AND account_id = 1"), 3);
}

static void test_everybody_sees_those_of_active_organisations(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act first = {.offer = library(1)};
    struct act suspended = {.offer = library(office_number(*state, "SELECT id FROM organisation WHERE identifier = '" SUSPENDED "'"))};
    MUST(run(&office, add, &first, &e));
    MUST(run(&office, add, &suspended, &e));
    assert_int_equal(count_shown(&office, 0), 1);
    assert_int_equal(count_shown(&office, suspended.offer.organisation_id), 1);
}

static void test_who_may_not(void **state)
{
    AUTO(office_close) struct office office;
    struct offers offers;
    office_open(&office, *state);
    make_accounts(*state);
    struct act own = {.offer = library(1), .user = &engineer};
    struct act weak = {.offer = library(1), .user = &onlooker};
    struct act foreign = {.offer = library(2), .user = &engineer};
    struct act elsewhere = {.offer = library(2)};
    MUST(run(&office, add, &own, &e));
    MUST(run(&office, add, &elsewhere, &e));
    REFUSED(run(&office, add, &weak, &e), RC_DENIED, "ER-2215", "", "you may not");
    REFUSED(run(&office, add, &foreign, &e), RC_DENIED, "ER-2215", "", "you may not");
    foreign.offer = elsewhere.offer;
    REFUSED(run(&office, edit, &foreign, &e), RC_NOT_FOUND, "ER-2305", "id", "there is no such service");
    REFUSED(run(&office, take_away, &foreign, &e), RC_NOT_FOUND, "ER-2305", "id", "there is no such service");
    struct session *const session = office_act(&office, office.reader, NULL);
    session->user = &engineer;
    REFUSED(registry_list_offers(session, 2, &offers, &e), RC_DENIED, "ER-2215", "", "you may not");
}

static void test_what_they_must_have(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = {.offer = library(1)};
    act.offer.name = " ";
    REFUSED(run(&office, add, &act, &e), RC_INVALID, "ER-1012", "name", "the service's name");
    act.offer = library(1);
    act.offer.city = "Two\nlines";
    REFUSED(run(&office, add, &act, &e), RC_INVALID, "ER-1012", "city", "the city");
    act.offer = library(1);
    act.offer.country = "XX";
    REFUSED(run(&office, add, &act, &e), RC_INVALID, "ER-1006", "country", "");
    act.offer = library(1);
    act.offer.link = "javascript:alert(1)";
    REFUSED(run(&office, add, &act, &e), RC_INVALID, "ER-1012", "link", "the link is");
    act.offer = library(900);
    REFUSED(run(&office, add, &act, &e), RC_NOT_FOUND, "ER-0004", "organisation", "there is no such organisation");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM offer"), 0);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_they_come_change_and_go),
        CONTRACT_TEST(test_everybody_sees_those_of_active_organisations),
        CONTRACT_TEST(test_who_may_not),
        CONTRACT_TEST(test_what_they_must_have),
    };
    return CONTRACT_RUN("registry offers", tests);
}
