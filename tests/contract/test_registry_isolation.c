/* SPDX-License-Identifier: EUPL-1.2 */
/* No organisation sees or changes another's data, whatever operation it uses. */
#include "registries.h"

#include "registry/listing.h"

#define SHARED ESI("shared") /* enrolled at the first two issuers */
#define THEIRS ESI("theirs") /* at the second alone */
#define NOBODY ESI("nobody")

struct world {
    struct office office;
    const char *first_card;  /* the shared person's at the first issuer */
    const char *second_card; /* at the second */
};

static void begin(struct world *w, void **state)
{
    office_open(&w->office, *state);
    office_add_person(&w->office, FIRST, SHARED, "First Name");
    office_add_person(&w->office, SECOND, SHARED, "Second Name");
    office_add_person(&w->office, SECOND, THEIRS, "Their Secret");
    w->first_card = office_add_card(&w->office, FIRST, SHARED);
    w->second_card = office_add_card(&w->office, SECOND, SHARED);
    (void)office_add_card(&w->office, SECOND, THEIRS);
}

static void end(struct world *w)
{
    office_close(&w->office);
}

/* Everybody who has no business with the second issuer. */
static const char *const strangers[] = {FIRST, AUTHORITY, UNACCEPTED, SUSPENDED, PROCESSOR, ENDED_YESTERDAY, ENDS_TODAY, BEGINS_TODAY,
    BEGINS_TOMORROW, WITHOUT_MANDATE, UNACCEPTED_PROCESSOR, SUSPENDED_PROCESSOR};

/* A refusal that tells nothing beyond "not yours". */
static void assert_denied(const char *who, enum rc rc, const struct err *e)
{
    if (rc != RC_DENIED || strstr(e->msg, "Secret") != NULL || strstr(e->msg, "Second Name") != NULL) {
        fail_msg("%s: %s, %s", who, rc_name(rc), e->msg);
    }
}

