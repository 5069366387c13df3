/* SPDX-License-Identifier: EUPL-1.2 */
/* The life of an organisation: its data, its contacts, suspension, closing. */
#include "registries.h"

#include "base/day.h"
#include "registry/organisations.h"

/* An act in a transaction of its own, by the operator or a user. */
struct act {
    struct organisation organisation;
    struct contact contact;
    int64_t id;
    const char *reason;
    const struct session_user *user;
    session_work_fn *run;
};

static enum rc run_edit(struct session *session, void *argument, struct err *e)
{
    const struct act *const act = argument;
    return registry_edit_organisation(session, &act->organisation, e);
}

static enum rc run_suspend(struct session *session, void *argument, struct err *e)
{
    const struct act *const act = argument;
    return registry_suspend_organisation(session, act->id, act->reason, e);
}

static enum rc run_resume(struct session *session, void *argument, struct err *e)
{
    const struct act *const act = argument;
    return registry_resume_organisation(session, act->id, e);
}

static enum rc run_close(struct session *session, void *argument, struct err *e)
{
    const struct act *const act = argument;
    return registry_close_organisation(session, act->id, act->reason, e);
}

static enum rc run_activate(struct session *session, void *argument, struct err *e)
{
    const struct act *const act = argument;
    return registry_activate_organisation(session, act->id, e);
}

static enum rc run_add_contact(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_add_contact(session, &act->contact, e);
}

static enum rc run_edit_contact(struct session *session, void *argument, struct err *e)
{
    const struct act *const act = argument;
    return registry_edit_contact(session, &act->contact, e);
}

static enum rc run_remove_contact(struct session *session, void *argument, struct err *e)
{
    const struct act *const act = argument;
    return registry_remove_contact(session, act->id, e);
}

static enum rc run_set_logo(struct session *session, void *argument, struct err *e)
{
    const struct act *const act = argument;
    return registry_set_logo(session, act->id, act->reason, STR("<svg/>"), e);
}

static enum rc run(struct office *office, session_work_fn *work, struct act *act, struct err *e)
{
    struct session *const session = office_act(office, office->writer, NULL);
    session->user = act->user;
    return session_transaction(session, work, act, e);
}

static const struct organisation *find(struct office *office, const char *identifier)
{
    return directory_find(&office_act(office, office->reader, NULL)->directory, str_of(identifier));
}

static void test_an_edit_is_seen_and_recorded_with_its_values(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = {.organisation = *find(&office, FIRST)};
    act.organisation.name = "  Universit\xc3\xa9 Nouvelle ";
    act.organisation.website = "https://nouvelle.example";
    act.organisation.main_color = "#ffcc00";
    act.organisation.address.city_name = "Ville";
    act.organisation.address.has_point = true;
    act.organisation.address.x = 1.5;
    act.organisation.address.y = 46;
    act.organisation.new_logo_day = TODAY;
    act.organisation.shows_name = true;
    act.organisation.legal_basis = LEGAL_BASIS_PUBLIC_TASK;
    MUST(run(&office, run_edit, &act, &e));
    const struct organisation *const after = find(&office, FIRST);
    assert_string_equal(after->name, "Universit\xc3\xa9 Nouvelle");
    assert_string_equal(after->website, "https://nouvelle.example");
    assert_string_equal(after->contrast_color, "#000000");
    assert_string_equal(after->address.city_name, "Ville");
    assert_int_equal(after->new_logo_day, TODAY);
    assert_int_equal(after->legal_basis, LEGAL_BASIS_PUBLIC_TASK);
    assert_int_equal(after->version, 2);
    assert_int_equal(office_number(*state,
                         "SELECT COUNT(*) FROM audit WHERE action = 26 AND organisation_id = 1 AND object_id = 1 AND detail = "
                         "'name: \"Universit\xc3\xa9 de Saint-Valentin\" -> \"Universit\xc3\xa9 Nouvelle\"; website: none -> "
                         "\"https://nouvelle.example\"; address.cityName: none -> \"Ville\"; mainColor: none -> \"#ffcc00\"; "
                         "contrastColor: none -> \"#000000\"; address.point: none -> \"1.500000 46.000000\"; newLogoAt: none -> "
                         "\"2026-11-22\"; showsName: \"no\" -> \"yes\"; legalBasis: \"CONSENT\" -> \"PUBLIC_TASK\"'"),
        1);
}

