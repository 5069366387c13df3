/* SPDX-License-Identifier: EUPL-1.2 */
/* Students who see, correct and erase what is stored of them, by links that open one organisation's data, once. */
#include "registries.h"

#include "registry/rights.h"

#define ADA ESI("Ada1")
#define BASE "https://router.example"
#define MINUTE_US INT64_C(60000000)

/* One step of a student, or of who gives links. */
struct step {
    session_work_fn *work;
    const char *text, *organisation, *email, *subject, *mail;
    int64_t version;
    struct cardholder cardholder;
    struct student_link link;
    char key[LINK_SECRET_SIZE];
    size_t ended;
    int64_t later_us; /* after the fixed instant */
};

static enum rc do_make(struct session *session, void *argument, struct err *e)
{
    struct step *const self = argument;
    return registry_make_student_link(session, str_of(self->text), BASE, &self->link, e);
}

static enum rc do_send(struct session *session, void *argument, struct err *e)
{
    struct step *const self = argument;
    const struct student_wish wish = {.student = str_of(self->text),
        .email = self->email == NULL ? (struct str){NULL, 0} : str_of(self->email),
        .base_url = self->organisation,
        .subject = self->subject,
        .text = self->mail};
    return registry_send_student_links(session, &wish, e);
}

static enum rc do_begin(struct session *session, void *argument, struct err *e)
{
    struct step *const self = argument;
    return registry_student_begin(session, str_of(self->text), &self->cardholder, self->key, e);
}

static enum rc do_end(struct session *session, void *argument, struct err *e)
{
    struct step *const self = argument;
    return registry_student_end(session, &self->cardholder, e);
}

static enum rc do_for(struct session *session, void *argument, struct err *e)
{
    struct step *const self = argument;
    return registry_student_for(session, str_of(self->text), self->organisation, &self->cardholder, e);
}

static enum rc do_correct(struct session *session, void *argument, struct err *e)
{
    struct step *const self = argument;
    return registry_student_correct_email(session, &self->cardholder, str_of(self->text), e);
}

static enum rc do_agree(struct session *session, void *argument, struct err *e)
{
    struct step *const self = argument;
    return registry_student_agree(session, &self->cardholder, self->version, self->text, e);
}

static enum rc do_withdraw(struct session *session, void *argument, struct err *e)
{
    struct step *const self = argument;
    return registry_student_withdraw(session, &self->cardholder, &self->ended, e);
}

static enum rc step(struct office *office, const char *actor, session_work_fn *work, struct step *self, struct err *e)
{
    struct session *const session = office_act(office, office->writer, actor);
    session->now_us += self->later_us;
    return session_transaction(session, work, self, e);
}

static void add(struct office *office, const char *organisation, const char *email)
{
    const struct enrolment_input enrolment = {.organisation = organisation, .full_name = "Ada", .email = email};
    const struct enrolment_input *const enrolments[] = {&enrolment};
    const struct person_input input = {.identifier = ADA, .enrolments = enrolments, .count = 1};
    struct person_detail out;
    MUST(office_enrol(office, organisation, &input, &out, &e));
}

/* By the link that the portal of an organisation gets. */
static struct cardholder come(struct office *office, const char *organisation)
{
    struct step make = {.text = ADA};
    MUST(step(office, organisation, do_make, &make, &e));
    struct step begin = {.text = make.link.url};
    MUST(step(office, NULL, do_begin, &begin, &e));
    return begin.cardholder;
}

static struct stored see(struct office *office, const struct cardholder *cardholder)
{
    struct stored out;
    MUST(registry_student_see(office_act(office, office->reader, NULL), cardholder, &out, &e));
    return out;
}

