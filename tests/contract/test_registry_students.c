/* SPDX-License-Identifier: EUPL-1.2 */
/* Students and their cards, as the API before V2 has them, over the persons and cards that there are. */
#include "registries.h"

#include "base/day.h"
#include "registry/listing.h"
#include "registry/students.h"
#include "registry/tokens.h"

#include <stdio.h>

#define ADA ESI("ada")
#define NUMBER "6a01dfc0-cb98-1035-a19b-001999999991"
#define OTHER_NUMBER "6a01dfc0-cb98-1035-a19b-001999999992"
#define SOON (TODAY + 30)
#define LATER (TODAY + 400)

static const struct student_input ada = {
    .identifier = ADA, .institution = FIRST, .name = "Ada", .email = "ada@example.org", .academic_level = 6, .expires_day = LATER};
static const struct student_card_input plain_card = {.number = NUMBER, .type = 1, .uid = "04A1B2C3D4E580"};

/* One operation in a transaction of its own. */
struct act {
    enum { ADD, UPDATE, ADD_CARD, DELETE_CARD } what;
    const char *esi, *number;
    const struct student_input *student_input;
    const struct student_card_input *card_input;
    struct student student;
    struct student_card card;
};

static enum rc run(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    switch (act->what) {
    case ADD:
        return registry_add_student(session, act->student_input, &act->student, e);
    case UPDATE:
        return registry_update_student(session, str_of(act->esi), act->student_input, &act->student, e);
    case ADD_CARD:
        return registry_add_student_card(session, str_of(act->esi), act->card_input, &act->card, e);
    case DELETE_CARD:
        return registry_delete_student_card(session, str_of(act->esi), str_of(act->number), e);
    }
    return RC_OK;
}

static enum rc perform(struct office *office, const char *actor, struct act *act, struct err *e)
{
    return session_transaction(office_act(office, office->writer, actor), run, act, e);
}

static enum rc add(struct office *office, const char *actor, const struct student_input *input, struct student *out, struct err *e)
{
    struct act act = {.what = ADD, .student_input = input};
    const enum rc rc = perform(office, actor, &act, e);
    *out = act.student;
    return rc;
}

static enum rc update(
    struct office *office, const char *actor, const char *esi, const struct student_input *input, struct student *out, struct err *e)
{
    struct act act = {.what = UPDATE, .esi = esi, .student_input = input};
    const enum rc rc = perform(office, actor, &act, e);
    *out = act.student;
    return rc;
}

static enum rc add_card(struct office *office, const char *actor, const char *esi, const struct student_card_input *input,
    struct student_card *out, struct err *e)
{
    struct act act = {.what = ADD_CARD, .esi = esi, .card_input = input};
    const enum rc rc = perform(office, actor, &act, e);
    *out = act.card;
    return rc;
}

static enum rc delete_card(struct office *office, const char *actor, const char *esi, const char *number, struct err *e)
{
    struct act act = {.what = DELETE_CARD, .esi = esi, .number = number};
    return perform(office, actor, &act, e);
}

static enum rc get(struct office *office, const char *actor, const char *esi, struct student *out, struct err *e)
{
    return registry_get_student(office_act(office, office->reader, actor), str_of(esi), out, e);
}

static enum rc get_card(
    struct office *office, const char *actor, const char *esi, const char *number, struct student_card *out, struct err *e)
{
    return registry_get_student_card(office_act(office, office->reader, actor), str_of(esi), str_of(number), out, e);
}

static enum rc find_card(struct office *office, const char *actor, const char *number, struct student_card *out, struct err *e)
{
    return registry_find_student_card(office_act(office, office->reader, actor), str_of(number), out, e);
}

/* Makes the processor act for the second issuer too. */
static void mandate_second(struct office *office, const struct contract *contract)
{
    office_script(contract,
        "INSERT INTO mandate (issuer_id, processor_id, from_day, created_at_us) "
        "SELECT i.id, p.id, 0, 0 FROM organisation i, organisation p WHERE i.identifier = '" SECOND "' AND p.identifier = '" PROCESSOR
        "'; UPDATE revision SET value = value + 1");
    registry_touch_all(office->registry, true);
}