static void test_an_edit_without_a_change_writes_nothing(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = {.organisation = *find(&office, FIRST)};
    MUST(run(&office, run_edit, &act, &e));
    assert_int_equal(find(&office, FIRST)->version, 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 26"), 0);
}

static void test_the_second_editor_is_told(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act first = {.organisation = *find(&office, FIRST)};
    struct act second = first;
    first.organisation.website = "https://one.example";
    second.organisation.website = "https://two.example";
    MUST(run(&office, run_edit, &first, &e));
    REFUSED(run(&office, run_edit, &second, &e), RC_CONFLICT, "ER-0005", "version",
        "organisation 999999991 was changed by somebody else since it was read");
    assert_string_equal(find(&office, FIRST)->website, "https://one.example");
}

static void test_identity_and_status_are_not_edited(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = {.organisation = *find(&office, SUSPENDED)};
    act.organisation.identifier = "111111111";
    act.organisation.kind = ORGANISATION_PROCESSOR;
    act.organisation.status = ORGANISATION_ACTIVE;
    act.organisation.website = "https://one.example";
    MUST(run(&office, run_edit, &act, &e));
    const struct organisation *const after = find(&office, SUSPENDED);
    assert_int_equal(after->status, ORGANISATION_SUSPENDED);
    assert_int_equal(after->kind, ORGANISATION_INSTITUTION);
    assert_null(find(&office, "111111111"));
}

static void set_country(struct organisation *o)
{
    o->country = "ZZ";
}
static void set_name(struct organisation *o)
{
    o->name = " ";
}
static void set_control(struct organisation *o)
{
    o->address.label = "a\nb";
}
static void set_domain(struct organisation *o)
{
    o->schac_home_organization = "univ";
}
static void set_website(struct organisation *o)
{
    o->website = "javascript:alert(1)";
}
static void set_colour(struct organisation *o)
{
    o->secondary_color = "red";
}
static void set_point(struct organisation *o)
{
    o->address.has_point = true;
    o->address.y = 91;
}

static void test_what_an_edit_must_have(void **state)
{
    static const struct {
        void (*spoil)(struct organisation *organisation);
        const char *code, *field, *msg;
    } cases[] = {
        {set_country, "ER-1006", "country", "the country is \"ZZ\""},
        {set_name, "ER-1012", "name", "the organisation's name is missing"},
        {set_control, "ER-1012", "address.label", "address.label has a control character"},
        {set_domain, "ER-1007", "schacHomeOrganization", "no domain name"},
        {set_website, "ER-1012", "website", "an address such as https://"},
        {set_colour, "ER-1012", "secondaryColor", "a colour such as"},
        {set_point, "ER-1012", "point", "no place on Earth"},
    };
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct act act = {.organisation = *find(&office, FIRST)};
        cases[i].spoil(&act.organisation);
        REFUSED(run(&office, run_edit, &act, &e), RC_INVALID, cases[i].code, cases[i].field, cases[i].msg);
    }
    struct act nobody = {.organisation = *find(&office, FIRST)};
    nobody.organisation.id = 900;
    REFUSED(run(&office, run_edit, &nobody, &e), RC_NOT_FOUND, "ER-2107", "id", "there is no organisation with the number 900");
}

static enum rc issue(struct office *office, const char *actor, struct err *e)
{
    const struct card_input input = card_input_of(FIRST, ESI("1"));
    struct card_detail out;
    return office_issue(office, actor, &input, &out, e);
}

