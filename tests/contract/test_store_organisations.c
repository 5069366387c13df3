/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of organisations, mandates and legal documents. */
#include "stores.h"

#include "store/legals.h"

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
    .legal_basis = LEGAL_BASIS_PUBLIC_TASK,
    .version = 1,
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
    assert_int_equal(a->legal_basis, b->legal_basis);
    assert_text(a->status_reason, b->status_reason);
    assert_int_equal(a->version, b->version);
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
    struct organisation second = {.identifier = "999999992", .name = "B", .country = "DE", .new_logo_day = DAY_NONE, .version = 1};
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

static void test_an_organisation_is_changed_by_who_read_it_last(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    struct organisation first = full;
    bool changed = false;
    MUST(organisations_insert(store.db, &first, NOW, &e));
    struct organisation other = {.id = first.id,
        .identifier = first.identifier,
        .kind = first.kind,
        .name = "B",
        .country = "DE",
        .status = ORGANISATION_SUSPENDED,
        .status_reason = "why",
        .new_logo_day = DAY_NONE,
        .version = 1};
    MUST(organisations_update(store.db, &other, &changed, &e));
    assert_true(changed);
    MUST(organisations_update(store.db, &first, &changed, &e));
    assert_false(changed);
    other.version = 2;
    const struct organisations all = list(&store);
    assert_same(&all.items[0], &other);
    first.version = 2;
    MUST(organisations_update(store.db, &first, &changed, &e));
    assert_true(changed);
    first.version = 3;
    const struct organisations again = list(&store);
    assert_same(&again.items[0], &first);
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
    ending.created_at_us = open.created_at_us = NOW;
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

static void publish(struct store *store, int version, int32_t grace_until_day)
{
    const struct legal_version legal = {.version = version, .title = "Terms", .published_at_us = NOW, .grace_until_day = grace_until_day};
    MUST(legal_documents_insert(store->db, &legal, &e));
}

/* Whether it is kept. */
static bool accept(struct store *store, int64_t organisation, int version, const char *by)
{
    bool changed = false;
    const struct legal_acceptance acceptance = {.organisation_id = organisation,
        .version = version,
        .accepted_by = by,
        .accepted_at_us = NOW + version,
        .language = "en",
        .has_hash = true,
        .hash = {1, 2, 3},
        .body = "The text"};
    MUST(legal_acceptances_insert(store->db, &acceptance, &changed, &e));
    return changed;
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

    publish(&store, 1, DAY_NONE);
    assert_accepted(&store, false, false);
    assert_true(accept(&store, first, 1, "the rector"));
    assert_accepted(&store, true, false);

    publish(&store, 3, DAY_NONE);
    assert_accepted(&store, false, false);
    assert_true(accept(&store, second, 3, "the president"));
    assert_accepted(&store, false, true);
    assert_true(accept(&store, first, 3, "the rector"));
    assert_accepted(&store, true, true);
}

/* Who has accepted an earlier version may write until the first grace of those after it is over. */
static void test_the_grace_of_earlier_documents(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    const int64_t first = add_organisation(store.db, "999999991");
    const int64_t second = add_organisation(store.db, "999999992");
    publish(&store, 1, DAY_NONE);
    (void)accept(&store, first, 1, "the rector");
    publish(&store, 2, TODAY + 30);
    (void)second;
    struct organisations all = list(&store);
    assert_false(all.items[0].legal_accepted);
    assert_int_equal(all.items[0].legal_grace_day, TODAY + 30);
    assert_int_equal(all.items[1].legal_grace_day, DAY_NONE);
    publish(&store, 3, TODAY + 10);
    all = list(&store);
    assert_int_equal(all.items[0].legal_grace_day, TODAY + 10);
    (void)accept(&store, second, 2, "the president");
    publish(&store, 4, DAY_NONE);
    all = list(&store);
    assert_true(all.items[0].legal_grace_day < 0);
    assert_true(all.items[1].legal_grace_day < 0);
}

static void test_accepting_twice_keeps_the_first(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    const int64_t first = add_organisation(store.db, "999999991");
    const struct legal_version again = {.version = 1, .title = "Terms", .published_at_us = NOW};
    struct legal_acceptances all;
    const char *body = NULL;
    bool found = false;
    publish(&store, 1, DAY_NONE);
    assert_true(accept(&store, first, 1, "the rector"));
    assert_false(accept(&store, first, 1, "the vice rector"));
    MUST(legal_acceptances_list(store.db, &store.arena, first, &all, &e));
    assert_int_equal(all.count, 1);
    assert_string_equal(all.items[0].accepted_by, "the rector");
    assert_string_equal(all.items[0].language, "en");
    assert_int_equal(all.items[0].accepted_at_us, NOW + 1);
    assert_true(all.items[0].has_hash && all.items[0].hash[2] == 3);
    MUST(legal_acceptances_get(store.db, &store.arena, first, 1, &body, &found, &e));
    assert_string_equal(body, "The text");
    MUST(legal_acceptances_get(store.db, &store.arena, first, 2, &body, &found, &e));
    assert_false(found);
    REFUSED(legal_documents_insert(store.db, &again, &e), RC_CONFLICT, "", "legal_document.version", "exists already");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_organisations_come_back_as_they_went_in),
        CONTRACT_TEST(test_an_identifier_stands_once),
        CONTRACT_TEST(test_an_organisation_is_changed_by_who_read_it_last),
        CONTRACT_TEST(test_kinds_and_statuses_that_are_none_are_refused),
        CONTRACT_TEST(test_mandates),
        CONTRACT_TEST(test_a_mandate_is_between_organisations),
        CONTRACT_TEST(test_the_latest_legal_documents_must_be_accepted),
        CONTRACT_TEST(test_the_grace_of_earlier_documents),
        CONTRACT_TEST(test_accepting_twice_keeps_the_first),
    };
    return CONTRACT_RUN("store organisations", tests);
}
