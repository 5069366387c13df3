/* SPDX-License-Identifier: EUPL-1.2 */
/* Enrolling persons, changing and erasing them. */
#include "registries.h"

#define ADA "urn:schac:personalUniqueCode:int:esi:fr:Ada1"
#define ADA_SHOUTED "URN:SCHAC:personaluniquecode:INT:ESI:FR:ADA1"

/* Up to three enrolments as a client sends them. */
struct request {
    struct enrolment_input enrolments[3];
    const struct enrolment_input *pointers[3];
    struct person_input input;
};

static const struct person_input *request(struct request *request, const char *esi, size_t count)
{
    for (size_t i = 0; i < 3; i++) {
        request->pointers[i] = &request->enrolments[i];
    }
    request->input.identifier = esi;
    request->input.enrolments = request->pointers;
    request->input.count = count;
    return &request->input;
}

static void test_a_person_is_enrolled(void **state)
{
    AUTO(office_close) struct office office;
    struct person_detail made;
    struct person_detail out;
    struct request r = {
        .enrolments = {
            {.organisation = " " FIRST " ", .full_name = " \xc5\x81ukasz  A. ", .email = " l@example.org\t", .academic_level = "master"}}};
    r.input.identifier_code = "esi";
    office_open(&office, *state);
    MUST(office_enrol(&office, FIRST, request(&r, " " ADA " ", 1), &made, &e));
    assert_string_equal(made.person.esi, ADA);
    assert_string_equal(made.person.esi_key, "urn:schac:personaluniquecode:int:esi:fr:ada1");
    MUST(office_get_person(&office, FIRST, ADA_SHOUTED, &out, &e));
    assert_int_equal(out.person.id, made.person.id);
    assert_string_equal(out.person.esi, ADA);
    assert_int_equal(out.count, 1);
    const struct enrolment *const enrolment = &out.enrolments[0].enrolment;
    assert_string_equal(enrolment->full_name, "\xc5\x81ukasz  A.");
    assert_string_equal(enrolment->name_key, "lukasz  a.");
    assert_string_equal(enrolment->email, "l@example.org");
    assert_int_equal(enrolment->academic_level, LEVEL_MASTER);
    assert_false(enrolment->has_picture);
    assert_string_equal(out.enrolments[0].organisation->identifier, FIRST);
    assert_string_equal(detail_person_name(&out), "\xc5\x81ukasz  A.");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 1 AND object_id = 1 AND detail IS NULL"), 1);
}

static void test_what_is_not_said_is_not_there(void **state)
{
    AUTO(office_close) struct office office;
    struct person_detail out;
    struct request bare = {.enrolments = {{.organisation = FIRST, .full_name = "", .email = " ", .academic_level = ""}}};
    struct request named = {.enrolments = {{.organisation = FIRST}}, .input = {.full_name = "Old Form"}};
    struct request both = {.enrolments = {{.organisation = FIRST, .full_name = "Own"}}, .input = {.full_name = "Old Form"}};
    office_open(&office, *state);
    MUST(office_enrol(&office, FIRST, request(&bare, ESI("1"), 1), &out, &e));
    assert_string_equal(out.enrolments[0].enrolment.full_name, "");
    assert_null(out.enrolments[0].enrolment.email);
    assert_int_equal(out.enrolments[0].enrolment.academic_level, LEVEL_NONE);
    MUST(office_enrol(&office, FIRST, request(&named, ESI("2"), 1), &out, &e));
    assert_string_equal(out.enrolments[0].enrolment.full_name, "Old Form");
    MUST(office_enrol(&office, FIRST, request(&both, ESI("3"), 1), &out, &e));
    assert_string_equal(out.enrolments[0].enrolment.full_name, "Own");
}

#define TWICE "organisation " FIRST " stands twice in personOrganisationUpdateViews; one entry for each organisation was expected"
#define PROCESSOR_ENROLS "organisation " PROCESSOR " is a processor: persons are enrolled at institutions and public authorities"