static void test_a_suspension_stops_writing_and_says_why(void **state)
{
    AUTO(office_close) struct office office;
    struct card_detail card;
    office_open(&office, *state);
    struct act act = {.id = find(&office, FIRST)->id, .reason = " the agreement has ended "};
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    const char *const number = office_add_card(&office, FIRST, ESI("1"));
    MUST(run(&office, run_suspend, &act, &e));
    REFUSED(issue(&office, FIRST, &e), RC_DENIED, "ER-2002", "",
        "organisation 999999991 is suspended: it can read, but nothing can be written for it; the reason: the agreement has ended");
    REFUSED(issue(&office, PROCESSOR, &e), RC_DENIED, "ER-2002", "", "is suspended");
    MUST(office_get_card(&office, FIRST, number, &card, &e));
    REFUSED(run(&office, run_suspend, &act, &e), RC_CONFLICT, "ER-2109", "status",
        "organisation 999999991 can't be suspended: its status is SUSPENDED");
    MUST(run(&office, run_resume, &act, &e));
    MUST(issue(&office, FIRST, &e));
    assert_null(find(&office, FIRST)->status_reason);
    REFUSED(run(&office, run_resume, &act, &e), RC_CONFLICT, "ER-2109", "status", "can't be taken up again: its status is ACTIVE");
    assert_int_equal(
        office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 27 AND detail = 'reason: \"the agreement has ended\"'"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 28 AND organisation_id = 1"), 1);
}

static void test_a_reason_is_needed(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = {.id = 1};
    REFUSED(run(&office, run_suspend, &act, &e), RC_INVALID, "ER-1012", "reason", "the reason is missing");
    act.reason = "two\nlines";
    REFUSED(run(&office, run_close, &act, &e), RC_INVALID, "ER-1012", "reason", "the reason has a control character");
}

static void test_a_closed_organisation_reads_on_and_can_come_back(void **state)
{
    AUTO(office_close) struct office office;
    struct card_detail card;
    office_open(&office, *state);
    struct act act = {.id = find(&office, FIRST)->id, .reason = "merged into another"};
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    const char *const number = office_add_card(&office, FIRST, ESI("1"));
    MUST(run(&office, run_close, &act, &e));
    assert_int_equal(find(&office, FIRST)->status, ORGANISATION_CLOSED);
    REFUSED(issue(&office, FIRST, &e), RC_DENIED, "ER-2002", "", "organisation 999999991 is closed");
    MUST(office_get_card(&office, FIRST, number, &card, &e));
    REFUSED(run(&office, run_suspend, &act, &e), RC_CONFLICT, "ER-2109", "status", "its status is CLOSED");
    MUST(run(&office, run_resume, &act, &e));
    MUST(issue(&office, FIRST, &e));
}

static void test_an_invited_organisation_is_activated_once(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act act = {.id = 1};
    office_script(*state, "UPDATE organisation SET status = 2 WHERE id = 1");
    registry_touch_all(office.registry, true);
    REFUSED(issue(&office, FIRST, &e), RC_DENIED, "ER-2002", "", "is invited and has not taken up its work yet");
    MUST(run(&office, run_activate, &act, &e));
    assert_int_equal(find(&office, FIRST)->status, ORGANISATION_ACTIVE);
    MUST(run(&office, run_activate, &act, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 77"), 1);
}

static struct contact contact_of(int64_t organisation_id, enum contact_role role)
{
    return (struct contact){.organisation_id = organisation_id, .role = role, .name = "Ada Example", .email = "ada@example.org"};
}

static void test_contacts_come_and_go_and_the_log_does_not_name_them(void **state)
{
    AUTO(office_close) struct office office;
    struct contacts all;
    office_open(&office, *state);
    struct act technical = {.contact = contact_of(1, CONTACT_TECHNICAL)};
    struct act officer = {.contact = contact_of(1, CONTACT_DATA_PROTECTION)};
    struct act other = {.contact = contact_of(2, CONTACT_REPRESENTATIVE)};
    technical.contact.phone = "+33 1 23";
    MUST(run(&office, run_add_contact, &officer, &e));
    MUST(run(&office, run_add_contact, &technical, &e));
    MUST(run(&office, run_add_contact, &other, &e));
    MUST(registry_list_contacts(office_act(&office, office.reader, NULL), 1, &all, &e));
    assert_int_equal(all.count, 2);
    assert_int_equal(all.items[0].role, CONTACT_TECHNICAL);
    assert_string_equal(all.items[0].phone, "+33 1 23");
    technical.contact.role = CONTACT_FUNCTIONAL;
    technical.contact.organisation_id = 2; /* stays where it is */
    technical.contact.email = "new@example.org";
    MUST(run(&office, run_edit_contact, &technical, &e));
    officer.id = officer.contact.id;
    MUST(run(&office, run_remove_contact, &officer, &e));
    MUST(registry_list_contacts(office_act(&office, office.reader, NULL), 1, &all, &e));
    assert_int_equal(all.count, 1);
    assert_string_equal(all.items[0].email, "new@example.org");
    REFUSED(run(&office, run_remove_contact, &officer, &e), RC_NOT_FOUND, "ER-2110", "id", "there is no contact with the number");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action BETWEEN 70 AND 72"), 5);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE detail LIKE '%Ada%' OR detail LIKE '%example.org%'"), 0);
}

