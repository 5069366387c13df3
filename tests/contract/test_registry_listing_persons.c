/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists of persons are those of a naive model after any history, for every sort, direction, search and page. */
#include "model.h"

#include "registry/doctor.h"
#include "registry/listing.h"

#include <stdlib.h>
#include <string.h>

/* What a list shows: the scope is one issuer by its number, or -1 for all. */
struct view {
    const struct model *model;
    int issuer;
    enum list_field sort;
    bool descending;
};

/* A person in a list, by the enrolment that counts there. */
struct entry {
    const struct model_person *person;
    const struct model_enrolment *enrolment;
};

typedef bool fits_fn(const struct entry *entry);

static const char *name_of(const struct entry *entry)
{
    return model_names[entry->enrolment->name].folded;
}

static bool fits_all(const struct entry *entry)
{
    (void)entry;
    return true;
}

static bool fits_none(const struct entry *entry)
{
    (void)entry;
    return false;
}

static bool fits_text(const struct entry *entry)
{
    return strstr(name_of(entry), "ann") != NULL;
}

static bool fits_email(const struct entry *entry)
{
    return entry->enrolment->email != NULL && strcmp(entry->enrolment->email, "x@univ.example") == 0;
}

static bool fits_code(const struct entry *entry)
{
    return strstr(entry->person->esi_key, "code1") != NULL;
}

static bool fits_name(const struct entry *entry)
{
    return strcmp(name_of(entry), "orsted") == 0;
}

static bool fits_identifier(const struct entry *entry)
{
    return strcmp(entry->person->esi_key, "urn:schac:personaluniquecode:int:esi:fr:code5") == 0;
}

static bool fits_both(const struct entry *entry)
{
    return fits_identifier(entry) && fits_text(entry);
}

static const struct {
    const char *query;
    fits_fn *fits;
} searches[] = {
    {"", fits_all},
    {"\xc3\x80NN", fits_text},
    {"@UNIV.example", fits_email},
    {"code1", fits_code},
    {"urn:schac:personalUniqueCode:int:esi:fr:CODE1", fits_code},
    {"fullName:\xc3\xb8rsted", fits_name},
    {"identifierCode:ESI", fits_all},
    {"identifierCode:PIC", fits_none},
    {"identifier:" ESI("Code5"), fits_identifier},
    {"person.identifierCode:ESI<+>person.identifier:" ESI("code5"), fits_identifier},
    {"identifier:" ESI("code5") "<+>fullName:ann", fits_both},
    {"identifier:" ESI("nobody"), fits_none},
    {"identifier:something else", fits_none},
};

static const char *const sorts[] = {"", "fullName", "identifier"};

static int by_key(const struct view *view, const struct entry *a, const struct entry *b)
{
    if (view->sort == FIELD_PERSON_NAME) {
        return strcmp(name_of(a), name_of(b));
    }
    return view->sort == FIELD_PERSON_IDENTIFIER ? strcmp(a->person->esi_key, b->person->esi_key) : 0;
}

static int compare(const void *left, const void *right, void *context)
{
    const struct view *const view = context;
    const struct entry *const a = left;
    const struct entry *const b = right;
    const int order = by_key(view, a, b);
    if (order != 0) {
        return view->descending ? -order : order;
    }
    return b->enrolment->rank < a->enrolment->rank ? -1 : 1;
}

/* The oldest enrolment in the scope that fits; NULL when none does. */
static const struct model_enrolment *oldest(const struct view *view, const struct model_person *person, fits_fn *fits)
{
    const struct model_enrolment *found = NULL;
    for (size_t i = 0; i < MODEL_ISSUERS; i++) {
        const struct entry entry = {person, &person->at[i]};
        const bool in_scope = view->issuer < 0 || view->issuer == (int)i;
        if (in_scope && entry.enrolment->is_there && fits(&entry) && (found == NULL || entry.enrolment->rank < found->rank)) {
            found = entry.enrolment;
        }
    }
    return found;
}

static size_t expected_list(struct view *view, fits_fn *fits, struct entry *out)
{
    size_t count = 0;
    for (size_t i = 0; i < MODEL_PERSONS; i++) {
        const struct model_person *const person = &view->model->persons[i];
        const struct model_enrolment *const enrolment = oldest(view, person, fits);
        if (enrolment != NULL) {
            out[count++] = (struct entry){person, enrolment};
        }
    }
    qsort_r(out, count, sizeof *out, compare, view);
    return count;
}

/* A person shows the enrolments that may be seen: one's own, or all. */
static void assert_enrolments(const struct view *view, const struct person_detail *shown, const struct model_person *person)
{
    size_t expected = 0;
    for (size_t i = 0; i < MODEL_ISSUERS; i++) {
        expected += person->at[i].is_there && (view->issuer < 0 || view->issuer == (int)i);
    }
    assert_int_equal(shown->count, expected);
    for (size_t i = 1; i < shown->count; i++) {
        assert_true(shown->enrolments[i - 1].enrolment.id < shown->enrolments[i].enrolment.id);
    }
}