static void test_a_student_is_a_person_with_cards(void **state)
{
    AUTO(office_close) struct office office;
    struct student student;
    struct student_card card;
    struct person_detail person;
    struct card_detail detail;
    office_open(&office, *state);
    MUST(add(&office, FIRST, &ada, &student, &e));
    assert_int_equal(student.expires_day, LATER);
    assert_int_equal(student.card_count, 0);
    MUST(add_card(&office, FIRST, ADA, &plain_card, &card, &e));
    MUST(office_get_person(&office, FIRST, ADA, &person, &e));
    assert_string_equal(person.enrolments[0].enrolment.full_name, "Ada");
    assert_string_equal(person.enrolments[0].enrolment.email, "ada@example.org");
    assert_int_equal(person.enrolments[0].enrolment.academic_level, LEVEL_BACHELOR);
    MUST(office_get_card(&office, FIRST, NUMBER, &detail, &e));
    assert_int_equal(detail.card.type, CARD_PASSIVE);
    assert_int_equal(detail.card.status, CARD_ACTIVE);
    assert_int_equal(detail.card.issued_day, TODAY);
    assert_int_equal(detail.card.expires_day, LATER);
    assert_null(detail.processor);
    MUST(get(&office, FIRST, ESI("ADA"), &student, &e));
    assert_string_equal(student.person.esi, ADA);
    assert_string_equal(student.institution->identifier, FIRST);
    assert_int_equal(student.card_count, 1);
    assert_string_equal(student.cards[0].uid, "04A1B2C3D4E580");
    MUST(get_card(&office, FIRST, ADA, "6A01DFC0CB981035A19B001999999991", &card, &e));
    assert_int_equal(card.student.card_count, 1);
    office_assert_sound(&office);
}

static void test_what_v2_wrote_is_there(void **state)
{
    AUTO(office_close) struct office office;
    struct student student;
    struct student_card card;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    MUST(get(&office, FIRST, ADA, &student, &e));
    assert_int_equal(student.expires_day, DAY_NONE);
    REFUSED(add_card(&office, FIRST, ADA, &plain_card, &card, &e), RC_INVALID, "ER-1101", "expiryDate", "has no expiryDate yet");
    struct card_detail made;
    struct card_input input = card_input_of(FIRST, ADA);
    input.expires_day = SOON;
    MUST(office_issue(&office, FIRST, &input, &made, &e));
    input.expires_day = LATER;
    input.status = "INACTIVE";
    MUST(office_issue(&office, FIRST, &input, &made, &e));
    MUST(get(&office, FIRST, ADA, &student, &e));
    assert_int_equal(student.expires_day, LATER);
    assert_int_equal(student.card_count, 2);
    assert_int_equal(student.cards[0].id, made.card.id);
    /* From now on a card can be added, and takes the latest. */
    MUST(add_card(&office, FIRST, ADA, &plain_card, &card, &e));
    assert_int_equal(card.card.expires_day, LATER);
    office_assert_sound(&office);
}