static void test_a_logo_is_found_by_its_name_until_it_is_replaced(void **state)
{
    AUTO(office_close) struct office office;
    struct act logo = {.id = 1, .reason = "one.svg"};
    struct act other = {.id = 2, .reason = "one.svg"};
    struct act nowhere = {.id = 900, .reason = "one.svg"};
    struct str content;
    office_open(&office, *state);
    const int64_t version = find(&office, FIRST)->version;
    assert_null(find(&office, FIRST)->logo);
    MUST(run(&office, run_set_logo, &logo, &e));
    MUST(run(&office, run_set_logo, &other, &e));
    assert_string_equal(find(&office, FIRST)->logo, "one.svg");
    assert_int_equal(find(&office, FIRST)->version, version + 1);
    logo.reason = "two.svg";
    MUST(run(&office, run_set_logo, &logo, &e));
    assert_string_equal(find(&office, FIRST)->logo, "two.svg");
    MUST(registry_get_logo(office_act(&office, office.reader, NULL), STR("one.svg"), &content, &e));
    assert_int_equal(content.length, 6);
    other.reason = NULL;
    MUST(run(&office, run_set_logo, &other, &e));
    REFUSED(registry_get_logo(office_act(&office, office.reader, NULL), STR("one.svg"), &content, &e), RC_NOT_FOUND, "SE-0404", "",
        "no such logo");
    assert_null(find(&office, SECOND)->logo);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 26 AND detail LIKE 'logo%'"), 4);
    REFUSED(run(&office, run_set_logo, &nowhere, &e), RC_NOT_FOUND, "ER-2107", "id", "no organisation with the number 900");
}

static void test_what_contacts_must_have(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act nameless = {.contact = contact_of(1, CONTACT_TECHNICAL)};
    struct act unreachable = {.contact = contact_of(1, CONTACT_TECHNICAL)};
    struct act nowhere = {.contact = contact_of(900, CONTACT_TECHNICAL)};
    nameless.contact.name = "";
    unreachable.contact.email = "ada";
    REFUSED(run(&office, run_add_contact, &nameless, &e), RC_INVALID, "ER-1012", "name", "the contact's name is missing");
    REFUSED(run(&office, run_add_contact, &unreachable, &e), RC_INVALID, "ER-1013", "email", "");
    REFUSED(run(&office, run_add_contact, &nowhere, &e), RC_NOT_FOUND, "ER-2107", "id", "there is no organisation");
}

