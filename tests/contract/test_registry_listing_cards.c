/* SPDX-License-Identifier: EUPL-1.2 */
/* Lists of cards are those of a naive model after any history, for every sort, direction, search and page. */
#include "model.h"

#include "registry/listing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a list shows, and how the model comes to it. */
struct view {
    const struct model *model;
    int issuer; /* the scope: one by its number, or -1 for all */
    enum list_field sort;
    bool descending;
};

typedef bool fits_fn(const struct model *model, const struct model_card *card);

static const struct model_enrolment *enrolment_of(const struct model *model, const struct model_card *card)
{
    return &model->persons[card->person].at[card->issuer];
}

static const char *name_of(const struct model *model, const struct model_card *card)
{
    return model_names[enrolment_of(model, card)->name].folded;
}

static bool fits_all(const struct model *model, const struct model_card *card)
{
    (void)model;
    (void)card;
    return true;
}

static bool fits_text_ann(const struct model *model, const struct model_card *card)
{
    return strstr(name_of(model, card), "ann") != NULL || (card->display >= 0 && strstr(model_names[card->display].folded, "ann") != NULL);
}

static bool fits_text_email(const struct model *model, const struct model_card *card)
{
    const char *const email = enrolment_of(model, card)->email;
    return email != NULL && strcmp(email, "a.b@Example.org") == 0;
}

static bool fits_text_code(const struct model *model, const struct model_card *card)
{
    return strstr(model->persons[card->person].esi_key, "code1") != NULL;
}

static bool fits_name(const struct model *model, const struct model_card *card)
{
    return strstr(name_of(model, card), "angstrom") != NULL;
}

static bool fits_display(const struct model *model, const struct model_card *card)
{
    return strstr(model_display(model, card), "o") != NULL;
}

static bool fits_issued(const struct model *model, const struct model_card *card)
{
    (void)model;
    return card->issued_day == TODAY - 2;
}

static bool fits_days(const struct model *model, const struct model_card *card)
{
    return fits_issued(model, card) && card->expires_day == TODAY + 1;
}

static bool fits_second(const struct model *model, const struct model_card *card)
{
    (void)model;
    return card->issuer == 1;
}

static bool fits_person(const struct model *model, const struct model_card *card)
{
    return strcmp(model->persons[card->person].esi_key, "urn:schac:personaluniquecode:int:esi:fr:code3") == 0;
}

static bool fits_person_and_day(const struct model *model, const struct model_card *card)
{
    return fits_person(model, card) && fits_issued(model, card);
}

static bool fits_none(const struct model *model, const struct model_card *card)
{
    (void)model;
    (void)card;
    return false;
}

static const struct {
    const char *query;
    fits_fn *fits;
} searches[] = {
    {"", fits_all},
    {"ANN", fits_text_ann},
    {"A.B@example", fits_text_email},
    {"Code1", fits_text_code},
    {"-00199999999", fits_all},
    {"person:\xc3\xa4ngstr\xc3\xb6m", fits_name},
    {"displayName:\xc3\xb3", fits_display},
    {"issuedAt:2026-11-20", fits_issued},
    {"issuedAt:2026-11-20<+>expiresAt:2026-11-23", fits_days},
    {"issuer:musterstadt", fits_second},
    {"issuer.identifier:" SECOND, fits_second},
    {"person.identifier:" ESI("CODE3"), fits_person},
    {"person.identifierCode:ESI<+>person.identifier:" ESI("code3"), fits_person},
    {"person.identifier:" ESI("code3") "<+>issuedAt:2026-11-20", fits_person_and_day},
    {"person.identifierCode:PIC", fits_none},
    {"cardNumber:6a01dfc0-cb98-1035-a19b-001999999991", fits_none},
};

