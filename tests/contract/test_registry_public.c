/* SPDX-License-Identifier: EUPL-1.2 */
/* What anybody may learn of a card. */
#include "registries.h"

#include "base/day.h"
#include "registry/public.h"

#include <stdio.h>

#define ADA ESI("ada")

static struct public_status status_of(struct office *office, struct session *session, const char *number, int32_t today)
{
    struct public_status status;
    (void)office_act(office, session, NULL);
    session->today = today;
    MUST(registry_card_status(session, str_of(number), &status, &e));
    return status;
}

static void begin(struct office *office, void **state)
{
    office_open(office, *state);
    office_add_person(office, FIRST, ADA, "Ada Lovelace");
}

static void test_the_status_tells_validity_and_issuer(void **state)
{
    AUTO(office_close) struct office office;
    begin(&office, state);
    const char *const number = office_add_card(&office, FIRST, ADA);
    /* Read, and then from memory: the same. */
    for (int i = 0; i < 3; i++) {
        const struct public_status status = status_of(&office, office.reader, number, TODAY);
        assert_int_equal(status.status, CARD_ACTIVE);
        assert_int_equal(status.issued_day, TODAY);
        assert_int_equal(status.expires_day, TODAY + 365);
        assert_string_equal(status.issuer->identifier, FIRST);
        assert_null(status.display_name);
    }
    assert_int_equal(status_of(&office, office.reader, number, TODAY + 366).status, CARD_EXPIRED);
    assert_int_equal(status_of(&office, office.writer, number, TODAY).status, CARD_ACTIVE);
}

