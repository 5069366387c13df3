/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of persons and enrolments. */
#include "stores.h"

#define ESI "urn:schac:personalUniqueCode:int:esi:fr:Ab"
#define ESI_KEY "urn:schac:personaluniquecode:int:esi:fr:ab"

struct world {
    struct store store;
    int64_t first, second;
};

static struct world begin(void **state)
{
    struct world w = {.store = store_connect(*state)};
    w.first = add_organisation(w.store.db, "999999991");
    w.second = add_organisation(w.store.db, "999999992");
    return w;
}

static void end(struct world *w)
{
    store_close(&w->store);
}

static void test_a_person_is_found_by_id_and_identifier(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct person person = {.esi = ESI, .esi_key = ESI_KEY};
    struct person out = {0};
    bool found = false;
    MUST(persons_insert(w.store.db, &person, NOW, &e));
    MUST(persons_get(w.store.db, &w.store.arena, person.id, &out, &found, &e));
    assert_true(found);
    assert_string_equal(out.esi, ESI);
    out = (struct person){0};
    MUST(persons_find_by_esi(w.store.db, &w.store.arena, ESI_KEY, &out, &found, &e));
    assert_true(found);
    assert_int_equal(out.id, person.id);
    assert_string_equal(out.esi, ESI);
    assert_string_equal(out.esi_key, ESI_KEY);
    assert_int_equal(sql_number(*state, "SELECT created_at_us FROM person"), NOW);
}

static void test_nobody_is_found(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct person out = {0};
    bool found = true;
    MUST(persons_get(w.store.db, &w.store.arena, 1, &out, &found, &e));
    assert_false(found);
    found = true;
    MUST(persons_find_by_esi(w.store.db, &w.store.arena, ESI_KEY, &out, &found, &e));
    assert_false(found);
}

static void test_an_identifier_stands_once(void **state)
{
    AUTO(end) struct world w = begin(state);
    (void)add_person(w.store.db, ESI_KEY);
    struct person again = {.esi = ESI, .esi_key = ESI_KEY};
    REFUSED(persons_insert(w.store.db, &again, NOW, &e), RC_CONFLICT, "", "person.esi_key", "exists already");
}

static void test_a_person_is_deleted(void **state)
{
    AUTO(end) struct world w = begin(state);
    const int64_t gone = add_person(w.store.db, "a");
    const int64_t stays = add_person(w.store.db, "b");
    MUST(persons_delete(w.store.db, gone, &e));
    assert_int_equal(sql_number(*state, "SELECT id FROM person"), stays);
    MUST(persons_delete(w.store.db, gone, &e));
    assert_int_equal(sql_number(*state, "SELECT COUNT(*) FROM person"), 1);
}

/* The log of acts names persons by their ids long after they are erased. */
static void test_the_id_of_an_erased_person_is_not_given_again(void **state)
{
    AUTO(end) struct world w = begin(state);
    const int64_t gone = add_person(w.store.db, "a");
    MUST(persons_delete(w.store.db, gone, &e));
    assert_true(add_person(w.store.db, "b") > gone);
}

static void assert_same(const struct enrolment *a, const struct enrolment *b)
{
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->person_id, b->person_id);
    assert_int_equal(a->organisation_id, b->organisation_id);
    assert_int_equal(a->seq, b->seq);
    assert_string_equal(a->full_name, b->full_name);
    assert_string_equal(a->name_key, b->name_key);
    assert_int_equal(a->email == NULL, b->email == NULL);
    assert_string_equal(a->email == NULL ? "" : a->email, b->email == NULL ? "" : b->email);
    assert_int_equal(a->academic_level, b->academic_level);
    assert_int_equal(a->has_picture, b->has_picture);
    assert_int_equal(a->version, b->version);
}

static struct enrolment get(struct world *w, int64_t id)
{
    struct enrolment out = {0};
    bool found = false;
    MUST(enrolments_get(w->store.db, &w->store.arena, id, &out, &found, &e));
    assert_true(found);
    return out;
}

