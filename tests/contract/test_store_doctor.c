/* SPDX-License-Identifier: EUPL-1.2 */
/* Each check finds the damage it is for, and what counting anew can mend is mended by it. */
#include "stores.h"

#include "store/pictures.h"

struct world {
    struct store store;
    int64_t first, second;
};

/* Two organisations with a person each, three cards there and one deleted. */
static struct world begin(void **state)
{
    struct world w = {.store = store_connect(*state)};
    w.first = add_organisation(w.store.db, "999999991");
    w.second = add_organisation(w.store.db, "999999992");
    const int64_t ada = add_person(w.store.db, "ada");
    const int64_t bob = add_person(w.store.db, "bob");
    (void)add_enrolment(w.store.db, ada, w.first);
    (void)add_enrolment(w.store.db, bob, w.second);
    for (int i = 0; i < 3; i++) {
        (void)add_card(w.store.db, i, ada, w.first);
    }
    struct card gone = add_card(w.store.db, 3, bob, w.second);
    drop_card(w.store.db, &gone);
    return w;
}

static void end(struct world *w)
{
    store_close(&w->store);
}

#define NO_REFERENCES "PRAGMA foreign_keys = OFF; "

static const struct {
    const char *name, *damage;
    int64_t wrong[CHECK_COUNT]; /* heads, buckets, counters, stray cards, stray persons, pictures */
    bool mended;                /* by counting anew */
} cases[] = {
    {"nothing", "", {0, 0, 0, 0, 0}, true},
    {"a list's count is too high", "UPDATE list_head SET entries = entries + 1 WHERE list = 2 AND organisation_id = 1", {1, 0, 0, 0, 0},
        true},
    {"a list's count is too low", "UPDATE list_head SET entries = 0 WHERE list = 1 AND organisation_id = 2", {1, 0, 0, 0, 0}, true},
    {"a list has lost its count", "DELETE FROM list_head WHERE list = 2 AND organisation_id = 1", {1, 0, 0, 0, 0}, true},
    {"all lists have lost their counts", "DELETE FROM list_head", {3, 0, 0, 0, 0}, true},
    {"a count for an empty list", "INSERT INTO list_head VALUES (77, 1, 9, 3)", {1, 0, 0, 0, 0}, true},
    {"the next place is taken", "UPDATE list_head SET next_seq = 3 WHERE list = 2 AND organisation_id = 1", {1, 0, 0, 0, 0}, true},
    {"a stretch's count is wrong", "UPDATE list_bucket SET entries = 9 WHERE list = 2 AND organisation_id = 1", {0, 1, 0, 0, 0}, true},
    {"a stretch is missing", "DELETE FROM list_bucket WHERE list = 1 AND organisation_id = 1", {0, 1, 0, 0, 0}, true},
    {"a stretch too many", "INSERT INTO list_bucket VALUES (1, 2, 5, 2, 1)", {0, 1, 0, 0, 0}, true},
    {"entries counted in the wrong stretch", "UPDATE list_bucket SET bucket = 4 WHERE list = 2 AND organisation_id = 1", {0, 2, 0, 0, 0},
        true},
    {"a counter is too high", "UPDATE counter SET cards = cards + 1 WHERE organisation_id = 1", {0, 0, 1, 0, 0}, true},
    {"a counter is missing", "DELETE FROM counter WHERE organisation_id = 1", {0, 0, 1, 0, 0}, true},
    {"a counter too many", "INSERT INTO counter VALUES (1, 2026, 0, 1, 5)", {0, 0, 1, 0, 0}, true},
    {"a card counted under another status", "UPDATE counter SET status = 1 WHERE organisation_id = 1", {0, 0, 2, 0, 0}, true},
    {"a card counted in another year", "UPDATE counter SET year = 2025 WHERE organisation_id = 1", {0, 0, 2, 0, 0}, true},
    {"a card that nobody counted",
        "INSERT INTO card SELECT 50, x'00112233445566778899aabbccddeeff', person_id, issuer_id, NULL, 50, type, "
        "status, NULL, issued_day, expires_day, 0, 0, NULL, 1, NULL FROM card WHERE id = 1",
        {1, 1, 1, 0, 0}, true},
    {"a card gone without being counted out", "DELETE FROM card WHERE id = 1", {1, 1, 1, 0, 0}, true},
    {"a card marked as deleted by hand", "UPDATE card SET deleted_at_us = 5 WHERE id = 2", {1, 1, 1, 0, 0}, true},
    {"an enrolment gone by itself", "DELETE FROM enrolment WHERE organisation_id = 1", {1, 1, 0, 3, 1}, false},
    {"a card without holder", "UPDATE card SET person_id = NULL WHERE id = 1", {0, 0, 0, 1, 0}, false},
    {"a card held by somebody of elsewhere", "UPDATE card SET person_id = 2 WHERE id = 1", {0, 0, 0, 1, 0}, false},
    {"a person enrolled nowhere", "INSERT INTO person VALUES (60, 'x', 'x', 0)", {0, 0, 0, 0, 1}, false},
    {"a picture that nobody knows of", "INSERT INTO picture VALUES (1, x'ff', 0)", {0, 0, 0, 0, 0, 1}, true},
    {"a picture that is not there", "UPDATE enrolment SET has_picture = 1", {0, 0, 0, 0, 0, 2}, true},
    {"a holder gone", NO_REFERENCES "DELETE FROM person WHERE id = 1; DELETE FROM enrolment WHERE person_id = 1", {1, 1, 0, 3, 0}, false},
};

