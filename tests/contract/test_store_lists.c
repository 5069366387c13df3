/* SPDX-License-Identifier: EUPL-1.2 */
/* Places in lists: "the n-th newest" is found through the buckets, whatever gaps there are. */
#include "stores.h"

struct world {
    struct store store;
    int64_t first, second;
};

static struct world begin(void **state)
{
    struct world w = {.store = store_connect(*state)};
    w.first = add_organisation(w.store.db, "999999991");
    w.second = add_organisation(w.store.db, "999999992");
    MUST(db_begin(w.store.db, DB_WRITE, &e));
    return w;
}

static void end(struct world *w)
{
    store_close(&w->store);
}

static int64_t append(struct world *w, int64_t organisation_id, enum list_kind list)
{
    int64_t seq = 0;
    MUST(lists_append(w->store.db, organisation_id, list, &seq, &e));
    return seq;
}

static int64_t count(struct world *w, int64_t organisation_id, enum list_kind list)
{
    int64_t entries = -1;
    MUST(lists_count(w->store.db, organisation_id, list, &entries, &e));
    return entries;
}

static void test_places_grow_by_one_in_each_list(void **state)
{
    AUTO(end) struct world w = begin(state);
    assert_int_equal(count(&w, w.first, LIST_CARDS), 0);
    for (int64_t i = 1; i <= 5; i++) {
        assert_int_equal(append(&w, w.first, LIST_CARDS), i);
        assert_int_equal(count(&w, w.first, LIST_CARDS), i);
    }
    assert_int_equal(append(&w, w.first, LIST_ENROLMENTS), 1);
    assert_int_equal(append(&w, w.second, LIST_CARDS), 1);
    MUST(lists_remove(w.store.db, w.first, LIST_CARDS, 5, &e));
    assert_int_equal(count(&w, w.first, LIST_CARDS), 4);
    assert_int_equal(append(&w, w.first, LIST_CARDS), 6);
    assert_int_equal(count(&w, w.first, LIST_ENROLMENTS), 1);
    assert_int_equal(count(&w, w.second, LIST_CARDS), 1);
    assert_int_equal(count(&w, w.second, LIST_ENROLMENTS), 0);
}

#define PLACES 4500 /* in the buckets 0 to 4 */

/* Which places are taken, and the naive answer: walk down from the newest. */
struct model {
    bool taken[PLACES + 1];
};

static int64_t nth_newest(const struct model *model, int64_t offset)
{
    for (int64_t seq = PLACES; seq >= 1; seq--) {
        if (model->taken[seq] && offset-- == 0) {
            return seq;
        }
    }
    return 0;
}

/* The place that lists_find tells, walked to the entry as the lists' statements do. */
static int64_t found_at(struct world *w, const struct model *model, int64_t offset)
{
    struct list_place place = {0};
    MUST(lists_find(w->store.db, w->first, LIST_CARDS, offset, &place, &e));
    if (!place.found) {
        return 0;
    }
    assert_in_range(place.skip, 0, LIST_BUCKET_SPAN - 1);
    size_t skip = place.skip;
    for (int64_t seq = place.seq < PLACES ? place.seq : PLACES; seq >= 1; seq--) {
        if (model->taken[seq] && skip-- == 0) {
            return seq;
        }
    }
    return 0;
}

static void fill(struct world *w, struct model *model)
{
    for (int i = 1; i <= PLACES; i++) {
        model->taken[append(w, w->first, LIST_CARDS)] = true;
    }
}

static void remove_range(struct world *w, struct model *model, int64_t from, int64_t to)
{
    for (int64_t seq = from; seq <= to; seq++) {
        if (model->taken[seq]) {
            model->taken[seq] = false;
            MUST(lists_remove(w->store.db, w->first, LIST_CARDS, seq, &e));
        }
    }
}

static void assert_all_found(struct world *w, const struct model *model)
{
    const int64_t entries = count(w, w->first, LIST_CARDS);
    for (int64_t offset = 0; offset < entries + 3; offset += offset < 20 || offset > entries - 20 ? 1 : 37) {
        const int64_t expected = nth_newest(model, offset);
        const int64_t found = found_at(w, model, offset);
        if (found != expected) {
            fail_msg("entry %d of %d: place %d, expected %d", (int)offset, (int)entries, (int)found, (int)expected);
        }
    }
}