/* Users do what their roles allow, at their own organisation. */
static void test_rights(void **state)
{
    static const struct grant representative[] = {{1, ROLE_REPRESENTATIVE}};
    static const struct grant technical[] = {{1, ROLE_TECHNICAL}};
    static const struct session_user chief = {.account_id = 1, .grants = representative, .grant_count = 1};
    static const struct session_user engineer = {.account_id = 2, .grants = technical, .grant_count = 1};
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct act own = {.organisation = *find(&office, FIRST), .id = 1, .reason = "why", .user = &chief};
    struct act foreign = {.organisation = *find(&office, SECOND), .id = 2, .reason = "why", .user = &chief};
    struct act weak = {.organisation = *find(&office, FIRST), .contact = contact_of(1, CONTACT_TECHNICAL), .user = &engineer};
    own.organisation.website = foreign.organisation.website = weak.organisation.website = "https://one.example";
    office_script(*state,
        "INSERT INTO account (id, email, email_key, name, created_at_us) VALUES (1, 'a@x.org', 'a@x.org', 'A', 0), "
        "(2, 'b@x.org', 'b@x.org', 'B', 0)");
    MUST(run(&office, run_edit, &own, &e));
    REFUSED(run(&office, run_edit, &foreign, &e), RC_DENIED, "ER-2215", "", "you may not change the organisation's data here");
    REFUSED(run(&office, run_edit, &weak, &e), RC_DENIED, "ER-2215", "", "you may not change the organisation's data here");
    REFUSED(run(&office, run_add_contact, &weak, &e), RC_DENIED, "ER-2215", "", "you may not");
    REFUSED(run(&office, run_set_logo, &foreign, &e), RC_DENIED, "ER-2215", "", "you may not change the organisation's data here");
    REFUSED(run(&office, run_suspend, &own, &e), RC_DENIED, "ER-2215", "", "you may not let organisations in or out here");
    REFUSED(run(&office, run_close, &own, &e), RC_DENIED, "ER-2215", "", "you may not let organisations in or out here");
    REFUSED(run(&office, run_resume, &own, &e), RC_DENIED, "ER-2215", "", "you may not let organisations in or out here");
    assert_int_equal(office_number(*state, "SELECT account_id FROM audit WHERE action = 26"), 1);
}

/* Software with a token changes nothing of its organisation. */
static void test_tokens_have_no_such_rights(void **state)
{
    AUTO(office_close) struct office office;
    struct contacts contacts;
    office_open(&office, *state);
    struct session *const session = office_act(&office, office.writer, FIRST);
    const struct organisation changed = *session->actor;
    struct contact contact = contact_of(1, CONTACT_TECHNICAL);
    session->token_id = 5;
    REFUSED(registry_edit_organisation(session, &changed, &e), RC_DENIED, "ER-2215", "", "you may not change the organisation's data");
    REFUSED(registry_set_logo(session, 1, "one.svg", STR("<svg/>"), &e), RC_DENIED, "ER-2215", "", "you may not");
    REFUSED(registry_suspend_organisation(session, 1, "why", &e), RC_DENIED, "ER-2215", "", "you may not let organisations in or out");
    REFUSED(registry_resume_organisation(session, 1, &e), RC_DENIED, "ER-2215", "", "you may not let organisations in or out");
    REFUSED(registry_close_organisation(session, 1, "why", &e), RC_DENIED, "ER-2215", "", "you may not let organisations in or out");
    REFUSED(registry_add_contact(session, &contact, &e), RC_DENIED, "ER-2215", "", "you may not change the organisation's data");
    REFUSED(registry_list_contacts(session, 1, &contacts, &e), RC_DENIED, "ER-2215", "", "you may not change the organisation's data");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_an_edit_is_seen_and_recorded_with_its_values),
        CONTRACT_TEST(test_an_edit_without_a_change_writes_nothing),
        CONTRACT_TEST(test_the_second_editor_is_told),
        CONTRACT_TEST(test_identity_and_status_are_not_edited),
        CONTRACT_TEST(test_what_an_edit_must_have),
        CONTRACT_TEST(test_a_suspension_stops_writing_and_says_why),
        CONTRACT_TEST(test_a_reason_is_needed),
        CONTRACT_TEST(test_a_closed_organisation_reads_on_and_can_come_back),
        CONTRACT_TEST(test_an_invited_organisation_is_activated_once),
        CONTRACT_TEST(test_contacts_come_and_go_and_the_log_does_not_name_them),
        CONTRACT_TEST(test_a_logo_is_found_by_its_name_until_it_is_replaced),
        CONTRACT_TEST(test_what_contacts_must_have),
        CONTRACT_TEST(test_rights),
        CONTRACT_TEST(test_tokens_have_no_such_rights),
    };
    return CONTRACT_RUN("registry organisations", tests);
}
