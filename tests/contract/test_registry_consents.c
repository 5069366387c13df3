/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts of consent, what is recorded of consents, and what cards say of them. */
#include "registries.h"

#include "registry/consents.h"

#define ADA ESI("Ada1")

struct publication {
    struct consent_text_input input;
    struct consent_text text;
};

static enum rc run_publish(struct session *session, void *argument, struct err *e)
{
    struct publication *const self = argument;
    return registry_publish_consent_text(session, &self->input, &self->text, e);
}

static enum rc publish(struct office *office, int64_t version, const char *language, const char *body, struct err *e)
{
    struct publication self = {.input = {.organisation = FIRST, .version = version, .language = language, .body = body}};
    return session_transaction(office_act(office, office->writer, NULL), run_publish, &self, e);
}

struct recording {
    struct consent_input input;
    struct consent consent;
};

static enum rc run_record(struct session *session, void *argument, struct err *e)
{
    struct recording *const self = argument;
    return registry_record_consent(session, &self->input, &self->consent, e);
}

static enum rc record(struct office *office, struct recording *self, struct err *e)
{
    self->input.identifier = self->input.identifier == NULL ? ADA : self->input.identifier;
    self->input.organisation = self->input.organisation == NULL ? FIRST : self->input.organisation;
    return session_transaction(office_act(office, office->writer, NULL), run_record, self, e);
}

static bool is_authorized(struct office *office, const char *number)
{
    struct card_detail card;
    MUST(office_get_card(office, FIRST, number, &card, &e));
    return detail_card_is_authorized(&card);
}

static void test_texts_are_versions_that_stay(void **state)
{
    AUTO(office_close) struct office office;
    struct consent_texts texts = {0};
    struct consent_text text = {0};
    office_open(&office, *state);
    MUST(publish(&office, 0, " EN ", "We keep your name.", &e));
    MUST(publish(&office, 1, "fr", "Nous gardons votre nom.", &e));
    REFUSED(publish(&office, 1, "fr", "Nous le vendons.", &e), RC_CONFLICT, "ER-2410", "language", "version 1 is there in the language fr");
    REFUSED(
        publish(&office, 3, "fr", "Nous", &e), RC_INVALID, "ER-2411", "version", "so that 2 comes next, and the latest can get further");
    MUST(publish(&office, 0, "pt-BR", "Guardamos o seu nome.", &e));
    REFUSED(publish(&office, 1, "de", "Wir", &e), RC_INVALID, "ER-2411", "version", "the latest text has version 2");
    struct session *const reader = office_act(&office, office.reader, NULL);
    MUST(registry_list_consent_texts(reader, FIRST, &texts, &e));
    assert_int_equal(texts.count, 3);
    assert_int_equal(texts.items[0].version, 2);
    assert_null(texts.items[0].body);
    const int64_t first = texts.items[0].organisation_id;
    MUST(registry_find_consent_text(reader, first, 1, "fr", &text, &e));
    assert_string_equal(text.body, "Nous gardons votre nom.");
    MUST(registry_find_consent_text(reader, first, 1, "it", &text, &e));
    assert_string_equal(text.language, "en");
    MUST(registry_find_consent_text(reader, first, 0, NULL, &text, &e));
    assert_string_equal(text.language, "pt-br");
    REFUSED(registry_find_consent_text(reader, first, 3, NULL, &text, &e), RC_NOT_FOUND, "ER-2412", "version", "no text of version 3");
    MUST(registry_list_consent_texts(reader, SECOND, &texts, &e));
    assert_int_equal(texts.count, 0);
}

static void test_bad_texts_are_refused(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    REFUSED(publish(&office, 0, "english", "x", &e), RC_INVALID, "ER-1012", "language", "a tag such as en or pt-br");
    REFUSED(publish(&office, 0, "e-x", "x", &e), RC_INVALID, "ER-1012", "language", "a tag such as en or pt-br");
    REFUSED(publish(&office, 0, NULL, "x", &e), RC_INVALID, "ER-1012", "language", "a tag such as en or pt-br");
    REFUSED(publish(&office, 0, "en", " \n", &e), RC_INVALID, "ER-1012", "body", "the text has 0 characters");
    REFUSED(publish(&office, 0, "en", "\xff", &e), RC_INVALID, "ER-1012", "body", "no valid UTF-8");
    struct publication self = {.input = {.organisation = PROCESSOR, .language = "en", .body = "x"}};
    REFUSED(session_transaction(office_act(&office, office.writer, NULL), run_publish, &self, &e), RC_INVALID, "ER-0004", "organisation",
        "no organisation " PROCESSOR);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM consent_text"), 0);
}