static void test_a_portal_link_opens_one_organisation_once(void **state)
{
    AUTO(office_close) struct office office;
    struct step make = {.text = ADA};
    struct cardholder again;
    office_open(&office, *state);
    add(&office, FIRST, "ada@first.example");
    add(&office, SECOND, "ada@second.example");
    const char *const number = office_add_card(&office, FIRST, ADA);
    (void)office_add_card(&office, SECOND, ADA);
    MUST(step(&office, FIRST, do_make, &make, &e));
    assert_int_equal(make.link.expires_at_us, NOW + 10 * MINUTE_US);
    assert_non_null(strstr(make.link.url, BASE "/link/student/"));
    struct step begin = {.text = make.link.url};
    for (int i = 0; i < 2; i++) {
        MUST(registry_student_look_at_link(office_act(&office, office.reader, NULL), str_of(make.link.url), &e));
    }
    MUST(step(&office, NULL, do_begin, &begin, &e));
    REFUSED(registry_student_look_at_link(office_act(&office, office.reader, NULL), str_of(make.link.url), &e), RC_CONFLICT, "ER-2212", "",
        "used before");
    assert_int_equal(begin.cardholder.how, CONSENT_BY_PORTAL);
    REFUSED(step(&office, NULL, do_begin, &begin, &e), RC_CONFLICT, "ER-2212", "", "used before");
    const struct stored stored = see(&office, &begin.cardholder);
    assert_int_equal(stored.count, 1);
    assert_string_equal(stored.person.esi, ADA);
    assert_string_equal(stored.parts[0].organisation->identifier, FIRST);
    assert_string_equal(stored.parts[0].enrolment.email, "ada@first.example");
    assert_int_equal(stored.parts[0].cards.count, 1);
    assert_int_equal(stored.parts[0].created_at_us, NOW);
    assert_int_equal(stored.parts[0].consents.count, 1);
    char text[ESCN_TEXT_SIZE];
    escn_format(&stored.parts[0].cards.items[0].escn, text);
    assert_string_equal(text, number);
    /* The key goes on for half an hour, and is no link. */
    struct session *const reader = office_act(&office, office.reader, NULL);
    MUST(registry_student_resume(reader, str_of(begin.key), &again, &e));
    assert_int_equal(again.person_id, begin.cardholder.person_id);
    struct step key_as_link = {.text = begin.key};
    REFUSED(step(&office, NULL, do_begin, &key_as_link, &e), RC_NOT_FOUND, "ER-2210", "", "not known");
    reader->now_us = NOW + 31 * MINUTE_US;
    REFUSED(registry_student_resume(reader, str_of(begin.key), &again, &e), RC_DENIED, "ER-2211", "", "expired");
    MUST(step(&office, NULL, do_end, &begin, &e));
    REFUSED(registry_student_resume(office_act(&office, office.reader, NULL), str_of(begin.key), &again, &e), RC_DENIED, "ER-2213", "",
        "withdrawn");
}

static void test_bad_links_open_nothing(void **state)
{
    AUTO(office_close) struct office office;
    struct step first = {.text = ADA};
    struct step second = {.text = ADA};
    struct step forged = {.text = "0123456789012345678901234567890123456789012"};
    office_open(&office, *state);
    add(&office, FIRST, NULL);
    MUST(step(&office, FIRST, do_make, &first, &e));
    MUST(step(&office, FIRST, do_make, &second, &e));
    struct step replaced = {.text = first.link.url};
    REFUSED(step(&office, NULL, do_begin, &replaced, &e), RC_DENIED, "ER-2213", "", "replaced by a newer one");
    REFUSED(step(&office, NULL, do_begin, &forged, &e), RC_NOT_FOUND, "ER-2210", "", "not known");
    struct step late = {.text = second.link.url, .later_us = 11 * MINUTE_US};
    REFUSED(step(&office, NULL, do_begin, &late, &e), RC_DENIED, "ER-2211", "", "expired");
    struct step third = {.text = ADA};
    MUST(step(&office, FIRST, do_make, &third, &e));
    MUST(office_delete_person(&office, FIRST, ADA, &e));
    struct step gone = {.text = third.link.url};
    REFUSED(step(&office, NULL, do_begin, &gone, &e), RC_NOT_FOUND, "ER-2210", "", "not known");
}

static void test_links_are_given_to_who_has_enrolled_the_student(void **state)
{
    AUTO(office_close) struct office office;
    struct step make = {.text = ADA};
    struct step unknown = {.text = ESI("0")};
    office_open(&office, *state);
    add(&office, FIRST, NULL);
    REFUSED(step(&office, SECOND, do_make, &make, &e), RC_DENIED, "SE-0000", "", "access denied");
    REFUSED(step(&office, PROCESSOR, do_make, &make, &e), RC_DENIED, "SE-0000", "", "with a token of its own");
    REFUSED(step(&office, NULL, do_make, &make, &e), RC_DENIED, "SE-0000", "", "access denied");
    REFUSED(step(&office, FIRST, do_make, &unknown, &e), RC_NOT_FOUND, "ER-0003", "identifier", "there is no person");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM link"), 0);
}