static void assert_page(struct view *view, size_t search, const struct list_request *request, struct session *session)
{
    struct entry expected[MODEL_PERSONS];
    const size_t total = expected_list(view, searches[search].fits, expected);
    const size_t first = (size_t)request->offset;
    struct person_page page;
    MUST(registry_list_persons(session, request, &page, &e));
    const size_t left = first < total ? total - first : 0;
    const size_t count = left < (size_t)request->size ? left : (size_t)request->size;
    if (page.total != (int64_t)total || page.count != count) {
        fail_msg("\"%s\" sorted by %d: %zu of %d, expected %zu of %zu", searches[search].query, request->sort, page.count, (int)page.total,
            count, total);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(page.items[i].person.esi_key, expected[first + i].person->esi_key) != 0) {
            fail_msg("\"%s\" sorted by %d%s: entry %zu is %s, expected %s", searches[search].query, request->sort,
                request->descending ? " downwards" : "", first + i, page.items[i].person.esi_key, expected[first + i].person->esi_key);
        }
        assert_enrolments(view, &page.items[i], expected[first + i].person);
    }
}

static void compare_with_registry(struct model *model, int issuer)
{
    static const int64_t sizes[] = {1, 3, 7, 200};
    for (size_t sort = 0; sort < COUNT_OF(sorts) * 2; sort++) {
        for (size_t search = 0; search < COUNT_OF(searches); search++) {
            struct session *const session = office_act(model->office, model->office->reader, issuer < 0 ? NULL : model_issuers[issuer]);
            struct list_request request = {.descending = sort % 2 == 1, .size = sizes[dice_roll(&model->dice, 4)]};
            request.offset = (int64_t)dice_roll(&model->dice, 20);
            MUST(sort_parse(LIST_ENROLMENTS, str_of(sorts[sort / 2]), &request.sort, &e));
            MUST(search_parse(&model->office->arena, LIST_ENROLMENTS, str_of(searches[search].query), &request.search, &e));
            struct view view = {model, issuer, request.sort, request.descending};
            assert_page(&view, search, &request, session);
            arena_reset(&model->office->arena);
        }
    }
}

static void test_lists_are_those_of_the_model(void **state)
{
    static struct model model;
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    model_init(&model, &office, 1815);
    for (int checkpoint = 0; checkpoint < 5; checkpoint++) {
        for (int i = 0; i < 60; i++) {
            model_step(&model);
        }
        compare_with_registry(&model, 0);
        compare_with_registry(&model, 1);
        compare_with_registry(&model, -1);
    }
    office_assert_sound(&office);
}

static void test_nothing_that_was_remembered_outlives_a_change(void **state)
{
    static struct model model;
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    model_init(&model, &office, 1852);
    for (int i = 0; i < 300; i++) {
        model_step(&model);
        for (size_t sort = 0; sort < COUNT_OF(sorts); sort++) {
            const int issuer = i % 2 == 0 ? -1 : 0;
            struct session *const session = office_act(&office, office.reader, issuer < 0 ? NULL : model_issuers[issuer]);
            struct list_request request = {.size = 50};
            MUST(sort_parse(LIST_ENROLMENTS, str_of(sorts[sort]), &request.sort, &e));
            struct view view = {&model, issuer, request.sort, false};
            assert_page(&view, 0, &request, session);
        }
        arena_reset(&office.arena);
    }
}

/* Over several buckets, where the plain list finds its pages through the counts. */
static void test_every_page_of_a_long_list(void **state)
{
    AUTO(office_close) struct office office;
    struct list_request request = {.size = 200};
    struct person_page page;
    office_open(&office, *state);
    office_script(*state,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2600) "
        "INSERT INTO person SELECT i, 'p' || i, 'p' || i, 0 FROM n; "
        "INSERT INTO enrolment (id, person_id, organisation_id, seq, full_name, name_key, created_at_us, updated_at_us) "
        "SELECT id, id, 1, id, 'P', 'p', 0, 0 FROM person WHERE id % 13 <> 0 AND id NOT BETWEEN 900 AND 1150; DELETE FROM person WHERE id "
        "% 13 = 0 OR id BETWEEN 900 AND 1150");
    MUST(session_transaction(office_act(&office, office.writer, NULL), registry_repair, NULL, &e));
    int64_t last = 2601;
    int64_t seen = 0;
    for (request.offset = 0; request.offset < 20 * 200; request.offset += 200) {
        MUST(registry_list_persons(office_act(&office, office.reader, FIRST), &request, &page, &e));
        for (size_t i = 0; i < page.count; i++) {
            assert_true(page.items[i].person.id < last);
            last = page.items[i].person.id;
            seen++;
        }
        assert_true(page.count == 200 || seen == page.total);
        arena_reset(&office.arena);
    }
    assert_int_equal(seen, page.total);
    assert_int_equal(seen, office_number(*state, "SELECT COUNT(*) FROM enrolment"));
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_lists_are_those_of_the_model),
        CONTRACT_TEST(test_nothing_that_was_remembered_outlives_a_change),
        CONTRACT_TEST(test_every_page_of_a_long_list),
    };
    return CONTRACT_RUN("registry listing persons", tests);
}