static void test_a_new_day_of_expiry_moves_all_cards(void **state)
{
    AUTO(office_close) struct office office;
    struct student student;
    struct student_card card;
    office_open(&office, *state);
    MUST(add(&office, FIRST, &ada, &student, &e));
    MUST(add_card(&office, FIRST, ADA, &plain_card, &card, &e));
    (void)office_add_card(&office, FIRST, ADA);
    office_add_person(&office, SECOND, ADA, "Ada");
    const char *const elsewhere = office_add_card(&office, SECOND, ADA);
    struct card_detail theirs;
    MUST(office_get_card(&office, SECOND, elsewhere, &theirs, &e));
    const int32_t before = theirs.card.expires_day;
    struct student_input moved = ada;
    moved.expires_day = SOON;
    MUST(update(&office, FIRST, ESI("ADA"), &moved, &student, &e));
    assert_int_equal(student.expires_day, SOON);
    assert_int_equal(student.card_count, 2);
    assert_int_equal(student.cards[0].expires_day, SOON);
    assert_int_equal(student.cards[1].expires_day, SOON);
    assert_string_equal(student.cards[1].uid, "04A1B2C3D4E580");
    MUST(office_get_card(&office, SECOND, elsewhere, &theirs, &e));
    assert_int_equal(theirs.card.expires_day, before);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 12 AND organisation_id = 1"), 2);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 2 AND detail = 'changed: expiryDate'"), 2);
    /* The same again writes no card. */
    MUST(update(&office, FIRST, ADA, &moved, &student, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 12"), 2);
    moved.expires_day = TODAY - 1;
    REFUSED(update(&office, FIRST, ADA, &moved, &student, &e), RC_INVALID, "ER-1014", "expiryDate",
        "expiryDate is 2026-11-21, before 2026-11-22, when the student's card");
    MUST(get(&office, FIRST, ADA, &student, &e));
    assert_int_equal(student.expires_day, SOON);
    office_assert_sound(&office);
}

static void test_what_is_not_said_stays(void **state)
{
    AUTO(office_close) struct office office;
    struct student student;
    office_open(&office, *state);
    MUST(add(&office, FIRST, &ada, &student, &e));
    struct student_input bare = {
        .identifier = ADA, .institution = " " FIRST " ", .name = " ", .email = "a@example.org", .expires_day = LATER};
    MUST(update(&office, FIRST, ADA, &bare, &student, &e));
    assert_string_equal(student.enrolment.full_name, "Ada");
    assert_int_equal(student.enrolment.academic_level, LEVEL_BACHELOR);
    assert_string_equal(student.enrolment.email, "a@example.org");
    bare.name = "Augusta";
    bare.academic_level = 8;
    MUST(update(&office, FIRST, ADA, &bare, &student, &e));
    assert_string_equal(student.enrolment.full_name, "Augusta");
    assert_int_equal(student.enrolment.academic_level, LEVEL_DOCTORATE);
}

static void test_a_card_comes_back_under_its_number(void **state)
{
    AUTO(office_close) struct office office;
    struct student student;
    struct student_card card;
    office_open(&office, *state);
    MUST(add(&office, FIRST, &ada, &student, &e));
    MUST(add_card(&office, FIRST, ADA, &plain_card, &card, &e));
    REFUSED(add_card(&office, FIRST, ADA, &plain_card, &card, &e), RC_CONFLICT, "ER-0002", "cardNumber", "exists already");
    MUST(delete_card(&office, FIRST, ADA, NUMBER, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card WHERE uid IS NOT NULL"), 0);
    REFUSED(get_card(&office, FIRST, ADA, NUMBER, &card, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", NUMBER);
    MUST(get(&office, FIRST, ADA, &student, &e));
    assert_int_equal(student.card_count, 0);
    assert_int_equal(student.expires_day, LATER);
    const struct student_card_input again = {.number = NUMBER, .type = 4};
    MUST(add_card(&office, FIRST, ADA, &again, &card, &e));
    assert_null(card.card.uid);
    assert_int_equal(card.card.type, CARD_SMART_MAY_SP);
    office_assert_sound(&office);
}

static const struct {
    const char *name, *actor;
    struct student_input input;
    enum rc rc;
    const char *code, *field, *msg;
} refused[] = {
    {"an unknown institution", FIRST, {.identifier = ADA, .institution = "999999988", .email = "a@b.eu"}, RC_INVALID, "ER-0004",
        "organisationIdentifier", "there is no organisation 999999988"},
    {"another's institution", FIRST, {.identifier = ADA, .institution = SECOND, .email = "a@b.eu"}, RC_DENIED, "SE-0000", "",
        "access denied"},
    {"a processor as institution", PROCESSOR, {.identifier = ADA, .institution = PROCESSOR, .email = "a@b.eu"}, RC_INVALID, "ER-0004",
        "organisationIdentifier", "is a processor"},
    {"without mandate", WITHOUT_MANDATE, {.identifier = ADA, .institution = FIRST, .email = "a@b.eu"}, RC_DENIED, "SE-0000", "", "mandate"},
    {"not accepted", UNACCEPTED, {.identifier = ADA, .institution = UNACCEPTED, .email = "a@b.eu"}, RC_DENIED, "ER-2003", "", "accepted"},
    {"suspended", SUSPENDED, {.identifier = ADA, .institution = SUSPENDED, .email = "a@b.eu"}, RC_DENIED, "ER-2002", "", "is suspended"},
    {"no identifier", FIRST, {.identifier = "ada", .institution = FIRST, .email = "a@b.eu"}, RC_INVALID, "ER-1002", "identifier", ""},
    {"no address", FIRST, {.identifier = ADA, .institution = FIRST, .email = "ada"}, RC_INVALID, "ER-1013", "email", "e-mail"},
    {"an unknown level", FIRST, {.identifier = ADA, .institution = FIRST, .email = "a@b.eu", .academic_level = 5}, RC_INVALID, "ER-1012",
        "academicLevel", "academicLevel is 5; 6, 7 or 8 was expected"},
};

static void test_refused_students_leave_nothing(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct student out;
        struct err e = {0};
        if (add(&office, refused[i].actor, &refused[i].input, &out, &e) != refused[i].rc || strstr(e.msg, refused[i].msg) == NULL) {
            fail_msg("%s: %s, %s", refused[i].name, rc_name(e.rc), e.msg);
        }
        assert_string_equal(e.code, refused[i].code);
        assert_string_equal(e.field, refused[i].field);
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action < 20"), 0);
    office_assert_sound(&office);
}

static void test_refused_changes_change_nothing(void **state)
{
    AUTO(office_close) struct office office;
    struct student student;
    struct student_card card;
    office_open(&office, *state);
    MUST(add(&office, FIRST, &ada, &student, &e));
    struct student_input change = ada;
    change.name = "X";
    REFUSED(add(&office, FIRST, &ada, &student, &e), RC_CONFLICT, "ER-0019", "identifier", "is registered");
    REFUSED(update(&office, FIRST, ESI("nobody"), &change, &student, &e), RC_NOT_FOUND, "ER-0003", "identifier", "there is no person");
    REFUSED(update(&office, SECOND, ADA, &change, &student, &e), RC_DENIED, "SE-0000", "", "not by yours");
    change.identifier = ESI("nobody");
    REFUSED(update(&office, FIRST, ADA, &change, &student, &e), RC_INVALID, "ER-1016", "identifier", "differs");
    change.identifier = ADA;
    change.institution = SECOND;
    REFUSED(update(&office, FIRST, ADA, &change, &student, &e), RC_DENIED, "SE-0000", "", "access denied");
    change.institution = FIRST;
    change.academic_level = 9;
    REFUSED(update(&office, FIRST, ADA, &change, &student, &e), RC_INVALID, "ER-1012", "academicLevel", "academicLevel is 9");
    const struct student_card_input of_second = {.number = OTHER_NUMBER};
    REFUSED(add_card(&office, FIRST, ADA, &of_second, &card, &e), RC_INVALID, "ER-1001", "cardNumber", "");
    const struct student_card_input too_new = {.number = NUMBER, .type = 5};
    REFUSED(add_card(&office, FIRST, ADA, &too_new, &card, &e), RC_INVALID, "ER-1012", "cardType", "cardType is 5; 0 to 4 was expected");
    REFUSED(add_card(&office, SECOND, ADA, &plain_card, &card, &e), RC_DENIED, "SE-0000", "", "not by yours");
    REFUSED(add_card(&office, FIRST, ESI("nobody"), &plain_card, &card, &e), RC_NOT_FOUND, "ER-0003", "identifier", "no person");
    MUST(get(&office, FIRST, ADA, &student, &e));
    assert_string_equal(student.enrolment.full_name, "Ada");
    assert_int_equal(student.card_count, 0);
    office_assert_sound(&office);
}

static void test_a_card_after_the_students_day(void **state)
{
    AUTO(office_close) struct office office;
    struct student student;
    struct student_card card;
    struct student_input past = ada;
    past.expires_day = TODAY - 1;
    office_open(&office, *state);
    MUST(add(&office, FIRST, &past, &student, &e));
    REFUSED(add_card(&office, FIRST, ADA, &plain_card, &card, &e), RC_INVALID, "ER-1014", "expiryDate", "expiryDate 2026-11-21 has passed");
    past.expires_day = TODAY;
    MUST(update(&office, FIRST, ADA, &past, &student, &e));
    MUST(add_card(&office, FIRST, ADA, &plain_card, &card, &e));
    assert_int_equal(card.card.expires_day, TODAY);
}

static void test_cards_of_others_and_of_nobody(void **state)
{
    AUTO(office_close) struct office office;
    struct student student;
    struct student_card card;
    office_open(&office, *state);
    MUST(add(&office, FIRST, &ada, &student, &e));
    MUST(add_card(&office, FIRST, ADA, &plain_card, &card, &e));
    office_add_person(&office, FIRST, ESI("bob"), "Bob");
    office_add_person(&office, SECOND, ESI("eve"), "Eve");
    const char *const theirs = office_add_card(&office, SECOND, ESI("eve"));
    REFUSED(get_card(&office, FIRST, ESI("bob"), NUMBER, &card, &e), RC_NOT_FOUND, "ER-0001", "europeanStudentCardNumber", NUMBER);
    REFUSED(delete_card(&office, FIRST, ESI("bob"), NUMBER, &e), RC_NOT_FOUND, "ER-0001", "europeanStudentCardNumber", NUMBER);
    REFUSED(get_card(&office, FIRST, ESI("bob"), theirs, &card, &e), RC_DENIED, "SE-0000", "", "access denied");
    REFUSED(get_card(&office, FIRST, ESI("eve"), theirs, &card, &e), RC_DENIED, "SE-0000", "", "access denied");
    REFUSED(get_card(&office, FIRST, ADA, OTHER_NUMBER, &card, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", OTHER_NUMBER);
    REFUSED(get_card(&office, FIRST, ADA, "no number", &card, &e), RC_NOT_FOUND, "ER-0001", "europeanStudentCardNumber", "no number");
    MUST(find_card(&office, FIRST, NUMBER, &card, &e));
    assert_string_equal(card.student.person.esi, ADA);
    REFUSED(find_card(&office, SECOND, NUMBER, &card, &e), RC_NOT_FOUND, "ER-0001", "europeanStudentCardNumber", NUMBER);
    REFUSED(find_card(&office, FIRST, "no number", &card, &e), RC_NOT_FOUND, "ER-0001", "europeanStudentCardNumber", "no number");
    REFUSED(find_card(&office, FIRST, OTHER_NUMBER, &card, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", OTHER_NUMBER);
    MUST(get_card(&office, FIRST, ADA, NUMBER, &card, &e));
}

static void test_a_processor_serves_students_of_each_issuer(void **state)
{
    AUTO(office_close) struct office office;
    struct student student;
    struct student_card card;
    office_open(&office, *state);
    mandate_second(&office, *state);
    MUST(add(&office, PROCESSOR, &ada, &student, &e));
    struct student_input at_second = ada;
    at_second.institution = SECOND;
    at_second.expires_day = SOON;
    REFUSED(update(&office, PROCESSOR, ADA, &at_second, &student, &e), RC_NOT_FOUND, "ER-0003", "picInstitutionCode",
        "not registered at the institution " SECOND);
    MUST(add(&office, PROCESSOR, &at_second, &student, &e));
    assert_string_equal(student.institution->identifier, SECOND);
    /* The oldest enrolment is the student; a card goes where its number says. */
    MUST(get(&office, PROCESSOR, ADA, &student, &e));
    assert_string_equal(student.institution->identifier, FIRST);
    const struct student_card_input of_second = {.number = OTHER_NUMBER};
    MUST(add_card(&office, PROCESSOR, ADA, &of_second, &card, &e));
    assert_string_equal(card.student.institution->identifier, SECOND);
    assert_int_equal(card.card.expires_day, SOON);
    assert_int_equal(card.card.processor_id, office_number(*state, "SELECT id FROM organisation WHERE identifier = '" PROCESSOR "'"));
    MUST(get_card(&office, PROCESSOR, ADA, OTHER_NUMBER, &card, &e));
    assert_string_equal(card.student.institution->identifier, SECOND);
    MUST(get(&office, PROCESSOR, ADA, &student, &e));
    assert_int_equal(student.card_count, 0);
    REFUSED(get_card(&office, FIRST, ADA, OTHER_NUMBER, &card, &e), RC_DENIED, "SE-0000", "", "another organisation");
    MUST(update(&office, PROCESSOR, ADA, &at_second, &student, &e));
    assert_int_equal(student.card_count, 1);
    struct students students;
    MUST(registry_list_students(office_act(&office, office.reader, PROCESSOR), 0, 50, &students, &e));
    assert_int_equal(students.count, 1);
    office_assert_sound(&office);
}

static void test_lists_are_those_of_v2(void **state)
{
    AUTO(office_close) struct office office;
    char esi[64];
    office_open(&office, *state);
    for (int i = 0; i < 9; i++) {
        (void)snprintf(esi, sizeof esi, ESI("s%d"), i);
        office_add_person(&office, i % 3 == 2 ? SECOND : FIRST, esi, "S");
        (void)office_add_card(&office, i % 3 == 2 ? SECOND : FIRST, esi);
    }
    static const char *const actors[] = {FIRST, SECOND, PROCESSOR, WITHOUT_MANDATE};
    static const int64_t limits[] = {1, 2, 5, 200};
    for (size_t a = 0; a < COUNT_OF(actors) * COUNT_OF(limits); a++) {
        for (int64_t offset = 0; offset < 8; offset++) {
            struct session *const session = office_act(&office, office.reader, actors[a / COUNT_OF(limits)]);
            const struct list_request request = {.offset = offset, .size = limits[a % COUNT_OF(limits)]};
            struct card_page cards;
            struct person_page persons;
            struct students students;
            struct student_cards student_cards;
            MUST(registry_list_cards(session, &request, &cards, &e));
            MUST(registry_list_persons(session, &request, &persons, &e));
            MUST(registry_list_students(session, request.offset, request.size, &students, &e));
            MUST(registry_list_student_cards(session, request.offset, request.size, &student_cards, &e));
            assert_int_equal(student_cards.count, cards.count);
            assert_int_equal(students.count, persons.count);
            for (size_t i = 0; i < cards.count; i++) {
                assert_int_equal(student_cards.items[i].card.id, cards.items[i].card.id);
                assert_int_equal(student_cards.items[i].student.person.id, cards.items[i].card.person_id);
                assert_ptr_equal(student_cards.items[i].student.institution, cards.items[i].issuer);
            }
            for (size_t i = 0; i < persons.count; i++) {
                assert_int_equal(students.items[i].person.id, persons.items[i].person.id);
                assert_int_equal(students.items[i].card_count, 1);
                assert_int_equal(students.items[i].expires_day, students.items[i].cards[0].expires_day);
            }
            arena_reset(&office.arena);
        }
    }
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_student_is_a_person_with_cards),
        CONTRACT_TEST(test_what_v2_wrote_is_there),
        CONTRACT_TEST(test_a_new_day_of_expiry_moves_all_cards),
        CONTRACT_TEST(test_what_is_not_said_stays),
        CONTRACT_TEST(test_a_card_comes_back_under_its_number),
        CONTRACT_TEST(test_refused_students_leave_nothing),
        CONTRACT_TEST(test_refused_changes_change_nothing),
        CONTRACT_TEST(test_a_card_after_the_students_day),
        CONTRACT_TEST(test_cards_of_others_and_of_nobody),
        CONTRACT_TEST(test_a_processor_serves_students_of_each_issuer),
        CONTRACT_TEST(test_lists_are_those_of_v2),
    };
    return CONTRACT_RUN("registry students", tests);
}