static void test_what_is_no_card(void **state)
{
    static const struct {
        const char *text, *msg;
    } cases[] = {
        {"", "there is no card with the number "},
        {"one", "there is no card with the number one"},
        {"6a01dfc0-cb98-1035-a19b-001999999991", "there is no card with the number 6a01dfc0-cb98-1035-a19b-001999999991"},
        {"6A01DFC0CB981035A19B001999999991", "there is no card with the number 6a01dfc0-cb98-1035-a19b-001999999991"},
    };
    AUTO(office_close) struct office office;
    struct public_status status;
    struct public_verification verification;
    begin(&office, state);
    struct session *const session = office_act(&office, office.reader, NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct str text = str_of(cases[i].text);
        REFUSED(registry_card_status(session, text, &status, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", cases[i].msg);
        REFUSED(registry_verify_card(session, text, &verification, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", cases[i].msg);
    }
    const struct escn none = {{1}};
    REFUSED(registry_card_exists(session, &none, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", "01000000-0000-0000-0000-000000000000");
}

static void test_the_name_is_shown_where_the_issuer_chose_to(void **state)
{
    AUTO(office_close) struct office office;
    struct card_detail detail;
    begin(&office, state);
    office_script(*state, "UPDATE organisation SET shows_name = 1 WHERE id = 1; UPDATE revision SET value = value + 1");
    registry_touch_all(office.registry, true);
    struct card_input input = card_input_of(FIRST, ADA);
    const char *const plain = office_add_card(&office, FIRST, ADA);
    input.number = "6a01dfc0-cb98-1035-a19b-001999999991";
    input.display_name = "A. L.";
    MUST(office_issue(&office, FIRST, &input, &detail, &e));
    for (int i = 0; i < 2; i++) {
        assert_string_equal(status_of(&office, office.reader, plain, TODAY).display_name, "Ada Lovelace");
        assert_string_equal(status_of(&office, office.reader, input.number, TODAY).display_name, "A. L.");
    }
    office_add_person(&office, FIRST, ESI("nameless"), "");
    const char *const nameless = office_add_card(&office, FIRST, ESI("nameless"));
    assert_null(status_of(&office, office.reader, nameless, TODAY).display_name);
    /* From now on not any more. */
    (void)status_of(&office, office.reader, plain, TODAY);
    office_script(*state, "UPDATE organisation SET shows_name = 0 WHERE id = 1; UPDATE revision SET value = value + 1");
    registry_touch_all(office.registry, true);
    assert_null(status_of(&office, office.reader, plain, TODAY).display_name);
}

static void test_the_rule_of_the_new_logo(void **state)
{
    AUTO(office_close) struct office office;
    AUTO(office_close) struct office later;
    const struct registry_settings settings = {.new_logo_day = TODAY + 10};
    begin(&office, state);
    const char *const number = office_add_card(&office, FIRST, ADA);
    office_open_again(&later, *state, &settings);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(status_of(&later, later.reader, number, TODAY + 9).status, CARD_ACTIVE);
        assert_int_equal(status_of(&later, later.reader, number, TODAY + 10).status, CARD_INACTIVE);
    }
    office_script(*state, "UPDATE organisation SET new_logo_day = 20789 WHERE id = 1; UPDATE revision SET value = value + 1");
    registry_touch_all(later.registry, true);
    assert_int_equal(status_of(&later, later.reader, number, TODAY + 10).status, CARD_ACTIVE);
}

static void test_a_verification(void **state)
{
    static const char *const forms[] = {
        "%s", "https://s.esc-r.eu/%s", "http://esc.gg/%s", "http://pp.esc.gg/%s", "https://s.esc-r.eu/%s?x=1", " %s "};
    AUTO(office_close) struct office office;
    struct enrolment_input enrolment = {.organisation = FIRST, .full_name = "Ada", .academic_level = "MASTER"};
    const struct enrolment_input *const enrolments[] = {&enrolment};
    const struct person_input person = {.identifier = ADA, .enrolments = enrolments, .count = 1};
    struct person_detail detail;
    begin(&office, state);
    MUST(office_update_person(&office, FIRST, ADA, &person, &detail, &e));
    const char *const number = office_add_card(&office, FIRST, ADA);
    struct session *const session = office_act(&office, office.reader, NULL);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        char text[100];
        struct public_verification out;
        const int at = (int)(strchr(forms[i], '%') - forms[i]);
        (void)snprintf(text, sizeof text, "%.*s%s%s", at, forms[i], number, forms[i] + at + 2);
        MUST(registry_verify_card(session, str_of(text), &out, &e));
        assert_int_equal(out.status, CARD_ACTIVE);
        assert_int_equal(out.type, CARD_SMART_CDZ);
        assert_int_equal(out.expires_day, TODAY + 365);
        assert_int_equal(out.academic_level, LEVEL_MASTER);
        assert_string_equal(out.issuer->identifier, FIRST);
        MUST(registry_card_exists(session, &out.escn, &e));
    }
}

static void test_a_verification_tells_the_level_at_the_issuer(void **state)
{
    AUTO(office_close) struct office office;
    struct enrolment_input enrolment = {.organisation = SECOND, .academic_level = "8"};
    const struct enrolment_input *const enrolments[] = {&enrolment};
    const struct person_input person = {.identifier = ADA, .enrolments = enrolments, .count = 1};
    struct person_detail detail;
    struct public_verification out;
    begin(&office, state);
    MUST(office_enrol(&office, SECOND, &person, &detail, &e));
    const char *const here = office_add_card(&office, FIRST, ADA);
    const char *const there = office_add_card(&office, SECOND, ADA);
    struct session *const session = office_act(&office, office.reader, NULL);
    MUST(registry_verify_card(session, str_of(here), &out, &e));
    assert_int_equal(out.academic_level, LEVEL_NONE);
    MUST(registry_verify_card(session, str_of(there), &out, &e));
    assert_int_equal(out.academic_level, LEVEL_DOCTORATE);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_the_status_tells_validity_and_issuer),
        CONTRACT_TEST(test_what_is_no_card),
        CONTRACT_TEST(test_the_name_is_shown_where_the_issuer_chose_to),
        CONTRACT_TEST(test_the_rule_of_the_new_logo),
        CONTRACT_TEST(test_a_verification),
        CONTRACT_TEST(test_a_verification_tells_the_level_at_the_issuer),
    };
    return CONTRACT_RUN("registry public", tests);
}