static void test_mails_go_to_the_addresses_that_are_stored(void **state)
{
    AUTO(office_close) struct office office;
    struct step by_esi = {.text = " " ADA " ", .organisation = BASE};
    struct step later = {.text = ADA, .organisation = BASE, .later_us = 11 * MINUTE_US};
    struct step ahead = {.text = ADA, .organisation = BASE, .later_us = 500000 * MINUTE_US};
    struct step set_back = {.text = ADA, .organisation = BASE, .later_us = 30 * MINUTE_US};
    struct step nobody = {.text = ESI("0"), .organisation = BASE};
    struct step nonsense = {.text = "x", .organisation = BASE};
    struct step nowhere = {.text = ADA};
    office_open(&office, *state);
    add(&office, FIRST, "ada@first.example");
    add(&office, SECOND, "ada@second.example");
    add(&office, AUTHORITY, NULL);
    struct step by_card = {.text = office_add_card(&office, FIRST, ADA), .organisation = BASE};
    MUST(step(&office, NULL, do_send, &nobody, &e));
    MUST(step(&office, NULL, do_send, &nonsense, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 0);
    MUST(step(&office, NULL, do_send, &by_card, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(DISTINCT recipient) FROM outbox WHERE recipient LIKE 'ada@%.example'"), 2);
    MUST(step(&office, NULL, do_send, &by_esi, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 2);
    MUST(step(&office, NULL, do_send, &later, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 4);
    /* What a clock that was ahead has sent holds nothing up once it is set back. */
    MUST(step(&office, NULL, do_send, &ahead, &e));
    MUST(step(&office, NULL, do_send, &set_back, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 8);
    REFUSED(step(&office, NULL, do_send, &nowhere, &e), RC_INVALID, "ER-2214", "public-url", "public-url is missing");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM link WHERE email IS NOT NULL"), 0);
    /* With the student go the mails that wait. */
    MUST(office_delete_person(&office, FIRST, ADA, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 0);
}

static void test_who_asks_knows_the_address(void **state)
{
    AUTO(office_close) struct office office;
    struct step step_of = {.text = ADA, .organisation = BASE};
    static const struct {
        const char *email;
        int64_t mails; /* so far */
    } cases[] = {{"", 0}, {"eve@first.example", 0}, {" ADA@First.example ", 1}, {"ada@second.example", 2}};
    office_open(&office, *state);
    add(&office, FIRST, "ada@first.example");
    add(&office, SECOND, "ada@second.example");
    add(&office, AUTHORITY, NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        step_of.email = cases[i].email;
        MUST(step(&office, NULL, do_send, &step_of, &e));
        assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), cases[i].mails);
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox WHERE recipient = 'ada@first.example'"), 1);
}

static void test_an_address_that_no_mail_reaches_holds_up_no_other(void **state)
{
    AUTO(office_close) struct office office;
    struct step ask = {.text = ADA, .organisation = BASE};
    office_open(&office, *state);
    add(&office, FIRST, "\xc5\x82ukasz@first.example");
    add(&office, SECOND, "ada@second.example");
    MUST(step(&office, NULL, do_send, &ask, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox WHERE recipient = 'ada@second.example'"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM outbox"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM link"), 1);
}

static void test_mails_have_the_words_of_who_asks(void **state)
{
    AUTO(office_close) struct office office;
    struct step ask = {.text = ADA, .organisation = BASE, .subject = "Karte", .mail = "100 %: %1 (%3) %2 %"};
    office_open(&office, *state);
    add(&office, FIRST, "ada@first.example");
    MUST(step(&office, NULL, do_send, &ask, &e));
    assert_int_equal(office_number(*state,
                         "SELECT COUNT(*) FROM outbox JOIN organisation o ON o.identifier = '" FIRST "' WHERE subject = 'Karte' AND body "
                         "LIKE '100 \\%: ' || o.name || ' (\\%3) " BASE "/link/student/% \\%' ESCAPE '\\'"),
        1);
}

static void test_the_address_is_corrected_at_one_organisation(void **state)
{
    AUTO(office_close) struct office office;
    struct person_detail person;
    office_open(&office, *state);
    add(&office, FIRST, "old@first.example");
    add(&office, SECOND, "ada@second.example");
    struct step correct = {.cardholder = come(&office, FIRST), .text = " new@first.example "};
    MUST(step(&office, NULL, do_correct, &correct, &e));
    MUST(office_get_person(&office, FIRST, ADA, &person, &e));
    assert_string_equal(person.enrolments[0].enrolment.email, "new@first.example");
    MUST(office_get_person(&office, SECOND, ADA, &person, &e));
    assert_string_equal(person.enrolments[0].enrolment.email, "ada@second.example");
    correct.text = "nonsense";
    REFUSED(step(&office, NULL, do_correct, &correct, &e), RC_INVALID, "ER-1013", "email", "has not the form");
    correct.text = "\xc5\x82ukasz@first.example";
    REFUSED(step(&office, NULL, do_correct, &correct, &e), RC_INVALID, "ER-1013", "email", "no mail can be sent to");
    correct.text = "";
    MUST(step(&office, NULL, do_correct, &correct, &e));
    MUST(office_get_person(&office, FIRST, ADA, &person, &e));
    assert_null(person.enrolments[0].enrolment.email);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 127 AND object_id = 1 AND detail = 'by portal'"), 2);
}

static void test_the_student_agrees(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    add(&office, FIRST, NULL);
    office_script(*state,
        "INSERT INTO consent_text (organisation_id, version, language, body, hash, published_at_us) "
        "SELECT id, 1, 'en', 'We keep', x'00', 1 FROM organisation WHERE identifier = '" FIRST "'");
    struct step agree = {.cardholder = come(&office, FIRST), .text = "EN"};
    struct step wrong = {.cardholder = agree.cardholder, .version = 2};
    MUST(step(&office, NULL, do_agree, &agree, &e));
    REFUSED(step(&office, NULL, do_agree, &wrong, &e), RC_NOT_FOUND, "ER-2412", "version", "no text of version 2");
    const struct stored stored = see(&office, &agree.cardholder);
    assert_int_equal(stored.parts[0].consents.count, 2);
    assert_int_equal(stored.parts[0].consents.items[1].how, CONSENT_BY_PORTAL);
    assert_int_equal(stored.parts[0].consents.items[1].version, 1);
    assert_string_equal(stored.parts[0].consents.items[1].language, "en");
}

static void test_withdrawing_erases_at_one_organisation(void **state)
{
    AUTO(office_close) struct office office;
    struct person_detail person;
    struct card_detail card;
    office_open(&office, *state);
    add(&office, FIRST, NULL);
    add(&office, SECOND, NULL);
    const char *const number = office_add_card(&office, FIRST, ADA);
    const char *const deleted = office_add_card(&office, FIRST, ADA);
    const char *const other = office_add_card(&office, SECOND, ADA);
    MUST(office_delete_card(&office, FIRST, deleted, &e));
    struct step withdraw = {.cardholder = come(&office, FIRST)};
    assert_int_equal(see(&office, &withdraw.cardholder).parts[0].cards.count, 2);
    MUST(step(&office, NULL, do_withdraw, &withdraw, &e));
    assert_int_equal(withdraw.ended, 1);
    REFUSED(office_get_card(&office, FIRST, number, &card, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", "there is no card");
    REFUSED(office_get_person(&office, FIRST, ADA, &person, &e), RC_DENIED, "SE-0000", "", "access denied");
    MUST(office_get_card(&office, SECOND, other, &card, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card WHERE person_id IS NOT NULL"), 1);
    REFUSED(step(&office, NULL, do_withdraw, &withdraw, &e), RC_NOT_FOUND, "ER-2421", "", "nothing is stored");
    struct step last = {.cardholder = come(&office, SECOND)};
    MUST(step(&office, NULL, do_withdraw, &last, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM link"), 0);
    office_assert_sound(&office);
}

static void test_a_public_task_is_not_withdrawn_from(void **state)
{
    AUTO(office_close) struct office office;
    struct person_detail person;
    office_open(&office, *state);
    add(&office, FIRST, NULL);
    office_script(*state, "UPDATE organisation SET legal_basis = 1 WHERE identifier = '" FIRST "'");
    registry_touch_directory(office.registry);
    struct step withdraw = {.cardholder = come(&office, FIRST)};
    REFUSED(step(&office, NULL, do_withdraw, &withdraw, &e), RC_DENIED, "ER-2420", "", "as its public task");
    MUST(office_get_person(&office, FIRST, ADA, &person, &e));
}

static void test_the_student_sees_who_did_what(void **state)
{
    AUTO(office_close) struct office office;
    static const enum audit_action expected[] = {AUDIT_CARD_DELETE, AUDIT_CARD_ISSUE, AUDIT_PERSON_ENROL};
    office_open(&office, *state);
    add(&office, FIRST, NULL);
    add(&office, SECOND, NULL);
    office_add_person(&office, FIRST, ESI("Eve"), "Eve");
    (void)office_add_card(&office, FIRST, ESI("Eve"));
    struct card_input input = card_input_of(FIRST, ADA);
    struct card_detail card;
    char number[ESCN_TEXT_SIZE];
    MUST(office_issue(&office, PROCESSOR, &input, &card, &e));
    escn_format(&card.card.escn, number);
    MUST(office_delete_card(&office, FIRST, number, &e));
    const struct cardholder cardholder = come(&office, FIRST);
    const struct stored stored = see(&office, &cardholder);
    const struct audits *const acts = &stored.parts[0].acts;
    assert_int_equal(acts->count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_int_equal(acts->items[i].action, expected[i]);
    }
    assert_int_equal(acts->items[1].actor_id, directory_find(&office.reader->directory, STR(PROCESSOR))->id);
    struct stored glance;
    MUST(registry_student_look(office_act(&office, office.reader, NULL), &cardholder, &glance, &e));
    assert_int_equal(glance.count, 1);
    assert_int_equal(glance.parts[0].cards.count, 1);
    assert_int_equal(glance.parts[0].acts.count, 0);
}

static void test_acts_have_an_author(void **state)
{
    AUTO(office_close) struct office office;
    static const struct {
        enum audit_action action;
        enum actor who;
        const char *organisation;
    } expected[] = {
        {AUDIT_PERSON_UPDATE, ACTOR_FOR_STUDENT, NULL},
        {AUDIT_STUDENT_CORRECT, ACTOR_FOR_STUDENT, NULL},
        {AUDIT_CONSENT_GIVE, ACTOR_STUDENT, NULL},
        {AUDIT_PERSON_UPDATE, ACTOR_STUDENT, NULL},
        {AUDIT_STUDENT_CORRECT, ACTOR_STUDENT, NULL},
        {AUDIT_CARD_ISSUE, ACTOR_ORGANISATION, PROCESSOR},
        {AUDIT_PERSON_ENROL, ACTOR_ORGANISATION, FIRST},
    };
    struct card_input input = card_input_of(FIRST, ADA);
    struct card_detail card;
    office_open(&office, *state);
    add(&office, FIRST, NULL);
    MUST(office_issue(&office, PROCESSOR, &input, &card, &e));
    struct step by_student = {.cardholder = come(&office, FIRST), .text = "new@first.example"};
    MUST(step(&office, NULL, do_correct, &by_student, &e));
    by_student.text = "en";
    MUST(step(&office, NULL, do_agree, &by_student, &e));
    struct step by_operator = {.text = ADA, .organisation = FIRST};
    MUST(step(&office, NULL, do_for, &by_operator, &e));
    by_operator.text = "newer@first.example";
    MUST(step(&office, NULL, do_correct, &by_operator, &e));
    const struct stored stored = see(&office, &by_student.cardholder);
    assert_int_equal(stored.parts[0].acts.count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        const struct act_by by = stored_act_by(office.reader, &stored.parts[0], i);
        assert_int_equal(stored.parts[0].acts.items[i].action, expected[i].action);
        assert_int_equal(by.who, expected[i].who);
        assert_int_equal(by.organisation == NULL, expected[i].organisation == NULL);
        if (by.organisation != NULL) {
            assert_string_equal(by.organisation->identifier, expected[i].organisation);
        }
    }
}

static void test_the_student_sees_the_picture_and_whom_to_turn_to(void **state)
{
    AUTO(office_close) struct office office;
    struct str picture;
    struct contact contact;
    bool found = true;
    office_open(&office, *state);
    add(&office, FIRST, NULL);
    add(&office, SECOND, NULL);
    const struct cardholder cardholder = come(&office, FIRST);
    struct session *const reader = office_act(&office, office.reader, NULL);
    const struct organisation *const first = directory_find(&reader->directory, STR(FIRST));
    office_script(*state,
        "INSERT INTO picture (enrolment_id, jpeg, updated_at_us) SELECT e.id, x'ffd8', 1 FROM enrolment e JOIN organisation o "
        "ON o.id = e.organisation_id WHERE o.identifier = '" SECOND "'");
    REFUSED(registry_student_picture(reader, &cardholder, &picture, &e), RC_NOT_FOUND, "ER-1405", "", "no picture of you");
    office_script(*state,
        "INSERT INTO picture (enrolment_id, jpeg, updated_at_us) SELECT e.id, x'ffd9', 1 FROM enrolment e JOIN organisation o "
        "ON o.id = e.organisation_id WHERE o.identifier = '" FIRST "'");
    MUST(registry_student_picture(reader, &cardholder, &picture, &e));
    assert_int_equal(picture.length, 2);
    assert_memory_equal(picture.data, "\xff\xd9", 2);
    MUST(registry_student_contact(reader, first, &contact, &found, &e));
    assert_false(found);
    office_script(*state,
        "INSERT INTO contact (organisation_id, role, name, email, created_at_us) SELECT id, 0, 'Rector', 'r@first.example', 1 FROM "
        "organisation WHERE identifier = '" FIRST
        "'; INSERT INTO contact (organisation_id, role, name, email, created_at_us) SELECT id, 3, "
        "'Officer', 'dpo@first.example', 1 FROM organisation WHERE identifier = '" FIRST "'");
    MUST(registry_student_contact(reader, first, &contact, &found, &e));
    assert_true(found);
    assert_string_equal(contact.email, "dpo@first.example");
}

static void test_the_operator_acts_for_a_student(void **state)
{
    AUTO(office_close) struct office office;
    struct step all = {.text = ADA};
    struct step wrong = {.text = ADA, .organisation = AUTHORITY};
    struct step unknown = {.text = ADA, .organisation = "000000000"};
    office_open(&office, *state);
    add(&office, FIRST, NULL);
    add(&office, SECOND, NULL);
    MUST(step(&office, NULL, do_for, &all, &e));
    REFUSED(step(&office, NULL, do_for, &wrong, &e), RC_NOT_FOUND, "ER-0003", "identifier", "not enrolled at organisation " AUTHORITY);
    REFUSED(step(&office, NULL, do_for, &unknown, &e), RC_INVALID, "ER-0004", "organisation", "there is no organisation");
    assert_int_equal(see(&office, &all.cardholder).count, 2);
    MUST(step(&office, NULL, do_withdraw, &all, &e));
    assert_int_equal(all.ended, 2);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM person"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 128 AND detail = 'for the student'"), 2);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_portal_link_opens_one_organisation_once),
        CONTRACT_TEST(test_bad_links_open_nothing),
        CONTRACT_TEST(test_links_are_given_to_who_has_enrolled_the_student),
        CONTRACT_TEST(test_mails_go_to_the_addresses_that_are_stored),
        CONTRACT_TEST(test_who_asks_knows_the_address),
        CONTRACT_TEST(test_an_address_that_no_mail_reaches_holds_up_no_other),
        CONTRACT_TEST(test_mails_have_the_words_of_who_asks),
        CONTRACT_TEST(test_the_address_is_corrected_at_one_organisation),
        CONTRACT_TEST(test_the_student_agrees),
        CONTRACT_TEST(test_withdrawing_erases_at_one_organisation),
        CONTRACT_TEST(test_a_public_task_is_not_withdrawn_from),
        CONTRACT_TEST(test_the_student_sees_who_did_what),
        CONTRACT_TEST(test_acts_have_an_author),
        CONTRACT_TEST(test_the_student_sees_the_picture_and_whom_to_turn_to),
        CONTRACT_TEST(test_the_operator_acts_for_a_student),
    };
    return CONTRACT_RUN("registry_rights", tests);
}