static const struct {
    const char *name, *actor, *esi, *esi_code;
    struct enrolment_input enrolments[2];
    enum rc rc;
    const char *code, *field, *msg;
} refused[] = {
    {"no identifier", FIRST, NULL, NULL, {{.organisation = FIRST}}, RC_INVALID, "ER-1002", "identifier", "doesn't begin as one"},
    {"another kind of identifier", FIRST, "12345", NULL, {{.organisation = FIRST}}, RC_INVALID, "ER-1002", "identifier",
        "doesn't begin as one"},
    {"another identifier code", FIRST, ADA, "PIC", {{.organisation = FIRST}}, RC_INVALID, "ER-1012", "identifierCode",
        "identifierCode is \"PIC\"; the only one there is is ESI"},
    {"no organisation", FIRST, ADA, NULL, {{.organisation = NULL}}, RC_INVALID, "ER-0004", "organisationIdentifier",
        "there is no organisation  in this router"},
    {"an unknown organisation", FIRST, ADA, NULL, {{.organisation = "000000000"}}, RC_INVALID, "ER-0004", "organisationIdentifier",
        "there is no organisation 000000000 in this router"},
    {"a processor as organisation", PROCESSOR, ADA, NULL, {{.organisation = PROCESSOR}}, RC_INVALID, "ER-0004", "organisationIdentifier",
        PROCESSOR_ENROLS},
    {"another's organisation", FIRST, ADA, NULL, {{.organisation = SECOND}}, RC_DENIED, "SE-0000", "", "access denied"},
    {"another's organisation beside one's own", FIRST, ADA, NULL, {{.organisation = FIRST}, {.organisation = SECOND}}, RC_DENIED, "SE-0000",
        "", "access denied"},
    {"without mandate", WITHOUT_MANDATE, ADA, NULL, {{.organisation = FIRST}}, RC_DENIED, "SE-0000", "", "access denied"},
    {"after the mandate", ENDED_YESTERDAY, ADA, NULL, {{.organisation = FIRST}}, RC_DENIED, "SE-0000", "", "access denied"},
    {"not accepted", UNACCEPTED, ADA, NULL, {{.organisation = UNACCEPTED}}, RC_DENIED, "ER-2003", "", "has not accepted"},
    {"suspended", SUSPENDED, ADA, NULL, {{.organisation = SUSPENDED}}, RC_DENIED, "ER-2002", "", "is suspended"},
    {"a processor that has not accepted", UNACCEPTED_PROCESSOR, ADA, NULL, {{.organisation = FIRST}}, RC_DENIED, "ER-2003", "",
        "organisation " UNACCEPTED_PROCESSOR " has not accepted"},
    {"an unknown level", FIRST, ADA, NULL, {{.organisation = FIRST, .academic_level = "GENIUS"}}, RC_INVALID, "ER-1012", "academicLevel",
        "academicLevel is \"GENIUS\""},
    {"no e-mail address", FIRST, ADA, NULL, {{.organisation = FIRST, .email = "ada"}}, RC_INVALID, "ER-1013", "email", "has not the form"},
    {"an organisation twice", FIRST, ADA, NULL, {{.organisation = FIRST}, {.organisation = FIRST}}, RC_INVALID, "ER-1015",
        "personOrganisationUpdateViews", TWICE},
};

static void test_refusals_leave_nothing(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct request r = {.enrolments = {refused[i].enrolments[0], refused[i].enrolments[1]}};
        struct person_detail out;
        struct err e = {0};
        r.input.identifier_code = refused[i].esi_code;
        const size_t count = refused[i].enrolments[1].organisation == NULL ? 1 : 2;
        if (office_enrol(&office, refused[i].actor, request(&r, refused[i].esi, count), &out, &e) != refused[i].rc ||
            strstr(e.msg, refused[i].msg) == NULL) {
            fail_msg("%s: %s, %s", refused[i].name, rc_name(e.rc), e.msg);
        }
        assert_string_equal(e.code, refused[i].code);
        assert_string_equal(e.field, refused[i].field);
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM enrolment"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action < 10"), 0);
    office_assert_sound(&office);
}

static void test_a_person_is_enrolled_once_at_each_organisation(void **state)
{
    AUTO(office_close) struct office office;
    struct request first = {.enrolments = {{.organisation = FIRST}}};
    struct request second = {.enrolments = {{.organisation = SECOND}}};
    struct person_detail out;
    office_open(&office, *state);
    MUST(office_enrol(&office, FIRST, request(&first, ADA, 1), &out, &e));
    REFUSED(office_enrol(&office, FIRST, request(&first, ADA_SHOUTED, 1), &out, &e), RC_CONFLICT, "ER-0019", "identifier",
        "the person " ADA " is registered for organisation " FIRST " already; change it with PUT");
    MUST(office_enrol(&office, SECOND, request(&second, ADA_SHOUTED, 1), &out, &e));
    /* One person, whose identifier stays as it was first given, and each organisation sees its own enrolment. */
    assert_string_equal(out.person.esi, ADA);
    assert_int_equal(out.count, 1);
    assert_string_equal(out.enrolments[0].organisation->identifier, SECOND);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 1);
    office_assert_sound(&office);
}

