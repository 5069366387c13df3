/* SPDX-License-Identifier: EUPL-1.2 */
/* Replacing a person's identifier: what goes on under the former one, who may, and what is left of it. */
#include "registries.h"

#include "registry/identifiers.h"
#include "registry/listing.h"

#define OLD ESI("Temp1")
#define NEW ESI("Final1")
#define NEWER ESI("Final2")
#define OTHER ESI("Other")

struct change {
    const char *esi, *identifier;
    struct person_detail person;
    enum identifier_change outcome;
};

static enum rc run(struct session *session, void *argument, struct err *e)
{
    struct change *const self = argument;
    return registry_change_identifier(session, str_of(self->esi), str_of(self->identifier), &self->person, &self->outcome, e);
}

static enum rc change(struct office *office, const char *actor, const char *esi, const char *identifier, struct change *out, struct err *e)
{
    *out = (struct change){.esi = esi, .identifier = identifier};
    return session_transaction(office_act(office, office->writer, actor), run, out, e);
}

static void must_change(struct office *office, const char *actor, const char *esi, const char *identifier)
{
    struct change out;
    MUST(change(office, actor, esi, identifier, &out, &e));
    assert_int_equal(out.outcome, IDENTIFIER_CHANGED);
    assert_string_equal(out.person.person.esi, identifier);
}

static void must_wish(struct office *office, const char *actor, const char *esi, const char *identifier)
{
    struct change out;
    MUST(change(office, actor, esi, identifier, &out, &e));
    assert_int_equal(out.outcome, IDENTIFIER_WISHED);
    assert_string_equal(out.person.person.esi, esi);
}

/* The person that an organisation finds under an identifier has this one. */
static void assert_leads_to(struct office *office, const char *actor, const char *esi, const char *present)
{
    struct person_detail out;
    MUST(office_get_person(office, actor, esi, &out, &e));
    assert_string_equal(out.person.esi, present);
}

static int64_t found_by(struct office *office, const char *actor, const char *identifier)
{
    struct list_request request = {.size = 10};
    struct card_page page;
    struct session *const session = office_act(office, office->reader, actor);
    const char *const text = arena_format(&office->arena, "person.identifier:%s", identifier);
    assert_non_null(text);
    MUST(search_parse(&office->arena, LIST_CARDS, str_of(text), &request.search, &e));
    MUST(registry_list_cards(session, &request, &page, &e));
    return page.total;
}

static void test_the_former_identifier_goes_on_naming_the_person(void **state)
{
    AUTO(office_close) struct office office;
    struct card_detail card;
    struct person_detail person;
    office_open(&office, *state);
    office_add_person(&office, FIRST, OLD, "Ada");
    const char *const number = office_add_card(&office, FIRST, OLD);
    assert_int_equal(found_by(&office, FIRST, OLD), 1);
    assert_int_equal(found_by(&office, FIRST, NEW), 0);
    must_change(&office, FIRST, OLD, NEW);
    assert_leads_to(&office, FIRST, NEW, NEW);
    assert_leads_to(&office, FIRST, OLD, NEW);
    MUST(office_get_card(&office, FIRST, number, &card, &e));
    assert_string_equal(card.person.person.esi, NEW);
    assert_int_equal(found_by(&office, FIRST, OLD), 1);
    assert_int_equal(found_by(&office, FIRST, NEW), 1);
    assert_int_equal(found_by(&office, SECOND, OLD), 0);
    (void)office_add_card(&office, FIRST, OLD);
    assert_int_equal(found_by(&office, FIRST, NEW), 2);
    struct card_input input = card_input_of(FIRST, OLD);
    MUST(office_update_card(&office, FIRST, number, &input, &card, &e));
    const struct enrolment_input enrolment = {.organisation = FIRST, .full_name = "Ada L."};
    const struct enrolment_input *const enrolments[] = {&enrolment};
    const struct person_input body = {.identifier = NEW, .enrolments = enrolments, .count = 1};
    MUST(office_update_person(&office, FIRST, OLD, &body, &person, &e));
    assert_string_equal(detail_person_name(&person), "Ada L.");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 120 AND object_id = 1 AND detail IS NULL"), 1);
    MUST(office_delete_person(&office, FIRST, OLD, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person_alias"), 0);
    office_assert_sound(&office);
}

static void test_a_change_can_be_sent_again_and_taken_back(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, OLD, "Ada");
    must_change(&office, FIRST, OLD, NEW);
    must_change(&office, FIRST, OLD, NEW);
    must_change(&office, FIRST, NEW, NEWER);
    assert_leads_to(&office, FIRST, OLD, NEWER);
    assert_leads_to(&office, FIRST, NEW, NEWER);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person_alias"), 2);
    must_change(&office, FIRST, NEWER, OLD);
    assert_leads_to(&office, FIRST, NEWER, OLD);
    assert_leads_to(&office, FIRST, OLD, OLD);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person_alias"), 2);
    must_change(&office, FIRST, OLD, ESI("TEMP1"));
    assert_leads_to(&office, FIRST, OLD, ESI("TEMP1"));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person_alias"), 2);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 120"), 4);
}

