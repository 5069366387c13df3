/* SPDX-License-Identifier: EUPL-1.2 */
/* Tokens, and the small tables beside the registry's own: settings, revisions, the sequence of numbers, the log of acts. */
#include "stores.h"

#include "store/audits.h"
#include "store/settings.h"
#include "store/tokens.h"

static const unsigned char hash_a[TOKEN_HASH_BYTES] = {0xa, 0, 1, [31] = 0xff};
static const unsigned char hash_b[TOKEN_HASH_BYTES] = {0xb, 0, 1, [31] = 0xff};

static struct token add_token(struct store *store, int64_t organisation_id, const char *name, const unsigned char *hash, int64_t expires)
{
    struct token token = {
        .organisation_id = organisation_id, .name = name, .hint = "esc_test_ab12", .created_at_us = NOW, .expires_at_us = expires};
    MUST(tokens_insert(store->db, &token, hash, &e));
    return token;
}

static struct token find(struct store *store, const unsigned char *hash)
{
    struct token out = {0};
    bool found = false;
    MUST(tokens_find_by_hash(store->db, &store->arena, hash, &out, &found, &e));
    assert_true(found);
    return out;
}

static void test_a_token_is_found_by_its_hash(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    const int64_t organisation = add_organisation(store.db, "999999991");
    const struct token token = add_token(&store, organisation, "sis", hash_a, NOW + 9);
    const struct token found = find(&store, hash_a);
    assert_int_equal(found.id, token.id);
    assert_int_equal(found.organisation_id, organisation);
    assert_int_equal(found.expires_at_us, NOW + 9);
    assert_int_equal(found.revoked_at_us, 0);
    struct token out = {0};
    bool is_there = true;
    MUST(tokens_find_by_hash(store.db, &store.arena, hash_b, &out, &is_there, &e));
    assert_false(is_there);
}

static void test_a_hash_stands_once(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    struct token token = add_token(&store, add_organisation(store.db, "999999991"), "sis", hash_a, 0);
    REFUSED(tokens_insert(store.db, &token, hash_a, &e), RC_CONFLICT, "", "token.hash", "exists already");
}

static void test_tokens_are_listed_with_all_but_their_hash(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    const int64_t organisation = add_organisation(store.db, "999999991");
    const struct token first = add_token(&store, organisation, "sis", hash_a, 0);
    const struct token second = add_token(&store, organisation, "portal", hash_b, NOW + 1);
    struct tokens all = {0};
    bool changed = false;
    MUST(tokens_revoke(store.db, first.id, NOW + 3, &changed, &e));
    MUST(tokens_list(store.db, &store.arena, &all, &e));
    assert_int_equal(all.count, 2);
    assert_int_equal(all.items[0].id, first.id);
    assert_string_equal(all.items[0].name, "sis");
    assert_string_equal(all.items[0].hint, "esc_test_ab12");
    assert_int_equal(all.items[0].created_at_us, NOW);
    assert_int_equal(all.items[0].expires_at_us, 0);
    assert_int_equal(all.items[0].revoked_at_us, NOW + 3);
    assert_int_equal(all.items[1].id, second.id);
    assert_int_equal(all.items[1].expires_at_us, NOW + 1);
}

static void test_a_token_is_revoked_once(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    const struct token token = add_token(&store, add_organisation(store.db, "999999991"), "sis", hash_a, 0);
    bool changed = false;
    MUST(tokens_revoke(store.db, token.id, NOW + 1, &changed, &e));
    assert_true(changed);
    MUST(tokens_revoke(store.db, token.id, NOW + 2, &changed, &e));
    assert_false(changed);
    assert_int_equal(find(&store, hash_a).revoked_at_us, NOW + 1);
    MUST(tokens_revoke(store.db, token.id + 1, NOW + 2, &changed, &e));
    assert_false(changed);
}

static void test_tokens_are_revoked_by_name(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    static const unsigned char hash_c[TOKEN_HASH_BYTES] = {0xc};
    const int64_t first = add_organisation(store.db, "999999991");
    const int64_t second = add_organisation(store.db, "999999992");
    (void)add_token(&store, first, "sandbox", hash_a, 0);
    (void)add_token(&store, second, "sandbox", hash_b, 0);
    (void)add_token(&store, second, "sandbox 2", hash_c, 0);
    MUST(tokens_revoke_named(store.db, "sandbox", NOW + 1, &e));
    MUST(tokens_revoke_named(store.db, "sandbox", NOW + 2, &e));
    assert_int_equal(find(&store, hash_a).revoked_at_us, NOW + 1);
    assert_int_equal(find(&store, hash_b).revoked_at_us, NOW + 1);
    assert_int_equal(find(&store, hash_c).revoked_at_us, 0);
}