static void test_a_processor_enrols_for_its_issuer(void **state)
{
    AUTO(office_close) struct office office;
    struct request r = {.enrolments = {{.organisation = FIRST, .full_name = "Ada"}}};
    struct person_detail out;
    office_open(&office, *state);
    MUST(office_enrol(&office, PROCESSOR, request(&r, ADA, 1), &out, &e));
    MUST(office_get_person(&office, FIRST, ADA, &out, &e));
    MUST(office_get_person(&office, ENDS_TODAY, ADA, &out, &e));
    REFUSED(office_get_person(&office, ENDED_YESTERDAY, ADA, &out, &e), RC_DENIED, "SE-0000", "", "registered by other organisations");
    REFUSED(office_get_person(&office, SECOND, ADA, &out, &e), RC_DENIED, "SE-0000", "", "registered by other organisations, not by yours");
}

static void test_nobody(void **state)
{
    AUTO(office_close) struct office office;
    struct request r = {.enrolments = {{.organisation = FIRST}}};
    struct person_detail out;
    office_open(&office, *state);
    static const char *const nobody[] = {ADA, "no identifier at all", ""};
    for (size_t i = 0; i < COUNT_OF(nobody); i++) {
        REFUSED(office_get_person(&office, FIRST, nobody[i], &out, &e), RC_NOT_FOUND, "ER-0003", "identifier",
            "there is no person with the identifier");
        REFUSED(office_update_person(&office, FIRST, nobody[i], request(&r, nobody[i], 1), &out, &e), RC_NOT_FOUND, "ER-0003", "identifier",
            nobody[i]);
        REFUSED(office_delete_person(&office, FIRST, nobody[i], &e), RC_NOT_FOUND, "ER-0003", "identifier", nobody[i]);
    }
}

static void test_an_update_replaces_the_enrolments_named_and_no_others(void **state)
{
    AUTO(office_close) struct office office;
    struct request first = {.enrolments = {{.organisation = FIRST, .full_name = "Ada", .email = "a@example.org", .academic_level = "6"}}};
    struct request second = {.enrolments = {{.organisation = SECOND, .full_name = "Augusta", .email = "b@example.org"}}};
    struct request change = {.enrolments = {{.organisation = FIRST, .full_name = "Ada King", .academic_level = "DOCTORATE"}}};
    struct person_detail out;
    office_open(&office, *state);
    MUST(office_enrol(&office, FIRST, request(&first, ADA, 1), &out, &e));
    MUST(office_enrol(&office, SECOND, request(&second, ADA, 1), &out, &e));
    MUST(office_update_person(&office, FIRST, ADA_SHOUTED, request(&change, ADA, 1), &out, &e));
    assert_int_equal(out.count, 1);
    assert_string_equal(out.person.esi, ADA);
    assert_string_equal(out.enrolments[0].enrolment.full_name, "Ada King");
    assert_null(out.enrolments[0].enrolment.email);
    assert_int_equal(out.enrolments[0].enrolment.academic_level, LEVEL_DOCTORATE);
    MUST(office_get_person(&office, SECOND, ADA, &out, &e));
    assert_string_equal(out.enrolments[0].enrolment.full_name, "Augusta");
    assert_string_equal(out.enrolments[0].enrolment.email, "b@example.org");
    assert_int_equal(office_number(*state,
                         "SELECT COUNT(*) FROM audit WHERE action = 2 AND organisation_id = 1 AND detail = 'changed: fullName email "
                         "academicLevel'"),
        1);
    office_assert_sound(&office);
}