static void test_persons_of_others(void **state)
{
    AUTO(end) struct world w = {0};
    begin(&w, state);
    for (size_t i = 0; i < COUNT_OF(strangers); i++) {
        const struct enrolment_input own = {.organisation = strangers[i], .full_name = "X"};
        const struct enrolment_input foreign = {.organisation = SECOND, .full_name = "X"};
        const struct enrolment_input *const of_own[] = {&own};
        const struct enrolment_input *const of_foreign[] = {&foreign};
        const struct person_input as_own = {.identifier = THEIRS, .enrolments = of_own, .count = 1};
        const struct person_input as_foreign = {.identifier = NOBODY, .enrolments = of_foreign, .count = 1};
        struct person_detail out;
        struct err e = {0};
        assert_denied(strangers[i], office_get_person(&w.office, strangers[i], THEIRS, &out, &e), &e);
        assert_denied(strangers[i], office_update_person(&w.office, strangers[i], THEIRS, &as_own, &out, &e), &e);
        assert_denied(strangers[i], office_delete_person(&w.office, strangers[i], THEIRS, &e), &e);
        assert_denied(strangers[i], office_enrol(&w.office, strangers[i], &as_foreign, &out, &e), &e);
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM enrolment WHERE version = 1"), 3);
}

static void test_cards_of_others(void **state)
{
    AUTO(end) struct world w = {0};
    begin(&w, state);
    for (size_t i = 0; i < COUNT_OF(strangers); i++) {
        const struct card_input input = card_input_of(SECOND, SHARED);
        struct card_detail out;
        struct err e = {0};
        assert_denied(strangers[i], office_get_card(&w.office, strangers[i], w.second_card, &out, &e), &e);
        assert_denied(strangers[i], office_update_card(&w.office, strangers[i], w.second_card, &input, &out, &e), &e);
        assert_denied(strangers[i], office_delete_card(&w.office, strangers[i], w.second_card, &e), &e);
        assert_denied(strangers[i], office_issue(&w.office, strangers[i], &input, &out, &e), &e);
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card WHERE version = 1 AND deleted_at_us IS NULL"), 3);
}

static void test_a_shared_person_shows_each_its_own_enrolment(void **state)
{
    static const struct {
        const char *actor, *name;
    } cases[] = {{FIRST, "First Name"}, {SECOND, "Second Name"}, {PROCESSOR, "First Name"}};
    AUTO(end) struct world w = {0};
    begin(&w, state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct person_detail person;
        MUST(office_get_person(&w.office, cases[i].actor, SHARED, &person, &e));
        assert_int_equal(person.count, 1);
        assert_string_equal(person.enrolments[0].enrolment.full_name, cases[i].name);
        assert_string_equal(detail_person_name(&person), cases[i].name);
    }
    struct card_detail card;
    MUST(office_get_card(&w.office, FIRST, w.first_card, &card, &e));
    assert_int_equal(card.person.count, 1);
    assert_string_equal(card.person.enrolments[0].enrolment.full_name, "First Name");
}

/* What each of a list's searches shows of the second issuer's data to somebody else: nothing. */
static void test_lists_and_searches(void **state)
{
    static const char *const card_searches[] = {"", "secret", "second", "urn:schac", "issuer.identifier:" SECOND, "issuer:hochschule",
        "person.identifier:" THEIRS, "person:secret", "person.identifierCode:ESI<+>person.identifier:" THEIRS, "displayName:secret"};
    static const char *const person_searches[] = {
        "", "secret", "second", "theirs", "identifier:" THEIRS, "fullName:secret", "person.identifierCode:ESI<+>person.identifier:" THEIRS};
    AUTO(end) struct world w = {0};
    begin(&w, state);
    for (size_t i = 0; i < COUNT_OF(strangers); i++) {
        for (size_t at = 0; at < COUNT_OF(card_searches); at++) {
            struct session *const session = office_act(&w.office, w.office.reader, strangers[i]);
            struct list_request request = {.size = 200, .sort = FIELD_PERSON_NAME};
            struct card_page page;
            MUST(search_parse(&w.office.arena, LIST_CARDS, str_of(card_searches[at]), &request.search, &e));
            MUST(registry_list_cards(session, &request, &page, &e));
            for (size_t entry = 0; entry < page.count; entry++) {
                assert_string_equal(page.items[entry].issuer->identifier, FIRST);
                assert_int_equal(page.items[entry].person.count, 1);
            }
            assert_int_equal(page.total, page.count);
        }
        for (size_t at = 0; at < COUNT_OF(person_searches); at++) {
            struct session *const session = office_act(&w.office, w.office.reader, strangers[i]);
            struct list_request request = {.size = 200, .sort = FIELD_PERSON_IDENTIFIER};
            struct person_page page;
            MUST(search_parse(&w.office.arena, LIST_ENROLMENTS, str_of(person_searches[at]), &request.search, &e));
            MUST(registry_list_persons(session, &request, &page, &e));
            for (size_t entry = 0; entry < page.count; entry++) {
                assert_string_equal(page.items[entry].person.esi, SHARED);
                assert_int_equal(page.items[entry].count, 1);
                assert_string_equal(page.items[entry].enrolments[0].enrolment.full_name, "First Name");
            }
            assert_int_equal(page.total, page.count);
        }
    }
}

static void test_the_number_of_anothers_card_finds_nothing(void **state)
{
    AUTO(end) struct world w = {0};
    begin(&w, state);
    static const struct {
        const char *actor;
        bool second;
        int64_t total;
    } cases[] = {{FIRST, false, 1}, {FIRST, true, 0}, {SECOND, false, 0}, {SECOND, true, 1}, {PROCESSOR, false, 1}, {PROCESSOR, true, 0}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct session *const session = office_act(&w.office, w.office.reader, cases[i].actor);
        struct list_request request = {.size = 10};
        struct card_page page;
        const char *const text = arena_format(&w.office.arena, "cardNumber:%s", cases[i].second ? w.second_card : w.first_card);
        MUST(search_parse(&w.office.arena, LIST_CARDS, str_of(text), &request.search, &e));
        MUST(registry_list_cards(session, &request, &page, &e));
        assert_int_equal(page.total, cases[i].total);
    }
}

static void test_a_mandate_that_ends_closes_the_door(void **state)
{
    AUTO(end) struct world w = {0};
    struct card_detail card;
    begin(&w, state);
    struct session *const session = office_act(&w.office, w.office.reader, ENDS_TODAY);
    MUST(registry_get_card(session, str_of(w.first_card), &card, &e));
    session->today = TODAY + 1;
    REFUSED(registry_get_card(session, str_of(w.first_card), &card, &e), RC_DENIED, "SE-0000", "", "issued by another organisation");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_persons_of_others),
        CONTRACT_TEST(test_cards_of_others),
        CONTRACT_TEST(test_a_shared_person_shows_each_its_own_enrolment),
        CONTRACT_TEST(test_lists_and_searches),
        CONTRACT_TEST(test_the_number_of_anothers_card_finds_nothing),
        CONTRACT_TEST(test_a_mandate_that_ends_closes_the_door),
    };
    return CONTRACT_RUN("registry isolation", tests);
}