static void test_settings(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    const char *value = "untouched";
    MUST(settings_get(store.db, &store.arena, "sandbox.students", &value, &e));
    assert_null(value);
    MUST(settings_put(store.db, "sandbox.students", "200", &e));
    MUST(settings_put(store.db, "other", "", &e));
    MUST(settings_get(store.db, &store.arena, "sandbox.students", &value, &e));
    assert_string_equal(value, "200");
    MUST(settings_put(store.db, "sandbox.students", "300", &e));
    MUST(settings_get(store.db, &store.arena, "sandbox.students", &value, &e));
    assert_string_equal(value, "300");
    MUST(settings_get(store.db, &store.arena, "other", &value, &e));
    assert_string_equal(value, "");
}

static void test_the_revision_grows(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    int64_t before = 0;
    int64_t after = 0;
    MUST(revisions_get(store.db, &before, &e));
    MUST(revisions_raise(store.db, &e));
    MUST(revisions_get(store.db, &after, &e));
    assert_int_equal(after, before + 1);
}

static void test_ticks_are_claimed_once(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    static const struct {
        const char *name;
        int64_t now, count, first;
    } cases[] = {
        {"at the clock's tick", 1000, 1, 1000},
        {"the clock stands still", 1000, 1, 1001},
        {"a hundred at once", 1000, 100, 1002},
        {"the clock goes on, but not past what was given", 1050, 2, 1102},
        {"the clock has gone past it", 5000, 3, 5000},
        {"the clock goes back", 10, 1, 5003},
        {"the clock is at the last tick given", 5003, 1, 5004},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t first = 0;
        MUST(escn_sequence_claim(store.db, cases[i].now, cases[i].count, &first, &e));
        if (first != cases[i].first) {
            fail_msg("%s: %d, expected %d", cases[i].name, (int)first, (int)cases[i].first);
        }
    }
}

static void test_a_claim_that_is_rolled_back_was_none(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    int64_t first = 0;
    MUST(db_begin(store.db, DB_WRITE, &e));
    MUST(escn_sequence_claim(store.db, 1000, 50, &first, &e));
    db_rollback(store.db);
    MUST(escn_sequence_claim(store.db, 1000, 1, &first, &e));
    assert_int_equal(first, 1000);
    MUST(db_script(store.db, "DELETE FROM escn_sequence", &e));
    REFUSED(escn_sequence_claim(store.db, 1000, 1, &first, &e), RC_INTERNAL, "SE-0500", "",
        "the sequence of card numbers is missing in the database");
}

static void test_acts_are_recorded(void **state)
{
    AUTO(store_close) struct store store = store_connect(*state);
    const struct audit full = {
        .at_us = NOW,
        .organisation_id = 1,
        .actor_id = 2,
        .token_id = 3,
        .action = AUDIT_CARD_REISSUE,
        .object_id = 4,
        .request_id = "abc",
        .detail = "status ACTIVE > INACTIVE",
    };
    const struct audit bare = {.at_us = NOW + 1, .action = AUDIT_DATABASE_REPAIR};
    MUST(audits_insert(store.db, &full, &e));
    MUST(audits_insert(store.db, &bare, &e));
    assert_int_equal(sql_number(*state,
                         "SELECT COUNT(*) FROM audit WHERE at_us = 1795338840000000 AND organisation_id = 1 AND actor_id = 2 "
                         "AND token_id = 3 AND action = 11 AND object_id = 4 AND request_id = 'abc' "
                         "AND detail = 'status ACTIVE > INACTIVE'"),
        1);
    assert_int_equal(sql_number(*state,
                         "SELECT COUNT(*) FROM audit WHERE action = 40 AND organisation_id IS NULL AND actor_id IS NULL AND token_id IS "
                         "NULL AND object_id IS NULL AND request_id IS NULL AND detail IS NULL"),
        1);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_token_is_found_by_its_hash),
        CONTRACT_TEST(test_a_hash_stands_once),
        CONTRACT_TEST(test_tokens_are_listed_with_all_but_their_hash),
        CONTRACT_TEST(test_a_token_is_revoked_once),
        CONTRACT_TEST(test_tokens_are_revoked_by_name),
        CONTRACT_TEST(test_settings),
        CONTRACT_TEST(test_the_revision_grows),
        CONTRACT_TEST(test_ticks_are_claimed_once),
        CONTRACT_TEST(test_a_claim_that_is_rolled_back_was_none),
        CONTRACT_TEST(test_acts_are_recorded),
    };
    return CONTRACT_RUN("store tokens", tests);
}
