/* SPDX-License-Identifier: EUPL-1.2 */
/* What sessions remember of lists and cards never shows anything but what is there. */
#include "registries.h"

#include "registry/listing.h"
#include "registry/public.h"

#define ADA ESI("ada")
#define BOB ESI("bob")

static const struct list_request by_name = {.sort = FIELD_PERSON_NAME, .size = 10};
static const struct list_request by_issue = {.sort = FIELD_CARD_ISSUED, .size = 10};

static int64_t persons_listed(struct office *office, struct session *session)
{
    struct person_page page;
    MUST(registry_list_persons(office_act(office, session, FIRST), &by_name, &page, &e));
    assert_int_equal(page.total, page.count);
    return page.total;
}

static int64_t cards_listed(struct office *office, struct session *session)
{
    struct card_page page;
    MUST(registry_list_cards(office_act(office, session, FIRST), &by_issue, &page, &e));
    return page.total;
}

static void test_an_older_moment_is_not_remembered(void **state)
{
    AUTO(office_close) struct office office;
    struct session *second = NULL;
    struct person_detail out;
    office_open(&office, *state);
    MUST(session_open(office.registry, SESSION_READ, &second, &e));
    office_add_person(&office, FIRST, ADA, "Ada");
    (void)office_act(&office, office.reader, FIRST);
    MUST(session_read_begin(office.reader, &e));
    MUST(registry_get_person(office.reader, STR(ADA), &out, &e));
    office_add_person(&office, FIRST, BOB, "Bob");
    assert_int_equal(persons_listed(&office, office.reader), 1);
    assert_int_equal(persons_listed(&office, second), 2);
    /* Nor is what others remember of a newer moment shown. */
    assert_int_equal(persons_listed(&office, office.reader), 1);
    session_read_end(office.reader);
    assert_int_equal(persons_listed(&office, office.reader), 2);
    session_close(second);
}

static enum card_status status_in(struct office *office, const char *number)
{
    struct public_status status;
    MUST(registry_card_status(office->reader, str_of(number), &status, &e));
    return status.status;
}

static void test_an_older_moments_card_is_not_remembered(void **state)
{
    AUTO(office_close) struct office office;
    struct card_detail out;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    const char *const number = office_add_card(&office, FIRST, ADA);
    struct card_input change = card_input_of(FIRST, ADA);
    change.status = "INACTIVE";
    (void)office_act(&office, office.reader, NULL);
    MUST(session_read_begin(office.reader, &e));
    assert_int_equal(status_in(&office, number), CARD_ACTIVE);
    MUST(office_update_card(&office, FIRST, number, &change, &out, &e));
    assert_int_equal(status_in(&office, number), CARD_ACTIVE);
    session_read_end(office.reader);
    assert_int_equal(status_in(&office, number), CARD_INACTIVE);
}

/* Issues a card, lists with it and regrets. */
static enum rc issue_list_and_regret(struct session *session, void *argument, struct err *e)
{
    int64_t *const seen = argument;
    const struct card_input input = card_input_of(FIRST, ADA);
    struct card_detail out;
    struct card_page page;
    struct public_status status;
    char number[ESCN_TEXT_SIZE];
    if (registry_issue_card(session, &input, &out, e) != RC_OK || registry_list_cards(session, &by_issue, &page, e) != RC_OK) {
        return e->rc;
    }
    *seen = page.total;
    escn_format(&out.card.escn, number);
    if (registry_card_status(session, str_of(number), &status, e) != RC_OK) {
        return e->rc;
    }
    return err_set(e, RC_CONFLICT, "ER-0005", "", "regretted");
}

static void test_what_is_not_committed_is_not_remembered(void **state)
{
    AUTO(office_close) struct office office;
    int64_t seen = 0;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    assert_int_equal(cards_listed(&office, office.reader), 0);
    REFUSED(session_transaction(office_act(&office, office.writer, FIRST), issue_list_and_regret, &seen, &e), RC_CONFLICT, "ER-0005", "",
        "regretted");
    assert_int_equal(seen, 1);
    assert_int_equal(cards_listed(&office, office.reader), 0);
    assert_int_equal(cards_listed(&office, office.writer), 0);
}