static void test_an_enrolment_comes_back_as_it_went_in(void **state)
{
    AUTO(end) struct world w = begin(state);
    const int64_t person = add_person(w.store.db, ESI_KEY);
    struct enrolment full = {
        .person_id = person,
        .organisation_id = w.first,
        .seq = 3,
        .full_name = "\xc5\x81ukasz",
        .name_key = "lukasz",
        .email = "l@example.org",
        .academic_level = LEVEL_DOCTORATE,
    };
    struct enrolment bare = {.person_id = person, .organisation_id = w.second, .seq = 1, .full_name = "", .name_key = ""};
    MUST(enrolments_insert(w.store.db, &full, NOW, &e));
    MUST(enrolments_insert(w.store.db, &bare, NOW, &e));
    assert_int_equal(full.version, 1);
    const struct enrolment first = get(&w, full.id);
    const struct enrolment second = get(&w, bare.id);
    assert_same(&first, &full);
    assert_same(&second, &bare);
    struct enrolment out = {0};
    bool found = true;
    MUST(enrolments_get(w.store.db, &w.store.arena, bare.id + 1, &out, &found, &e));
    assert_false(found);
}

static void test_a_person_is_enrolled_once_at_an_organisation(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct enrolment again = add_enrolment(w.store.db, add_person(w.store.db, ESI_KEY), w.first);
    again.seq++;
    REFUSED(enrolments_insert(w.store.db, &again, NOW, &e), RC_CONFLICT, "", "enrolment.person_id,organisation_id", "exists already");
    again.person_id = add_person(w.store.db, "another");
    again.seq--;
    REFUSED(enrolments_insert(w.store.db, &again, NOW, &e), RC_CONFLICT, "", "enrolment.organisation_id,seq", "exists already");
}

static void test_name_email_and_level_change(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct enrolment enrolment = add_enrolment(w.store.db, add_person(w.store.db, ESI_KEY), w.first);
    enrolment.full_name = "Augusta King";
    enrolment.name_key = "augusta king";
    enrolment.email = "ada@example.org";
    enrolment.academic_level = LEVEL_MASTER;
    MUST(enrolments_update(w.store.db, &enrolment, NOW + 1, &e));
    assert_int_equal(enrolment.version, 2);
    struct enrolment out = get(&w, enrolment.id);
    assert_same(&out, &enrolment);
    enrolment.email = NULL;
    enrolment.academic_level = LEVEL_NONE;
    MUST(enrolments_update(w.store.db, &enrolment, NOW + 2, &e));
    out = get(&w, enrolment.id);
    assert_same(&out, &enrolment);
    assert_int_equal(sql_number(*state, "SELECT created_at_us FROM enrolment"), NOW);
    assert_int_equal(sql_number(*state, "SELECT updated_at_us FROM enrolment"), NOW + 2);
}

static void test_the_expiry_of_cards_to_come_is_kept_by_itself(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct enrolment enrolment = add_enrolment(w.store.db, add_person(w.store.db, ESI_KEY), w.first);
    assert_int_equal(get(&w, enrolment.id).expires_day, DAY_NONE);
    struct enrolment stale = enrolment;
    enrolment.expires_day = 20779;
    MUST(enrolments_set_expiry(w.store.db, &enrolment, NOW + 1, &e));
    assert_int_equal(enrolment.version, 2);
    assert_int_equal(get(&w, enrolment.id).expires_day, 20779);
    REFUSED(enrolments_set_expiry(w.store.db, &stale, NOW + 1, &e), RC_CONFLICT, "ER-0005", "", "the person was changed by somebody else");
    enrolment.full_name = "Augusta King";
    MUST(enrolments_update(w.store.db, &enrolment, NOW + 2, &e));
    assert_int_equal(get(&w, enrolment.id).expires_day, 20779);
    enrolment.expires_day = DAY_NONE;
    MUST(enrolments_set_expiry(w.store.db, &enrolment, NOW + 3, &e));
    assert_int_equal(get(&w, enrolment.id).expires_day, DAY_NONE);
    assert_string_equal(get(&w, enrolment.id).full_name, "Augusta King");
}

