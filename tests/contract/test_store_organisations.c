/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of organisations, mandates and legal documents. */
#include "stores.h"

static const struct organisation full = {
    .identifier = "999999991",
    .kind = ORGANISATION_PUBLIC_AUTHORITY,
    .status = ORGANISATION_SUSPENDED,
    .name = "Universit\xc3\xa9 de Saint-Valentin",
    .country = "FR",
    .schac_home_organization = "univ-saint-valentin.example",
    .website = "https://univ-saint-valentin.example/",
    .address =
        {
            .label = "Main building",
            .street_name = "rue des Lilas",
            .house_number = "12 bis",
            .details = "2nd floor",
            .city_name = "Saint-Valentin",
            .province = "Indre",
            .other_comments = "ring twice",
            .has_point = true,
            .x = 1.8525,
            .y = -46.95,
        },
    .main_color = "#2c4390",
    .secondary_color = "#ffffff",
    .contrast_color = "#000000",
    .new_logo_day = TODAY,
    .shows_name = true,
};

static void assert_text(const char *a, const char *b)
{
    assert_int_equal(a == NULL, b == NULL);
    assert_string_equal(a == NULL ? "" : a, b == NULL ? "" : b);
}

static void assert_same_address(const struct address *a, const struct address *b)
{
    assert_text(a->label, b->label);
    assert_text(a->street_name, b->street_name);
    assert_text(a->house_number, b->house_number);
    assert_text(a->details, b->details);
    assert_text(a->city_name, b->city_name);
    assert_text(a->province, b->province);
    assert_text(a->other_comments, b->other_comments);
    assert_int_equal(a->has_point, b->has_point);
    assert_true(a->x == b->x && a->y == b->y);
}

static void assert_same(const struct organisation *a, const struct organisation *b)
{
    assert_int_equal(a->id, b->id);
    assert_text(a->identifier, b->identifier);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->status, b->status);
    assert_text(a->name, b->name);
    assert_text(a->country, b->country);
    assert_text(a->schac_home_organization, b->schac_home_organization);
    assert_text(a->website, b->website);
    assert_same_address(&a->address, &b->address);
    assert_text(a->main_color, b->main_color);
    assert_text(a->secondary_color, b->secondary_color);
    assert_text(a->contrast_color, b->contrast_color);
    assert_int_equal(a->new_logo_day, b->new_logo_day);
    assert_int_equal(a->shows_name, b->shows_name);
}

static struct organisations list(struct store *store)
{
    struct organisations all = {0};
    MUST(organisations_list(store->db, &store->arena, &all, &e));
    return all;
}

static void test_organisations_come_back_as_they_went_in(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    struct organisation first = full;
    struct organisation second = {.identifier = "999999992", .name = "B", .country = "DE", .new_logo_day = DAY_NONE};
    assert_int_equal(list(&store).count, 0);
    MUST(organisations_insert(store.db, &first, NOW, &e));
    MUST(organisations_insert(store.db, &second, NOW, &e));
    assert_true(first.id > 0 && second.id > first.id);
    const struct organisations all = list(&store);
    assert_int_equal(all.count, 2);
    assert_same(&all.items[0], &first);
    assert_same(&all.items[1], &second);
}

static void test_an_identifier_stands_once(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    (void)add_organisation(store.db, "999999991");
    struct organisation again = full;
    REFUSED(organisations_insert(store.db, &again, NOW, &e), RC_CONFLICT, "", "organisation.identifier", "exists already");
}

static void test_kinds_and_statuses_that_are_none_are_refused(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    struct organisation bad = full;
    struct err e = {0};
    bad.kind = ORGANISATION_KIND_COUNT;
    assert_int_equal(organisations_insert(store.db, &bad, NOW, &e), RC_INTERNAL);
    bad = full;
    bad.status = ORGANISATION_STATUS_COUNT;
    assert_int_equal(organisations_insert(store.db, &bad, NOW, &e), RC_INTERNAL);
    assert_int_equal(list(&store).count, 0);
}