static const struct {
    const char *name, *actor, *esi, *identifier;
    enum rc rc;
    const char *code, *field, *msg;
} refused[] = {
    {"nobody's", FIRST, OTHER, NEW, RC_NOT_FOUND, "ER-0003", "identifier", "there is no person"},
    {"others'", SECOND, OLD, NEW, RC_DENIED, "SE-0000", "", "access denied"},
    {"without mandate", WITHOUT_MANDATE, OLD, NEW, RC_DENIED, "SE-0000", "", "access denied"},
    {"suspended processor", SUSPENDED_PROCESSOR, OLD, NEW, RC_DENIED, "ER-2002", "", "is suspended"},
    {"no identifier", FIRST, OLD, "12345", RC_INVALID, "ER-1002", "identifier", "doesn't begin as one"},
    {"blank", FIRST, OLD, " ", RC_INVALID, "ER-1002", "identifier", ""},
    {"another person's", FIRST, OLD, ESI("Taken"), RC_CONFLICT, "ER-2401", "identifier", "is another person's"},
    {"another person's former one", FIRST, OLD, ESI("Former"), RC_CONFLICT, "ER-2401", "identifier", "or was one's before"},
    {"by a former one", SECOND, ESI("Former"), NEW, RC_CONFLICT, "ER-2403", "esi", "was replaced before"},
};

static void test_refusals_change_nothing(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, OLD, "Ada");
    office_add_person(&office, SECOND, ESI("Taken"), "Eve");
    office_add_person(&office, SECOND, ESI("Former"), "Zoe");
    must_change(&office, SECOND, ESI("Former"), ESI("Present"));
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct change out;
        struct err e = {0};
        if (change(&office, refused[i].actor, refused[i].esi, refused[i].identifier, &out, &e) != refused[i].rc ||
            strstr(e.msg, refused[i].msg) == NULL || strcmp(e.code, refused[i].code) != 0 || strcmp(e.field, refused[i].field) != 0) {
            fail_msg("%s: %s %s \"%s\", %s", refused[i].name, rc_name(e.rc), e.code, e.field, e.msg);
        }
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person_alias"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM identifier_wish"), 0);
    assert_leads_to(&office, FIRST, OLD, OLD);
}

static enum rc enrol(struct office *office, const char *organisation, const char *esi, struct err *e)
{
    const struct enrolment_input enrolment = {.organisation = organisation, .full_name = "X"};
    const struct enrolment_input *const enrolments[] = {&enrolment};
    const struct person_input input = {.identifier = esi, .enrolments = enrolments, .count = 1};
    struct person_detail out;
    return office_enrol(office, organisation, &input, &out, e);
}

static void test_nobody_is_enrolled_under_a_former_identifier(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, OLD, "Ada");
    must_change(&office, FIRST, OLD, NEW);
    struct err refusal = {0};
    assert_int_equal(enrol(&office, SECOND, OLD, &refusal), RC_CONFLICT);
    assert_null(strstr(refusal.msg, NEW));
    REFUSED(enrol(&office, SECOND, OLD, &e), RC_CONFLICT, "ER-2402", "identifier", "was replaced");
    REFUSED(enrol(&office, FIRST, OLD, &e), RC_CONFLICT, "ER-0019", "identifier", "already");
    MUST(enrol(&office, SECOND, NEW, &e));
    /* Once the person is erased, nobody has had it. */
    MUST(office_delete_person(&office, FIRST, NEW, &e));
    MUST(office_delete_person(&office, SECOND, OLD, &e));
    MUST(enrol(&office, SECOND, OLD, &e));
    assert_leads_to(&office, SECOND, OLD, OLD);
}

static void test_several_organisations_agree(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, OLD, "Ada");
    office_add_person(&office, SECOND, OLD, "Ada");
    must_wish(&office, FIRST, OLD, NEW);
    must_wish(&office, SECOND, OLD, NEWER);
    must_wish(&office, PROCESSOR, OLD, NEW);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM identifier_wish"), 2);
    assert_leads_to(&office, SECOND, OLD, OLD);
    must_change(&office, SECOND, OLD, NEW);
    assert_leads_to(&office, FIRST, OLD, NEW);
    assert_leads_to(&office, SECOND, OLD, NEW);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM identifier_wish"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(DISTINCT organisation_id) FROM audit WHERE action = 120"), 2);
}

static void test_a_wish_is_taken_back_or_ends_with_the_enrolment(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, OLD, "Ada");
    office_add_person(&office, SECOND, OLD, "Ada");
    must_wish(&office, FIRST, OLD, NEW);
    must_change(&office, FIRST, OLD, OLD);
    must_wish(&office, SECOND, OLD, NEW);
    must_wish(&office, SECOND, OLD, NEWER);
    MUST(office_delete_person(&office, SECOND, OLD, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM identifier_wish"), 0);
    must_change(&office, FIRST, OLD, NEW);
}

#define OWN "urn:schac:personalUniqueCode:int:esi:Sub.Univ.example:1"

static void test_who_gave_the_identifier_and_the_operator_change_it_alone(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_script(*state,
        "UPDATE organisation SET schac_home_organization = 'univ.EXAMPLE' WHERE identifier = '" FIRST "';"
        "UPDATE organisation SET schac_home_organization = 'iv.example' WHERE identifier = '" SECOND "'");
    registry_touch_directory(office.registry);
    office_add_person(&office, FIRST, OWN, "Ada");
    office_add_person(&office, SECOND, OWN, "Ada");
    must_wish(&office, SECOND, OWN, NEW);
    must_change(&office, FIRST, OWN, NEW);
    must_wish(&office, FIRST, NEW, NEWER);
    must_change(&office, NULL, NEW, NEWER);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person_alias WHERE organisation_id IS NULL"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM identifier_wish"), 0);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_the_former_identifier_goes_on_naming_the_person),
        CONTRACT_TEST(test_a_change_can_be_sent_again_and_taken_back),
        CONTRACT_TEST(test_refusals_change_nothing),
        CONTRACT_TEST(test_nobody_is_enrolled_under_a_former_identifier),
        CONTRACT_TEST(test_several_organisations_agree),
        CONTRACT_TEST(test_a_wish_is_taken_back_or_ends_with_the_enrolment),
        CONTRACT_TEST(test_who_gave_the_identifier_and_the_operator_change_it_alone),
    };
    return CONTRACT_RUN("registry_identifiers", tests);
}