static void test_refused_updates_change_nothing(void **state)
{
    AUTO(office_close) struct office office;
    struct request bad = {.enrolments = {{.organisation = FIRST, .full_name = "X"}, {.organisation = FIRST}}};
    struct request other = {.enrolments = {{.organisation = SECOND, .full_name = "X"}}};
    struct person_detail out;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    REFUSED(office_update_person(&office, FIRST, ADA, request(&bad, ESI("other"), 1), &out, &e), RC_INVALID, "ER-1016", "identifier",
        "the identifier in the body differs from the one in the path");
    REFUSED(office_update_person(&office, FIRST, ADA, request(&bad, NULL, 1), &out, &e), RC_INVALID, "ER-1016", "identifier", "differs");
    REFUSED(office_update_person(&office, FIRST, ADA, request(&bad, ADA, 2), &out, &e), RC_INVALID, "ER-1015",
        "personOrganisationUpdateViews", "stands twice");
    REFUSED(office_update_person(&office, FIRST, ADA, request(&other, ADA, 1), &out, &e), RC_DENIED, "SE-0000", "", "access denied");
    REFUSED(office_update_person(&office, SECOND, ADA, request(&other, ADA, 1), &out, &e), RC_DENIED, "SE-0000", "", "not by yours");
    MUST(office_get_person(&office, FIRST, ADA, &out, &e));
    assert_string_equal(out.enrolments[0].enrolment.full_name, "Ada");
    assert_int_equal(out.enrolments[0].enrolment.version, 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM enrolment"), 1);
}

static void test_the_operator_may_enrol_at_several_and_update_adds_what_is_missing(void **state)
{
    AUTO(office_close) struct office office;
    struct request r = {
        .enrolments = {{.organisation = FIRST, .full_name = "A"}, {.organisation = SECOND, .full_name = "B"}, {.organisation = AUTHORITY}}};
    struct person_detail out;
    office_open(&office, *state);
    MUST(office_enrol(&office, NULL, request(&r, ADA, 2), &out, &e));
    assert_int_equal(out.count, 2);
    MUST(office_update_person(&office, NULL, ADA, request(&r, ADA, 3), &out, &e));
    assert_int_equal(out.count, 3);
    assert_string_equal(out.enrolments[0].organisation->identifier, FIRST);
    assert_string_equal(out.enrolments[2].organisation->identifier, AUTHORITY);
    assert_int_equal(out.enrolments[0].enrolment.version, 2);
    assert_int_equal(out.enrolments[2].enrolment.version, 1);
    office_assert_sound(&office);
}

static void test_leaving_takes_ones_own_cards_along(void **state)
{
    AUTO(office_close) struct office office;
    struct person_detail person;
    struct card_detail card;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    office_add_person(&office, SECOND, ADA, "Ada");
    const char *const here = office_add_card(&office, FIRST, ADA);
    (void)office_add_card(&office, FIRST, ADA);
    const char *const there = office_add_card(&office, SECOND, ADA);
    MUST(office_delete_person(&office, FIRST, ADA, &e));
    REFUSED(office_get_person(&office, FIRST, ADA, &person, &e), RC_DENIED, "SE-0000", "", "registered by other organisations");
    REFUSED(office_get_card(&office, FIRST, here, &card, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", here);
    MUST(office_get_person(&office, SECOND, ADA, &person, &e));
    MUST(office_get_card(&office, SECOND, there, &card, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card WHERE deleted_at_us IS NULL"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 13"), 2);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 3 AND organisation_id = 1"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 4"), 0);
    office_assert_sound(&office);
}

static void test_the_last_to_leave_erases_the_person(void **state)
{
    AUTO(office_close) struct office office;
    struct person_detail person;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    office_add_person(&office, SECOND, ADA, "Ada");
    (void)office_add_card(&office, FIRST, ADA);
    (void)office_add_card(&office, SECOND, ADA);
    MUST(office_delete_person(&office, SECOND, ADA, &e));
    MUST(office_delete_person(&office, PROCESSOR, ADA, &e));
    REFUSED(office_get_person(&office, FIRST, ADA, &person, &e), RC_NOT_FOUND, "ER-0003", "identifier", ADA);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM enrolment"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card"), 2);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card WHERE person_id IS NULL AND display_name IS NULL"), 2);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 4 AND organisation_id IS NULL"), 1);
    office_assert_sound(&office);
    /* The same identifier may come again, as somebody of whom nothing is known. */
    office_add_person(&office, FIRST, ADA, "Ada");
    MUST(office_get_person(&office, FIRST, ADA, &person, &e));
    assert_int_equal(person.count, 1);
}

static void test_who_may_not_write_erases_nobody(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    REFUSED(office_delete_person(&office, SECOND, ADA, &e), RC_DENIED, "SE-0000", "", "not by yours");
    REFUSED(office_delete_person(&office, WITHOUT_MANDATE, ADA, &e), RC_DENIED, "SE-0000", "", "not by yours");
    REFUSED(office_delete_person(&office, SUSPENDED_PROCESSOR, ADA, &e), RC_DENIED, "ER-2002", "", "is suspended");
    office_script(*state, "UPDATE organisation SET status = 1 WHERE id = 1; UPDATE revision SET value = value + 1");
    registry_touch_all(office.registry, true);
    REFUSED(office_delete_person(&office, FIRST, ADA, &e), RC_DENIED, "ER-2002", "", "is suspended");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM enrolment"), 1);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_person_is_enrolled),
        CONTRACT_TEST(test_what_is_not_said_is_not_there),
        CONTRACT_TEST(test_refusals_leave_nothing),
        CONTRACT_TEST(test_a_person_is_enrolled_once_at_each_organisation),
        CONTRACT_TEST(test_a_processor_enrols_for_its_issuer),
        CONTRACT_TEST(test_nobody),
        CONTRACT_TEST(test_an_update_replaces_the_enrolments_named_and_no_others),
        CONTRACT_TEST(test_refused_updates_change_nothing),
        CONTRACT_TEST(test_the_operator_may_enrol_at_several_and_update_adds_what_is_missing),
        CONTRACT_TEST(test_leaving_takes_ones_own_cards_along),
        CONTRACT_TEST(test_the_last_to_leave_erases_the_person),
        CONTRACT_TEST(test_who_may_not_write_erases_nobody),
    };
    return CONTRACT_RUN("registry persons", tests);
}