static void test_who_has_just_gone_is_passed_over(void **state)
{
    AUTO(office_close) struct office office;
    struct person_page persons;
    struct card_page cards;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ADA, "Ada");
    office_add_person(&office, FIRST, BOB, "Bob");
    office_add_person(&office, FIRST, ESI("eve"), "Eve");
    office_add_person(&office, SECOND, ESI("eve"), "Eve");
    (void)office_add_card(&office, FIRST, ADA);
    (void)office_add_card(&office, FIRST, BOB);
    assert_int_equal(persons_listed(&office, office.reader), 3);
    assert_int_equal(cards_listed(&office, office.reader), 2);
    /* As when they go between the look at what is remembered and the reading of the rows: nobody was told yet. */
    office_script(*state,
        "UPDATE card SET deleted_at_us = 1, person_id = NULL WHERE person_id = 1; "
        "DELETE FROM enrolment WHERE person_id = 1 OR (person_id = 3 AND organisation_id = 1); "
        "DELETE FROM person WHERE id = 1");
    struct session *const session = office_act(&office, office.reader, FIRST);
    MUST(registry_list_persons(session, &by_name, &persons, &e));
    assert_int_equal(persons.total, 3);
    assert_int_equal(persons.count, 1);
    assert_string_equal(persons.items[0].person.esi, BOB);
    MUST(registry_list_cards(session, &by_issue, &cards, &e));
    assert_int_equal(cards.total, 2);
    assert_int_equal(cards.count, 1);
    assert_string_equal(cards.items[0].person.person.esi, BOB);
}

static void test_lists_that_differ_in_anything_are_remembered_apart(void **state)
{
    static const struct {
        const char *actor, *search;
        enum list_field sort;
        bool descending;
        const char *first; /* name of the first person */
        int64_t total;
    } cases[] = {
        {FIRST, "", FIELD_PERSON_NAME, false, "Ada", 3},
        {FIRST, "", FIELD_PERSON_NAME, true, "Cleo", 3},
        {FIRST, "", FIELD_PERSON_IDENTIFIER, false, "Cleo", 3},
        {SECOND, "", FIELD_PERSON_NAME, false, "Dora", 1},
        {PROCESSOR, "", FIELD_PERSON_NAME, false, "Ada", 3},
        {NULL, "", FIELD_PERSON_NAME, false, "Ada", 4},
        {FIRST, "b", FIELD_PERSON_NAME, false, "Bob", 1},
        {FIRST, "fullName:b", FIELD_PERSON_NAME, false, "Bob", 1},
        {FIRST, "fullName:o", FIELD_PERSON_NAME, false, "Bob", 2},
        {FIRST, "fullName:o", FIELD_PERSON_NAME, true, "Cleo", 2},
        {FIRST, "fullName:o<+>fullName:c", FIELD_PERSON_NAME, true, "Cleo", 1},
        {FIRST, "fullName:o<+>identifierCode:ESI", FIELD_PERSON_NAME, false, "Bob", 2},
    };
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("3"), "Ada");
    office_add_person(&office, FIRST, ESI("2"), "Bob");
    office_add_person(&office, FIRST, ESI("1"), "Cleo");
    office_add_person(&office, SECOND, ESI("4"), "Dora");
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            struct session *const session = office_act(&office, office.reader, cases[i].actor);
            struct list_request request = {.sort = cases[i].sort, .descending = cases[i].descending, .size = 10};
            struct person_page page;
            MUST(search_parse(&office.arena, LIST_ENROLMENTS, str_of(cases[i].search), &request.search, &e));
            MUST(registry_list_persons(session, &request, &page, &e));
            if (page.total != cases[i].total || strcmp(detail_person_name(&page.items[0]), cases[i].first) != 0) {
                fail_msg("case %zu, round %zu: %d, %s", i, round, (int)page.total, detail_person_name(&page.items[0]));
            }
        }
    }
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_an_older_moment_is_not_remembered),
        CONTRACT_TEST(test_an_older_moments_card_is_not_remembered),
        CONTRACT_TEST(test_what_is_not_committed_is_not_remembered),
        CONTRACT_TEST(test_who_has_just_gone_is_passed_over),
        CONTRACT_TEST(test_lists_that_differ_in_anything_are_remembered_apart),
    };
    return CONTRACT_RUN("registry memory", tests);
}