static void test_every_entry_is_found_over_buckets_and_gaps(void **state)
{
    static const struct {
        const char *name;
        int64_t from, to;
    } gaps[] = {
        {"none", 1, 0},
        {"one entry", 4321, 4321},
        {"the newest", 4480, PLACES},
        {"a whole bucket", 2000, 2999},
        {"over two buckets", 900, 1100},
        {"the oldest", 1, 250},
        {"all but one bucket", 1, 3999},
        {"everything", 1, PLACES},
    };
    AUTO(end) struct world w = begin(state);
    static struct model model;
    model = (struct model){0};
    fill(&w, &model);
    for (size_t i = 0; i < COUNT_OF(gaps); i++) {
        remove_range(&w, &model, gaps[i].from, gaps[i].to);
        assert_all_found(&w, &model);
    }
    assert_int_equal(count(&w, w.first, LIST_CARDS), 0);
}

static void test_a_place_past_the_end_is_none(void **state)
{
    AUTO(end) struct world w = begin(state);
    struct list_place place = {.found = true};
    MUST(lists_find(w.store.db, w.first, LIST_CARDS, 0, &place, &e));
    assert_false(place.found);
    (void)append(&w, w.first, LIST_CARDS);
    (void)append(&w, w.second, LIST_CARDS);
    (void)append(&w, w.first, LIST_ENROLMENTS);
    MUST(lists_find(w.store.db, w.first, LIST_CARDS, 0, &place, &e));
    assert_true(place.found);
    assert_int_equal(place.skip, 0);
    MUST(lists_find(w.store.db, w.first, LIST_CARDS, 1, &place, &e));
    assert_false(place.found);
    MUST(lists_find(w.store.db, w.first, LIST_CARDS, INT64_MAX, &place, &e));
    assert_false(place.found);
}

/* How many rows a scan gives, and the sum of their ids. */
static void scan(struct world *w, enum list_kind list, bool with_person, struct list_row *last, int *rows_seen, int64_t *ids)
{
    AUTO(db_rows_finish) struct db_rows rows = {0};
    bool has = false;
    *rows_seen = 0;
    *ids = 0;
    MUST(lists_scan(w->store.db, w->first, list, with_person, &rows, &e));
    MUST(db_next(&rows, &has, &e));
    while (has) {
        lists_scan_row(&rows, last);
        *rows_seen += 1;
        *ids += last->id;
        /* The texts are borrowed until the next step; what the test looks at is not. */
        assert_int_equal(last->name_key.data != NULL, with_person);
        assert_int_equal(last->esi_key.data != NULL, with_person);
        MUST(db_next(&rows, &has, &e));
    }
}

static void test_a_scan_gives_every_card_that_is_there(void **state)
{
    AUTO(end) struct world w = begin(state);
    const int64_t person = add_person(w.store.db, "a");
    (void)add_enrolment(w.store.db, person, w.first);
    (void)add_enrolment(w.store.db, person, w.second);
    const struct card kept = add_card(w.store.db, 1, person, w.first);
    const struct card also = add_card(w.store.db, 2, person, w.first);
    struct card gone = add_card(w.store.db, 3, person, w.first);
    (void)add_card(w.store.db, 4, person, w.second);
    drop_card(w.store.db, &gone);
    for (int with_person = 0; with_person < 2; with_person++) {
        struct list_row last = {0};
        int rows = 0;
        int64_t ids = 0;
        scan(&w, LIST_CARDS, with_person == 1, &last, &rows, &ids);
        assert_int_equal(rows, 2);
        assert_int_equal(ids, kept.id + also.id);
        assert_int_equal(last.entity_id, last.id);
        assert_int_equal(last.issued_day, TODAY);
        assert_int_equal(last.expires_day, TODAY + 365);
        assert_int_equal(last.escn.length, ESCN_BYTES);
        assert_null(last.display_name.data);
    }
}

static void test_a_scan_gives_every_enrolment(void **state)
{
    AUTO(end) struct world w = begin(state);
    const int64_t person = add_person(w.store.db, "a");
    const struct enrolment first = add_enrolment(w.store.db, person, w.first);
    (void)add_enrolment(w.store.db, person, w.second);
    struct list_row last = {0};
    int rows = 0;
    int64_t ids = 0;
    scan(&w, LIST_ENROLMENTS, true, &last, &rows, &ids);
    assert_int_equal(rows, 1);
    assert_int_equal(ids, first.id);
    assert_int_equal(last.entity_id, person);
    assert_null(last.email.data);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_places_grow_by_one_in_each_list),
        CONTRACT_TEST(test_every_entry_is_found_over_buckets_and_gaps),
        CONTRACT_TEST(test_a_place_past_the_end_is_none),
        CONTRACT_TEST(test_a_scan_gives_every_card_that_is_there),
        CONTRACT_TEST(test_a_scan_gives_every_enrolment),
    };
    return CONTRACT_RUN("store lists", tests);
}
