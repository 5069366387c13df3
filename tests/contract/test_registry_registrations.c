/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests to join, from the form to the decision and the erasure of who sent it. */
#include "registries.h"

#include "base/day.h"
#include "registry/legal.h"
#include "registry/own_account.h"
#include "registry/registrations.h"
#include "registry/upkeep.h"

#define BASE_URL "https://router.example"
#define DAY_US INT64_C(86400000000)

struct act {
    struct registration registration;
    struct validation validation;
    int64_t id;
    int64_t count;
    const char *reason;
    const char *base_url;
    const struct session_user *user;
    struct account account;
    int64_t later_us; /* than the fixed day */
};

static enum rc run_request(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_request_registration(session, &act->registration, e);
}

static enum rc run_validate(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_validate_registration(session, act->id, act->base_url, &act->validation, e);
}

static enum rc run_refuse(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_refuse_registration(session, act->id, act->reason, &act->registration, e);
}

static enum rc run_erase(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_erase_registrations(session, &act->count, e);
}

static enum rc run_upkeep(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    return registry_upkeep(session, e);
}

static enum rc run_come(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_accept_invitation(session, str_of(act->validation.secret), "Ada Example", "hash", &act->account, e);
}

static enum rc run_accept(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    struct legal_acceptance acceptance;
    const struct legal_consent consent = {.organisation_id = act->validation.organisation.id, .accepted_by = "Ada Example"};
    return registry_accept_legal(session, &consent, &acceptance, e);
}

static enum rc run(struct office *office, session_work_fn *work, struct act *act, struct err *e)
{
    struct session *const session = office_act(office, office->writer, NULL);
    session->user = act->user;
    session->now_us += act->later_us;
    return session_transaction(session, work, act, e);
}

static struct act request_of(const char *identifier, const char *country)
{
    const bool is_pic = identifier[0] >= '0' && identifier[0] <= '9';
    return (struct act){
        .registration =
            {
                .identifier = identifier,
                .kind = is_pic ? ORGANISATION_INSTITUTION : ORGANISATION_PROCESSOR,
                .name = "New University",
                .country = country,
                .schac_home_organization = "new.example",
                .website = "https://new.example",
                .representative_name = "Ada Example",
                .representative_email = "ada@new.example",
                .message = "Please",
            },
        .base_url = BASE_URL,
    };
}

static int64_t waiting(struct office *office, const char *identifier, const char *country)
{
    struct act act = request_of(identifier, country);
    MUST(run(office, run_request, &act, &e));
    return act.registration.id;
}

static void test_a_request_waits_in_its_stored_form(void **state)
{
    AUTO(office_close) struct office office;
    struct registrations all;
    office_open(&office, *state);
    struct act act = request_of("esb-58378431", "es");
    MUST(run(&office, run_request, &act, &e));
    assert_string_equal(act.registration.identifier, "ESB58378431");
    assert_string_equal(act.registration.country, "ES");
    (void)waiting(&office, "111111111", "FR");
    MUST(registry_list_registrations(office_act(&office, office.reader, NULL), 0, REGISTRATION_WAITING, &all, &e));
    assert_int_equal(all.count, 2);
    assert_string_equal(all.items[0].identifier, "111111111");
    assert_string_equal(all.items[1].representative_email, "ada@new.example");
    assert_int_equal(all.items[1].created_at_us, NOW);
    MUST(registry_list_registrations(office_act(&office, office.reader, NULL), all.items[0].id, -1, &all, &e));
    assert_int_equal(all.count, 1);
    MUST(registry_list_registrations(office_act(&office, office.reader, NULL), 0, REGISTRATION_REFUSED, &all, &e));
    assert_int_equal(all.count, 0);
}

static void test_one_request_for_an_identifier(void **state)
{
    static const struct {
        const char *identifier, *country, *code, *msg;
    } cases[] = {
        {FIRST, "FR", "ER-0008", "there is an organisation " FIRST " already"},
        {"111111111", "DE", "ER-2103", "a request to join for 111111111 waits for its decision already"},
        {"B58378431", "ES", "ER-2103", "a request to join for ESB58378431 waits"},
        {"esb58378431", "ES", "ER-2103", "a request to join for ESB58378431 waits"},
    };
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    (void)waiting(&office, "111111111", "FR");
    (void)waiting(&office, "ESB58378431", "ES");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct act act = request_of(cases[i].identifier, cases[i].country);
        REFUSED(run(&office, run_request, &act, &e), RC_CONFLICT, cases[i].code, "identifier", cases[i].msg);
    }
}