static const char *const check_names[CHECK_COUNT] = {
    [CHECK_HEADS] = "heads",
    [CHECK_BUCKETS] = "buckets",
    [CHECK_COUNTERS] = "counters",
    [CHECK_STRAY_CARDS] = "stray cards",
    [CHECK_STRAY_PERSONS] = "stray persons",
    [CHECK_PICTURES] = "pictures",
};

static void examine(const char *name, struct world *w, const int64_t *expected)
{
    for (enum doctor_check check = CHECK_HEADS; check < CHECK_COUNT; check++) {
        const int64_t wrong = wrong_rows(w->store.db, check);
        if (wrong != expected[check]) {
            fail_msg("%s: %s finds %d, expected %d", name, check_names[check], (int)wrong, (int)expected[check]);
        }
    }
}

static void test_damage_is_found_and_mended(void **state)
{
    static const int64_t clean[CHECK_COUNT] = {0};
    AUTO(end) struct world w = begin(state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        MUST(db_begin(w.store.db, DB_WRITE, &e));
        const bool outside = strncmp(cases[i].damage, NO_REFERENCES, sizeof NO_REFERENCES - 1) == 0;
        if (outside) {
            /* References are checked or not for a whole transaction: this one is committed, and is the last. */
            db_rollback(w.store.db);
            assert_int_equal(i, COUNT_OF(cases) - 1);
        }
        MUST(db_script(w.store.db, cases[i].damage, &e));
        examine(cases[i].name, &w, cases[i].wrong);
        MUST(lists_rebuild(w.store.db, 1, &e));
        MUST(counters_rebuild(w.store.db, &e));
        MUST(pictures_recount(w.store.db, &e));
        if (cases[i].mended) {
            examine(cases[i].name, &w, clean);
        } else {
            assert_int_equal(wrong_rows(w.store.db, CHECK_HEADS) + wrong_rows(w.store.db, CHECK_BUCKETS), 0);
            assert_int_equal(wrong_rows(w.store.db, CHECK_COUNTERS), 0);
        }
        db_rollback(w.store.db);
    }
}

static void test_references_to_nothing_are_found_by_the_engine(void **state)
{
    AUTO(end) struct world w = begin(state);
    MUST(db_check(w.store.db, &e));
    MUST(db_script(w.store.db, NO_REFERENCES "UPDATE card SET issuer_id = 88 WHERE id = 1", &e));
    struct err e = {0};
    assert_int_equal(db_check(w.store.db, &e), RC_INTERNAL);
    assert_non_null(strstr(e.msg, "card"));
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_damage_is_found_and_mended),
        CONTRACT_TEST(test_references_to_nothing_are_found_by_the_engine),
    };
    return CONTRACT_RUN_ON("sqlite", "store doctor", tests);
}