static const struct {
    const char *sort;
    bool descending;
} orders[] = {
    {"", false},
    {"", true},
    {"cardNumber", false},
    {"cardNumber", true},
    {"issuedAt", false},
    {"issuedAt", true},
    {"expiresAt", false},
    {"expiresAt", true},
    {"displayName", false},
    {"displayName", true},
    {"issuer", false},
    {"issuer.identifier", true},
    {"person", false},
    {"person.fullName", true},
    {"person.identifier", false},
    {"person.identifier", true},
};

static const char *issuer_name(size_t issuer)
{
    static const char *const names[MODEL_ISSUERS] = {"Universit\xc3\xa9 de Saint-Valentin", "Hochschule Musterstadt", "Agence des cartes"};
    return names[issuer];
}

static int by_key(const struct view *view, const struct model_card *a, const struct model_card *b)
{
    const struct model *const model = view->model;
    switch (view->sort) {
    case FIELD_CARD_NUMBER:
        return strcmp(a->number, b->number);
    case FIELD_CARD_ISSUED:
        return a->issued_day - b->issued_day;
    case FIELD_CARD_EXPIRES:
        return a->expires_day - b->expires_day;
    case FIELD_CARD_DISPLAY_NAME:
        return strcmp(model_display(model, a), model_display(model, b));
    case FIELD_ISSUER_NAME:
        return strcmp(issuer_name(a->issuer), issuer_name(b->issuer));
    case FIELD_ISSUER_IDENTIFIER:
        return strcmp(model_issuers[a->issuer], model_issuers[b->issuer]);
    case FIELD_PERSON_NAME:
        return strcmp(name_of(model, a), name_of(model, b));
    case FIELD_PERSON_IDENTIFIER:
        return strcmp(model->persons[a->person].esi_key, model->persons[b->person].esi_key);
    case FIELD_NEWEST:
    case FIELD_CARD_TYPE:
    case FIELD_CARD_STATUS:
    case FIELD_PERSON_EMAIL:
    case FIELD_PERSON_LEVEL:
    case FIELD_PERSON_IDENTIFIER_CODE:
        return 0;
    }
    return 0;
}

/* By key; newest first among equals: by the place in one issuer's list, by first issue where several are shown together. */
static int compare(const void *left, const void *right, void *context)
{
    const struct view *const view = context;
    const struct model_card *const a = *(const struct model_card *const *)left;
    const struct model_card *const b = *(const struct model_card *const *)right;
    const int order = by_key(view, a, b);
    if (order != 0) {
        return view->descending ? -order : order;
    }
    const int64_t newer = view->issuer < 0 ? b->id - a->id : b->rank - a->rank;
    return newer < 0 ? -1 : 1;
}

/* The naive list; how many there are. */
static size_t expected_list(struct view *view, fits_fn *fits, const struct model_card **out)
{
    size_t count = 0;
    for (size_t i = 0; i < view->model->card_count; i++) {
        const struct model_card *const card = &view->model->cards[i];
        const bool in_scope = view->issuer < 0 || card->issuer == (size_t)view->issuer;
        if (card->is_there && in_scope && fits(view->model, card)) {
            out[count++] = card;
        }
    }
    qsort_r(out, count, sizeof *out, compare, view);
    return count;
}

static void assert_page(struct view *view, size_t search, const struct list_request *request, struct session *session)
{
    static const struct model_card *expected[MODEL_CARDS];
    const size_t total = expected_list(view, searches[search].fits, expected);
    const size_t first = (size_t)request->offset;
    struct card_page page;
    MUST(registry_list_cards(session, request, &page, &e));
    const size_t left = first < total ? total - first : 0;
    const size_t count = left < (size_t)request->size ? left : (size_t)request->size;
    if (page.total != (int64_t)total || page.count != count) {
        fail_msg("\"%s\" sorted by %d: %zu of %d, expected %zu of %zu", searches[search].query, request->sort, page.count, (int)page.total,
            count, total);
    }
    for (size_t i = 0; i < count; i++) {
        const struct model_card *const card = expected[first + i];
        if (page.items[i].card.id != card->id || !escn_equal(&page.items[i].card.escn, &card->escn)) {
            fail_msg("\"%s\" sorted by %d%s: entry %zu is card %d, expected %d", searches[search].query, request->sort,
                request->descending ? " downwards" : "", first + i, (int)page.items[i].card.id, (int)card->id);
        }
    }
}