static void test_mandates(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    const int64_t issuer = add_organisation(store.db, "999999991");
    const int64_t processor = add_organisation(store.db, "B99999999");
    struct mandate ending = {.issuer_id = issuer, .processor_id = processor, .from_day = TODAY - 30, .until_day = TODAY};
    struct mandate open = {.issuer_id = issuer, .processor_id = processor, .from_day = TODAY + 30, .until_day = DAY_NONE};
    struct mandates all = {0};
    MUST(mandates_list(store.db, &store.arena, &all, &e));
    assert_int_equal(all.count, 0);
    MUST(mandates_insert(store.db, &ending, NOW, &e));
    MUST(mandates_insert(store.db, &open, NOW, &e));
    MUST(mandates_list(store.db, &store.arena, &all, &e));
    assert_int_equal(all.count, 2);
    assert_memory_equal(&all.items[0], &ending, sizeof ending);
    assert_memory_equal(&all.items[1], &open, sizeof open);
    MUST(db_script(store.db, "UPDATE mandate SET withdrawn_at_us = 1 WHERE until_day IS NULL", &e));
    MUST(mandates_list(store.db, &store.arena, &all, &e));
    assert_int_equal(all.count, 1);
    assert_int_equal(all.items[0].id, ending.id);
}

static void test_a_mandate_is_between_organisations(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    struct mandate mandate = {.issuer_id = add_organisation(store.db, "999999991"), .processor_id = 77, .until_day = DAY_NONE};
    struct err e = {0};
    assert_int_equal(mandates_insert(store.db, &mandate, NOW, &e), RC_INTERNAL);
}

static void assert_accepted(struct store *store, bool first, bool second)
{
    const struct organisations all = list(store);
    assert_int_equal(all.count, 2);
    assert_int_equal(all.items[0].legal_accepted, first);
    assert_int_equal(all.items[1].legal_accepted, second);
}

static void test_the_latest_legal_documents_must_be_accepted(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    const int64_t first = add_organisation(store.db, "999999991");
    const int64_t second = add_organisation(store.db, "999999992");
    assert_accepted(&store, true, true);
    MUST(legal_acceptances_insert(store.db, first, "nothing to accept", NOW, &e));
    assert_int_equal(sql_number(*state, "SELECT COUNT(*) FROM legal_acceptance"), 0);

    MUST(legal_documents_insert(store.db, 1, "Terms of 2026", NOW, &e));
    assert_accepted(&store, false, false);
    MUST(legal_acceptances_insert(store.db, first, "the rector", NOW + 1, &e));
    assert_accepted(&store, true, false);

    MUST(legal_documents_insert(store.db, 3, "Terms of 2027", NOW, &e));
    assert_accepted(&store, false, false);
    MUST(legal_acceptances_insert(store.db, second, "the president", NOW + 2, &e));
    assert_accepted(&store, false, true);
    MUST(legal_acceptances_insert(store.db, first, "the rector", NOW + 3, &e));
    assert_accepted(&store, true, true);
}

static void test_accepting_twice_keeps_the_first(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    const int64_t first = add_organisation(store.db, "999999991");
    MUST(legal_documents_insert(store.db, 1, "Terms", NOW, &e));
    MUST(legal_acceptances_insert(store.db, first, "the rector", NOW + 1, &e));
    MUST(legal_acceptances_insert(store.db, first, "the vice rector", NOW + 2, &e));
    assert_int_equal(sql_number(*state, "SELECT COUNT(*) FROM legal_acceptance WHERE accepted_by = 'the rector'"), 1);
    assert_int_equal(sql_number(*state, "SELECT MAX(accepted_at_us) FROM legal_acceptance"), NOW + 1);
    REFUSED(legal_documents_insert(store.db, 1, "Terms", NOW, &e), RC_CONFLICT, "", "legal_document.version", "exists already");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_organisations_come_back_as_they_went_in),
        CONTRACT_TEST(test_an_identifier_stands_once),
        CONTRACT_TEST(test_kinds_and_statuses_that_are_none_are_refused),
        CONTRACT_TEST(test_mandates),
        CONTRACT_TEST(test_a_mandate_is_between_organisations),
        CONTRACT_TEST(test_the_latest_legal_documents_must_be_accepted),
        CONTRACT_TEST(test_accepting_twice_keeps_the_first),
    };
    return CONTRACT_RUN("store organisations", tests);
}
