/* SPDX-License-Identifier: EUPL-1.2 */
/* A database of an earlier version, full of data, comes up with all of them, counted anew where the new schema counts. */
#include "registries.h"

#include "registry/public.h"
#include "store/organisations.h"
#include "store/schema.h"

#include <string.h>

#define OLD_ISSUER "999999994"
#define OLD_PROCESSOR "B12345678"
#define HELD "3e506370-826a-103d-bf76-001999999994"
#define EXPIRED "3e506371-826a-103d-bf76-001999999994"
#define HELD_BLOB "X'3e506370826a103dbf76001999999994'"
#define EXPIRED_BLOB "X'3e506371826a103dbf76001999999994'"
#define INACTIVE_BLOB "X'3e506372826a103dbf76001999999994'"
#define DELETED_BLOB "X'3e506373826a103dbf76001999999994'"

/* What a router with the first schema has written: two students with four cards, of which one has expired, one is inactive, one deleted. */
static const char first_schema_data[] =
    "INSERT INTO legal_document (version, title, published_at_us) VALUES (1, 'Terms', 1);"
    "INSERT INTO organisation (id, identifier, kind, status, name, country, website, address_city_name, new_logo_day, created_at_us) "
    "VALUES "
    "(1, '" OLD_ISSUER "', 0, 0, 'University', 'FR', 'https://univ.example', 'Saint-Valentin', 20697, 1), "
    "(2, '" OLD_PROCESSOR "', 2, 1, 'Cards', 'BE', NULL, NULL, NULL, 1);"
    "INSERT INTO legal_acceptance (organisation_id, version, accepted_by, accepted_at_us) VALUES (1, 1, 'The rector', 2);"
    "INSERT INTO mandate (id, issuer_id, processor_id, from_day, created_at_us) VALUES (1, 1, 2, 20000, 3);"
    "INSERT INTO token (id, organisation_id, name, hash, hint, created_at_us) VALUES (1, 1, 'portal', X'00', 'esc_live_1234', 4);"
    "INSERT INTO person (id, esi, esi_key, created_at_us) VALUES (7, '" ESI("1") "', lower('" ESI(
        "1") "'), 5), "
             "(9, '" ESI("2") "', lower('" ESI(
                 "2") "'), 5);"
                      "INSERT INTO enrolment (id, person_id, organisation_id, seq, full_name, name_key, email, academic_level, "
                      "created_at_us, updated_at_us) VALUES "
                      "(3, 7, 1, 1, 'Ada', 'ada', 'ada@univ.example', 6, 5, 5), (4, 9, 1, 2, 'Grace', 'grace', NULL, 0, 5, 5);"
                      "INSERT INTO card (id, escn, person_id, issuer_id, seq, type, status, issued_day, expires_day, created_at_us, "
                      "updated_at_us, deleted_at_us) "
                      "VALUES (1, " HELD_BLOB ", 7, 1, 1, 1, 0, 20700, 21000, 6, 6, NULL), (2, " EXPIRED_BLOB
                      ", 7, 1, 2, 5, 0, 20300, 20700, 6, 6, NULL), "
                      "(3, " INACTIVE_BLOB ", 9, 1, 3, 1, 1, 20700, 21000, 6, 6, NULL), (4, " DELETED_BLOB
                      ", 9, 1, 4, 1, 0, 20700, 21000, 6, 7, 7);"
                      "INSERT INTO list_head (organisation_id, list, next_seq, entries) VALUES (1, 1, 3, 2), (1, 2, 5, 3);"
                      "INSERT INTO list_bucket (organisation_id, list, bucket, entries) VALUES (1, 1, 0, 2), (1, 2, 0, 3);"
                      "INSERT INTO counter (organisation_id, year, type, status, cards) VALUES (1, 2026, 1, 0, 1), (1, 2025, 5, 0, 1), (1, "
                      "2026, 1, 1, 1);"
                      "INSERT INTO audit (at_us, organisation_id, actor_id, token_id, action, object_id) VALUES (6, 1, 1, 1, 10, 1);";