static void test_tokens_have_no_business_with_consents(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    struct session *const session = office_act(&office, office.writer, FIRST);
    struct publication text = {.input = {.organisation = FIRST, .language = "en", .body = "x"}};
    struct recording consent = {.input = {.identifier = ADA, .organisation = FIRST}};
    session->token_id = 1;
    REFUSED(session_transaction(session, run_publish, &text, &e), RC_DENIED, "ER-2215", "", "you may not");
    REFUSED(session_transaction(session, run_record, &consent, &e), RC_DENIED, "ER-2215", "", "you may not");
}

/* The history of Ada at the first organisation. */
static struct consents history(struct office *office)
{
    struct person_detail person;
    struct consents out = {0};
    MUST(office_get_person(office, FIRST, ADA, &person, &e));
    MUST(consent_history(office->reader, &person.enrolments[0].enrolment, &out, &e));
    return out;
}

static void test_enrolling_declares_the_consent(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    struct consents found = history(&office);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.items[0].how, CONSENT_BY_INSTITUTION);
    assert_int_equal(found.items[0].given_at_us, NOW);
    assert_int_equal(found.items[0].version, 0);
    MUST(publish(&office, 0, "en", "We keep your name.", &e));
    assert_int_equal(history(&office).items[0].version, 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM consent"), 0);
}

static void test_cards_tell_whether_consent_stands(void **state)
{
    AUTO(office_close) struct office office;
    struct recording again = {.input = {.how = "portal", .language = "fr", .version = 1}};
    struct recording withdrawal = {.input = {.withdrawn = true}};
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    const char *const number = office_add_card(&office, FIRST, ADA);
    assert_true(is_authorized(&office, number));
    MUST(record(&office, &withdrawal, &e));
    assert_int_equal(withdrawal.consent.withdrawn_at_us, NOW);
    assert_false(is_authorized(&office, number));
    REFUSED(record(&office, &withdrawal, &e), RC_CONFLICT, "ER-2413", "", "withdrawn already");
    REFUSED(record(&office, &again, &e), RC_NOT_FOUND, "ER-2412", "version", "no text of version 1");
    MUST(publish(&office, 0, "fr", "Nous", &e));
    MUST(record(&office, &again, &e));
    assert_true(is_authorized(&office, number));
    MUST(record(&office, &withdrawal, &e));
    assert_false(is_authorized(&office, number));
    struct consents found = history(&office);
    assert_int_equal(found.count, 3);
    assert_int_equal(found.items[2].how, CONSENT_BY_PORTAL);
    assert_int_equal(found.items[2].version, 1);
    assert_string_equal(found.items[2].language, "fr");
    assert_int_equal(found.items[2].withdrawn_at_us, NOW);
    office_script(*state, "UPDATE organisation SET legal_basis = 1 WHERE identifier = '" FIRST "'");
    registry_touch_directory(office.registry);
    assert_true(is_authorized(&office, number));
    MUST(office_delete_person(&office, FIRST, ADA, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM consent"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action IN (123, 124) AND detail IS NULL"), 3);
    office_assert_sound(&office);
}

static void test_bad_records_are_refused(void **state)
{
    AUTO(office_close) struct office office;
    struct recording stranger = {.input = {.organisation = SECOND}};
    struct recording nobody = {.input = {.identifier = ESI("0")}};
    struct recording how = {.input = {.how = "guess"}};
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    REFUSED(record(&office, &stranger, &e), RC_NOT_FOUND, "ER-0003", "identifier", "not enrolled at organisation " SECOND);
    REFUSED(record(&office, &nobody, &e), RC_NOT_FOUND, "ER-0003", "identifier", "there is no person");
    REFUSED(record(&office, &how, &e), RC_INVALID, "ER-1012", "how", "INSTITUTION, LINK or PORTAL was expected");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_texts_are_versions_that_stay),
        CONTRACT_TEST(test_bad_texts_are_refused),
        CONTRACT_TEST(test_tokens_have_no_business_with_consents),
        CONTRACT_TEST(test_enrolling_declares_the_consent),
        CONTRACT_TEST(test_cards_tell_whether_consent_stands),
        CONTRACT_TEST(test_bad_records_are_refused),
    };
    return CONTRACT_RUN("registry_consents", tests);
}