#define LOST "the person was changed by somebody else at the same moment, read it again"

static void test_a_lost_change_is_refused(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct enrolment mine = add_enrolment(w.store.db, add_person(w.store.db, ESI_KEY), w.first);
    struct enrolment theirs = get(&w, mine.id);
    theirs.email = "theirs@example.org";
    MUST(enrolments_update(w.store.db, &theirs, NOW, &e));
    mine.email = "mine@example.org";
    REFUSED(enrolments_update(w.store.db, &mine, NOW, &e), RC_CONFLICT, "ER-0005", "", LOST);
    REFUSED(enrolments_delete(w.store.db, &mine, &e), RC_CONFLICT, "ER-0005", "", LOST);
    assert_string_equal(get(&w, mine.id).email, "theirs@example.org");
    MUST(enrolments_delete(w.store.db, &theirs, &e));
    REFUSED(enrolments_delete(w.store.db, &theirs, &e), RC_CONFLICT, "ER-0005", "", LOST);
    REFUSED(enrolments_update(w.store.db, &theirs, NOW, &e), RC_CONFLICT, "ER-0005", "", LOST);
}

static void test_the_enrolments_of_a_person_come_oldest_first(void **state)
{
    AUTO(end) struct world w = begin(state);
    const int64_t person = add_person(w.store.db, ESI_KEY);
    struct enrolments all = {0};
    MUST(enrolments_list_by_person(w.store.db, &w.store.arena, person, &all, &e));
    assert_int_equal(all.count, 0);
    (void)add_enrolment(w.store.db, add_person(w.store.db, "somebody else"), w.first);
    const struct enrolment older = add_enrolment(w.store.db, person, w.second);
    const struct enrolment newer = add_enrolment(w.store.db, person, w.first);
    MUST(enrolments_list_by_person(w.store.db, &w.store.arena, person, &all, &e));
    assert_int_equal(all.count, 2);
    assert_same(&all.items[0], &older);
    assert_same(&all.items[1], &newer);
}

static void test_a_stretch_of_an_organisations_list(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct enrolment made[6];
    for (int i = 0; i < 6; i++) {
        char esi[8];
        (void)snprintf(esi, sizeof esi, "%d", i);
        made[i] = add_enrolment(w.store.db, add_person(w.store.db, esi), i == 4 ? w.second : w.first);
    }
    struct enrolments all = {0};
    MUST(enrolments_list_from(w.store.db, &w.store.arena, w.first, 999, 1, 3, &all, &e));
    assert_int_equal(all.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_same(&all.items[i], &made[3 - i]);
    }
    MUST(enrolments_list_from(w.store.db, &w.store.arena, w.first, made[1].seq, 0, 9, &all, &e));
    assert_int_equal(all.count, 2);
    MUST(enrolments_list_from(w.store.db, &w.store.arena, w.first, made[0].seq - 1, 0, 9, &all, &e));
    assert_int_equal(all.count, 0);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_person_is_found_by_id_and_identifier),
        CONTRACT_TEST(test_nobody_is_found),
        CONTRACT_TEST(test_an_identifier_stands_once),
        CONTRACT_TEST(test_a_person_is_deleted),
        CONTRACT_TEST(test_the_id_of_an_erased_person_is_not_given_again),
        CONTRACT_TEST(test_an_enrolment_comes_back_as_it_went_in),
        CONTRACT_TEST(test_a_person_is_enrolled_once_at_an_organisation),
        CONTRACT_TEST(test_name_email_and_level_change),
        CONTRACT_TEST(test_the_expiry_of_cards_to_come_is_kept_by_itself),
        CONTRACT_TEST(test_a_lost_change_is_refused),
        CONTRACT_TEST(test_the_enrolments_of_a_person_come_oldest_first),
        CONTRACT_TEST(test_a_stretch_of_an_organisations_list),
    };
    return CONTRACT_RUN("store persons", tests);
}