/* Every sort and search, each on a page by chance. */
static void compare_with_registry(struct model *model, int issuer)
{
    static const int64_t sizes[] = {1, 5, 13, 200};
    for (size_t order = 0; order < COUNT_OF(orders); order++) {
        for (size_t search = 0; search < COUNT_OF(searches); search++) {
            struct session *const session = office_act(model->office, model->office->reader, issuer < 0 ? NULL : model_issuers[issuer]);
            struct list_request request = {.descending = orders[order].descending, .size = sizes[dice_roll(&model->dice, 4)]};
            request.offset = (int64_t)dice_roll(&model->dice, 60);
            MUST(sort_parse(LIST_CARDS, str_of(orders[order].sort), &request.sort, &e));
            MUST(search_parse(&model->office->arena, LIST_CARDS, str_of(searches[search].query), &request.search, &e));
            const bool narrows = issuer < 0 && searches[search].fits == fits_second;
            struct view view = {model, narrows ? 1 : issuer, request.sort, request.descending};
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
    model_init(&model, &office, 20261122);
    for (int checkpoint = 0; checkpoint < 3; checkpoint++) {
        for (int i = 0; i < 140; i++) {
            model_step(&model);
        }
        compare_with_registry(&model, 0);
        compare_with_registry(&model, -1);
    }
    assert_true(model.card_count > 60);
    office_assert_sound(&office);
}

/* Between any two changes the same lists are asked for again: what was remembered of them must not show. */
static void test_nothing_that_was_remembered_outlives_a_change(void **state)
{
    static struct model model;
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    model_init(&model, &office, 11221963);
    for (int i = 0; i < 250; i++) {
        model_step(&model);
        for (size_t order = 2; order < COUNT_OF(orders); order += 5) {
            const int issuer = i % 2 == 0 ? -1 : 0;
            struct session *const session = office_act(&office, office.reader, issuer < 0 ? NULL : model_issuers[issuer]);
            struct list_request request = {.descending = orders[order].descending, .size = 30};
            MUST(sort_parse(LIST_CARDS, str_of(orders[order].sort), &request.sort, &e));
            struct view view = {&model, issuer, request.sort, request.descending};
            assert_page(&view, 0, &request, session);
        }
        arena_reset(&office.arena);
    }
}

static void test_every_card_is_found_by_its_number(void **state)
{
    static struct model model;
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    model_init(&model, &office, 7);
    for (int i = 0; i < 200; i++) {
        model_step(&model);
    }
    for (size_t i = 0; i < model.card_count; i++) {
        char query[80];
        const struct model_card *const card = &model.cards[i];
        struct list_request request = {.size = 10};
        struct card_page page;
        struct session *const session = office_act(&office, office.reader, model_issuers[card->issuer]);
        (void)snprintf(query, sizeof query, "cardNumber:%s<+>person.identifierCode:esi", card->number);
        MUST(search_parse(&office.arena, LIST_CARDS, str_of(query), &request.search, &e));
        MUST(registry_list_cards(session, &request, &page, &e));
        assert_int_equal(page.total, card->is_there);
        assert_true(!card->is_there || page.items[0].card.id == card->id);
        arena_reset(&office.arena);
    }
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_lists_are_those_of_the_model),
        CONTRACT_TEST(test_nothing_that_was_remembered_outlives_a_change),
        CONTRACT_TEST(test_every_card_is_found_by_its_number),
    };
    return CONTRACT_RUN("registry listing cards", tests);
}