static void test_what_requests_must_have(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = request_of("11111111", "FR");
    REFUSED(run(&office, run_request, &act, &e), RC_INVALID, "ER-1003", "pic", "nine decimal digits");
    act = request_of("111111111", "CH");
    REFUSED(run(&office, run_request, &act, &e), RC_INVALID, "ER-2101", "country", "organisations of Switzerland can't join");
    act = request_of("111111111", "UK");
    REFUSED(run(&office, run_request, &act, &e), RC_INVALID, "ER-1006", "country", "the country is \"UK\"");
    act = request_of("B58378432", "ES");
    REFUSED(run(&office, run_request, &act, &e), RC_INVALID, "ER-1005", "identifier", "the check digits");
    act = request_of("111111111", "FR");
    act.registration.name = "";
    REFUSED(run(&office, run_request, &act, &e), RC_INVALID, "ER-1012", "name", "the organisation's name is missing");
    act = request_of("111111111", "FR");
    act.registration.schac_home_organization = "new";
    REFUSED(run(&office, run_request, &act, &e), RC_INVALID, "ER-1007", "schacHomeOrganization", "no domain name");
    act = request_of("111111111", "FR");
    act.registration.website = "new.example";
    REFUSED(run(&office, run_request, &act, &e), RC_INVALID, "ER-1012", "website", "https://");
    act = request_of("111111111", "FR");
    act.registration.representative_email = "nobody";
    REFUSED(run(&office, run_request, &act, &e), RC_INVALID, "ER-1013", "email", "");
    act = request_of("111111111", "FR");
    act.registration.representative_name = NULL;
    REFUSED(run(&office, run_request, &act, &e), RC_INVALID, "ER-1012", "representativeName", "is missing");
    act = request_of("111111111", "FR");
    act.registration.message = "\xff";
    REFUSED(run(&office, run_request, &act, &e), RC_INVALID, "ER-1012", "message", "no valid text");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM registration"), 0);
}