/* A database as a router of the first version leaves it. */
static void leave(const struct contract *contract)
{
    const struct db_options options = {.url = contract->url, .create = true};
    const struct db_migrations first = {.items = store_migrations().items, .count = 1};
    AUTO(db_closep) struct db *db = NULL;
    MUST(db_open(&options, (struct db_statements){NULL, 0}, &db, &e));
    MUST(db_migrate(db, first, NULL, &e));
    MUST(db_script(db, first_schema_data, &e));
}

static void upgrade(const struct contract *contract, int *applied)
{
    const struct db_options options = {.url = contract->url};
    AUTO(db_closep) struct db *db = NULL;
    MUST(db_open(&options, (struct db_statements){NULL, 0}, &db, &e));
    MUST(db_migrate(db, store_migrations(), applied, &e));
}

static void test_everything_is_there_and_agrees(void **state)
{
    AUTO(office_close) struct office office;
    int applied = 0;
    leave(*state);
    upgrade(*state, &applied);
    assert_int_equal(applied, store_migrations().count - 1);
    office_open_again(&office, *state, NULL);
    office_assert_sound(&office);

    const struct organisation *const issuer = directory_find(&office.reader->directory, STR(OLD_ISSUER));
    const struct organisation *const processor = directory_find(&office.reader->directory, STR(OLD_PROCESSOR));
    assert_string_equal(issuer->name, "University");
    assert_string_equal(issuer->address.city_name, "Saint-Valentin");
    assert_int_equal(issuer->new_logo_day, 20697);
    assert_true(issuer->legal_accepted);
    assert_int_equal(processor->status, ORGANISATION_SUSPENDED);
    assert_true(directory_has_mandate(&office.reader->directory, 1, 2, TODAY));

    struct person_detail person;
    MUST(office_get_person(&office, OLD_ISSUER, ESI("1"), &person, &e));
    assert_int_equal(person.person.id, 7);
    assert_string_equal(person.enrolments[0].enrolment.email, "ada@univ.example");
    assert_int_equal(
        office_number(*state, "SELECT amount FROM tally WHERE slot = 21000 AND organisation_id = 1 AND measure = 1 AND kind = 1"), 1);
    assert_int_equal(office_number(*state, "SELECT SUM(cards) FROM issued WHERE organisation_id = 1"), 4);
    assert_int_equal(office_number(*state, "SELECT scopes FROM token WHERE id = 1"), 31);
}

static void test_work_goes_on(void **state)
{
    AUTO(office_close) struct office office;
    struct public_status status;
    leave(*state);
    upgrade(*state, NULL);
    office_open_again(&office, *state, NULL);
    MUST(registry_card_status(office_act(&office, office.reader, NULL), STR(HELD), &status, &e));
    assert_int_equal(status.status, CARD_ACTIVE);
    MUST(registry_card_status(office_act(&office, office.reader, NULL), STR(EXPIRED), &status, &e));
    assert_int_equal(status.status, CARD_EXPIRED);
    office_add_person(&office, OLD_ISSUER, ESI("3"), "Katherine");
    (void)office_add_card(&office, OLD_ISSUER, ESI("3"));
    MUST(office_delete_person(&office, OLD_ISSUER, ESI("1"), &e));
    office_assert_sound(&office);
}

static void test_a_second_time_changes_nothing(void **state)
{
    int applied = 0;
    leave(*state);
    upgrade(*state, NULL);
    upgrade(*state, &applied);
    assert_int_equal(applied, 0);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_everything_is_there_and_agrees),
        CONTRACT_TEST(test_work_goes_on),
        CONTRACT_TEST(test_a_second_time_changes_nothing),
    };
    return CONTRACT_RUN("registry upgrade", tests);
}