static void test_a_validation_makes_the_organisation_and_invites(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = request_of("111111111", "FR");
    act.id = waiting(&office, "111111111", "FR");
    MUST(run(&office, run_validate, &act, &e));
    const struct organisation *const made = directory_find(&office_act(&office, office.reader, NULL)->directory, STR("111111111"));
    assert_non_null(made);
    assert_int_equal(made->status, ORGANISATION_INVITED);
    assert_int_equal(made->id, act.validation.organisation.id);
    assert_string_equal(made->schac_home_organization, "new.example");
    assert_int_equal(act.validation.link.role, ROLE_REPRESENTATIVE);
    assert_int_equal(
        office_number(*state, "SELECT COUNT(*) FROM registration WHERE state = 1 AND organisation_id = 14 AND decided_at_us IS NOT NULL"),
        1);
    assert_int_equal(
        office_number(*state, "SELECT COUNT(*) FROM contact WHERE organisation_id = 14 AND role = 0 AND email = 'ada@new.example'"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM link WHERE organisation_id = 14 AND purpose = 1"), 1);
    assert_int_equal(office_number(*state,
                         "SELECT COUNT(*) FROM outbox WHERE recipient = 'ada@new.example' AND body LIKE '%New University%' AND body LIKE "
                         "'%" BASE_URL "/%'"),
        1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action IN (20, 74) AND organisation_id = 14"), 2);
    REFUSED(run(&office, run_validate, &act, &e), RC_CONFLICT, "ER-2105", "id", "was decided before: VALIDATED");
    struct act again = request_of("111111111", "FR");
    REFUSED(run(&office, run_request, &again, &e), RC_CONFLICT, "ER-0008", "identifier", "there is an organisation");
}

static void test_a_validation_that_can_not_invite_makes_nothing(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = {.id = waiting(&office, "111111111", "FR")};
    REFUSED(run(&office, run_validate, &act, &e), RC_INVALID, "ER-2214", "public-url", "public-url is missing");
    assert_null(directory_find(&office_act(&office, office.writer, NULL)->directory, STR("111111111")));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM registration WHERE state = 0"), 1);
}

static void test_an_organisation_that_came_meanwhile(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = {.id = waiting(&office, "111111111", "FR"), .base_url = BASE_URL};
    office_script(*state, "UPDATE organisation SET identifier = '111111111' WHERE id = 2");
    registry_touch_all(office.registry, true);
    REFUSED(run(&office, run_validate, &act, &e), RC_CONFLICT, "ER-0008", "identifier", "there is an organisation 111111111 already");
}

static void test_a_refusal_tells_the_reason(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = {.id = waiting(&office, "111111111", "FR"), .reason = ""};
    REFUSED(run(&office, run_refuse, &act, &e), RC_INVALID, "ER-1012", "reason", "the reason is missing");
    act.reason = "no charter";
    MUST(run(&office, run_refuse, &act, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM registration WHERE state = 2 AND reason = 'no charter'"), 1);
    assert_int_equal(
        office_number(*state, "SELECT COUNT(*) FROM outbox WHERE recipient = 'ada@new.example' AND body LIKE '%no charter%'"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM organisation"), 13);
    REFUSED(run(&office, run_refuse, &act, &e), RC_CONFLICT, "ER-2105", "id", "was decided before: REFUSED");
    (void)waiting(&office, "111111111", "FR");
    act.id = 900;
    REFUSED(run(&office, run_refuse, &act, &e), RC_NOT_FOUND, "ER-2104", "id", "there is no request to join with the number 900");
}

static void test_names_are_erased_some_time_after_the_decision(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act refused = {.id = waiting(&office, "111111111", "FR"), .reason = "no charter"};
    MUST(run(&office, run_refuse, &refused, &e));
    (void)waiting(&office, "222222222", "FR");
    struct act early = {.later_us = (REGISTRATION_KEPT_DAYS - 1) * DAY_US};
    MUST(run(&office, run_erase, &early, &e));
    assert_int_equal(early.count, 0);
    struct act late = {.later_us = (REGISTRATION_KEPT_DAYS + 1) * DAY_US};
    MUST(run(&office, run_erase, &late, &e));
    assert_int_equal(late.count, 1);
    assert_int_equal(office_number(*state,
                         "SELECT COUNT(*) FROM registration WHERE identifier = '111111111' AND representative_name = '' AND "
                         "representative_email = '' AND message IS NULL"),
        1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM registration WHERE representative_name = 'Ada Example'"), 1);
    MUST(run(&office, run_erase, &late, &e));
    assert_int_equal(late.count, 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 76"), 1);
}

static void test_upkeep_erases_them(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = {.id = waiting(&office, "111111111", "FR"), .reason = "no charter"};
    MUST(run(&office, run_refuse, &act, &e));
    act.later_us = (REGISTRATION_KEPT_DAYS + 1) * DAY_US;
    MUST(run(&office, run_upkeep, &act, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM registration WHERE representative_name <> ''"), 0);
}

static enum organisation_status status_of(struct office *office, const char *identifier)
{
    return directory_find(&office_act(office, office->reader, NULL)->directory, str_of(identifier))->status;
}

/* From the request to the first day of work: the representative comes by the link and accepts the documents. */
static void test_the_whole_way(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = {.id = waiting(&office, "111111111", "FR"), .base_url = BASE_URL};
    MUST(run(&office, run_validate, &act, &e));
    MUST(run(&office, run_come, &act, &e));
    assert_int_equal(status_of(&office, "111111111"), ORGANISATION_INVITED);
    const struct grant grants[] = {{act.validation.organisation.id, ROLE_REPRESENTATIVE}};
    const struct session_user chief = {.account_id = act.account.id, .grants = grants, .grant_count = 1};
    act.user = &chief;
    MUST(run(&office, run_accept, &act, &e));
    assert_int_equal(status_of(&office, "111111111"), ORGANISATION_ACTIVE);
    assert_int_equal(office_number(*state, "SELECT account_id FROM legal_acceptance WHERE organisation_id = 14"), act.account.id);
}

static void test_without_documents_the_representative_is_enough(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_script(*state, "DELETE FROM legal_acceptance; DELETE FROM legal_text; DELETE FROM legal_document");
    struct act act = {.id = waiting(&office, "111111111", "FR"), .base_url = BASE_URL};
    MUST(run(&office, run_validate, &act, &e));
    assert_int_equal(status_of(&office, "111111111"), ORGANISATION_INVITED);
    MUST(run(&office, run_come, &act, &e));
    assert_int_equal(status_of(&office, "111111111"), ORGANISATION_ACTIVE);
}

static void test_the_super_administrator_decides(void **state)
{
    static const struct grant representative[] = {{1, ROLE_REPRESENTATIVE}};
    static const struct session_user chief = {.account_id = 1, .grants = representative, .grant_count = 1};
    static const struct session_user super = {.account_id = 1, .is_super = true};
    AUTO(office_close) struct office office;
    struct registrations all;
    office_open(&office, *state);
    office_script(*state, "INSERT INTO account (id, email, email_key, name, created_at_us) VALUES (1, 'a@x.org', 'a@x.org', 'A', 0)");
    struct act act = {.id = waiting(&office, "111111111", "FR"), .base_url = BASE_URL, .reason = "why", .user = &chief};
    REFUSED(run(&office, run_validate, &act, &e), RC_DENIED, "ER-2215", "", "you may not let organisations in or out");
    REFUSED(run(&office, run_refuse, &act, &e), RC_DENIED, "ER-2215", "", "you may not let organisations in or out");
    struct session *const session = office_act(&office, office.reader, NULL);
    session->user = &chief;
    REFUSED(registry_list_registrations(session, 0, -1, &all, &e), RC_DENIED, "ER-2215", "", "you may not let organisations in or out");
    act.user = &super;
    MUST(run(&office, run_validate, &act, &e));
    assert_int_equal(office_number(*state, "SELECT decided_by_id FROM registration"), 1);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_request_waits_in_its_stored_form),
        CONTRACT_TEST(test_one_request_for_an_identifier),
        CONTRACT_TEST(test_what_requests_must_have),
        CONTRACT_TEST(test_a_validation_makes_the_organisation_and_invites),
        CONTRACT_TEST(test_a_validation_that_can_not_invite_makes_nothing),
        CONTRACT_TEST(test_an_organisation_that_came_meanwhile),
        CONTRACT_TEST(test_a_refusal_tells_the_reason),
        CONTRACT_TEST(test_names_are_erased_some_time_after_the_decision),
        CONTRACT_TEST(test_upkeep_erases_them),
        CONTRACT_TEST(test_the_whole_way),
        CONTRACT_TEST(test_without_documents_the_representative_is_enough),
        CONTRACT_TEST(test_the_super_administrator_decides),
    };
    return CONTRACT_RUN("registry registrations", tests);
}
