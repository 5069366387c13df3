/* SPDX-License-Identifier: EUPL-1.2 */
/* Every allocation of every read fails in turn: it says so or gives the whole answer, and what is remembered afterwards is right. */
#include "acts.h"
#include "failing.h"

#include "registry/doctor.h"
#include "registry/listing.h"
#include "registry/public.h"
#include "registry/tokens.h"

#include <stdio.h>
#include <string.h>

#define PERSONS 7

/* What the reads ask for, made once. */
struct world {
    struct office office;
    char card[ESCN_TEXT_SIZE];
    char secret[TOKEN_TEXT_SIZE];
};

/* A read gives one number that tells whether its answer is right. */
typedef enum rc read_fn(struct world *w, struct session *session, int64_t *out, struct err *e);

static enum rc get_person(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    (void)w;
    struct person_detail detail;
    if (registry_get_person(session, STR(ESI("0")), &detail, e) != RC_OK) {
        return e->rc;
    }
    *out = (int64_t)detail.count;
    return RC_OK;
}

static enum rc get_card(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    struct card_detail detail;
    if (registry_get_card(session, str_of(w->card), &detail, e) != RC_OK) {
        return e->rc;
    }
    *out = detail.card.id + (int64_t)strlen(detail_card_name(&detail));
    return RC_OK;
}

static enum rc get_status(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    struct public_status status;
    if (registry_card_status(session, str_of(w->card), &status, e) != RC_OK) {
        return e->rc;
    }
    *out = status.expires_day;
    return RC_OK;
}

static enum rc verify(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    struct public_verification verification;
    if (registry_verify_card(session, str_of(w->card), &verification, e) != RC_OK) {
        return e->rc;
    }
    *out = verification.issuer->id;
    return RC_OK;
}

static enum rc authenticate(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    if (session_authenticate(session, str_of(w->secret), NULL, e) != RC_OK) {
        return e->rc;
    }
    *out = session->actor->id;
    return RC_OK;
}

static enum rc list_cards(struct session *session, const char *sort, const char *search, int64_t *out, struct err *e)
{
    struct list_request request = {.size = 3};
    struct card_page page;
    if (sort_parse(LIST_CARDS, str_of(sort), &request.sort, e) != RC_OK ||
        search_parse(session->arena, LIST_CARDS, str_of(search), &request.search, e) != RC_OK ||
        registry_list_cards(session, &request, &page, e) != RC_OK) {
        return e->rc;
    }
    *out = page.total * 100 + (page.count == 0 ? 0 : page.items[0].card.id);
    return RC_OK;
}

static enum rc cards_plain(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    (void)w;
    return list_cards(session, "", "", out, e);
}

static enum rc cards_sorted(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    (void)w;
    return list_cards(session, "cardNumber", "", out, e);
}

static enum rc cards_searched(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    (void)w;
    return list_cards(session, "displayName", "displayName:\xc3\x84ngstr<+>issuer:saint", out, e);
}

static enum rc cards_by_text(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    (void)w;
    return list_cards(session, "person", "\xc3\xa4ngstr", out, e);
}

static enum rc cards_of_a_person(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    (void)w;
    return list_cards(session, "issuedAt", "person.identifier:" ESI("1"), out, e);
}

static enum rc list_persons(struct session *session, const char *sort, const char *search, int64_t *out, struct err *e)
{
    struct list_request request = {.size = 3};
    struct person_page page;
    if (sort_parse(LIST_ENROLMENTS, str_of(sort), &request.sort, e) != RC_OK ||
        search_parse(session->arena, LIST_ENROLMENTS, str_of(search), &request.search, e) != RC_OK ||
        registry_list_persons(session, &request, &page, e) != RC_OK) {
        return e->rc;
    }
    *out = page.total * 100 + (page.count == 0 ? 0 : page.items[0].person.id);
    return RC_OK;
}

static enum rc persons_plain(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    (void)w;
    return list_persons(session, "", "", out, e);
}

static enum rc persons_sorted(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    (void)w;
    return list_persons(session, "fullName", "", out, e);
}

static enum rc persons_by_email(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    (void)w;
    return list_persons(session, "identifier", "\xc3\xa9@example", out, e);
}

static enum rc examine(struct world *w, struct session *session, int64_t *out, struct err *e)
{
    (void)w;
    struct findings findings;
    if (registry_examine(session, NULL, &findings, e) != RC_OK) {
        return e->rc;
    }
    *out = (int64_t)findings.bad;
    return RC_OK;
}

static enum rc open_session(struct world *w, struct session *unused, int64_t *out, struct err *e)
{
    (void)unused;
    AUTO(session_closep) struct session *session = NULL;
    if (session_open(w->office.registry, SESSION_READ, &session, e) != RC_OK) {
        return e->rc;
    }
    *out = (int64_t)session->directory.organisations.count;
    return RC_OK;
}

static const struct {
    const char *name;
    read_fn *read;
    int64_t expected;
} reads[] = {
    {"a person", get_person, 1},
    {"a card", get_card, 1 + 10},
    {"a status", get_status, TODAY + 365},
    {"a verification", verify, 1},
    {"a token", authenticate, 1},
    {"cards", cards_plain, PERSONS * 100 + PERSONS},
    {"cards, sorted", cards_sorted, PERSONS * 100 + 1},
    {"cards, searched by name and issuer", cards_searched, PERSONS * 100 + PERSONS},
    {"cards, searched by text", cards_by_text, PERSONS * 100 + PERSONS},
    {"cards of a person", cards_of_a_person, 100 + 2},
    {"persons", persons_plain, PERSONS * 100 + PERSONS},
    {"persons, sorted", persons_sorted, PERSONS * 100 + PERSONS},
    {"persons, searched by e-mail", persons_by_email, PERSONS * 100 + 1},
    {"the check-up", examine, 0},
    {"a session", open_session, 13},
};

static enum rc begin_and_read(struct world *w, read_fn *read, struct arena *arena, int64_t *out, struct err *e)
{
    struct session *const session = w->office.reader;
    if (session_begin(session, arena, "fault", e) != RC_OK) {
        return e->rc;
    }
    session->today = TODAY;
    session->actor = directory_find(&session->directory, STR(FIRST));
    return read(w, session, out, e);
}

static enum rc do_read(struct world *w, read_fn *read, int64_t *out, struct err *e)
{
    struct arena arena;
    arena_init(&arena, 16);
    const enum rc rc = begin_and_read(w, read, &arena, out, e);
    arena_deinit(&arena);
    return rc;
}

/* Lets one allocation fail, after everything remembered is forgotten; then reads again without failure. */
static bool fail_one(struct world *w, size_t at, long number)
{
    struct err e = {0};
    int64_t out = 0;
    int64_t again = 0;
    registry_touch_all(w->office.registry, true);
    failing_memory(number);
    const enum rc rc = do_read(w, reads[at].read, &out, &e);
    failing_memory(-1);
    if ((rc != RC_OK && (rc != RC_NO_MEMORY || e.rc != rc)) || (rc == RC_OK && out != reads[at].expected)) {
        fail_msg("%s, allocation %ld: %s, %s, %d", reads[at].name, number, rc_name(rc), e.msg, (int)out);
    }
    const bool has_hit = failing_has_hit();
    if (do_read(w, reads[at].read, &again, &e) != RC_OK || again != reads[at].expected) {
        fail_msg("%s, after allocation %ld: %s, %d", reads[at].name, number, e.msg, (int)again);
    }
    return has_hit;
}

/* SQLite allocates thousands of times while it prepares its statements, all in the same places: not each is tried. */
static long next(long number)
{
    return number + (number < 200 ? 1 : 53);
}

static enum rc add_token(struct session *session, void *argument, struct err *e)
{
    struct world *const w = argument;
    const struct new_token input = {.organisation_id = 1, .name = "sis"};
    struct token token;
    return registry_create_token(session, &input, &token, w->secret, e);
}

static void fill(struct world *w)
{
    for (int i = 0; i < PERSONS; i++) {
        char esi[60];
        char number[ESCN_TEXT_SIZE];
        (void)snprintf(esi, sizeof esi, "%s%d", ESI(""), i);
        (void)snprintf(number, sizeof number, "%08x-cb98-1035-a19b-001%s", (unsigned)i, FIRST);
        const struct enrolment_input enrolment = {
            .organisation = FIRST, .full_name = "\xc3\x84ngstr\xc3\xb6m", .email = "\xc3\xa9@example.org"};
        const struct enrolment_input *const enrolments[] = {&enrolment};
        const struct person_input person = {.identifier = esi, .enrolments = enrolments, .count = 1};
        struct card_input card = card_input_of(FIRST, esi);
        struct person_detail person_out;
        struct card_detail card_out;
        card.number = number;
        MUST(office_enrol(&w->office, FIRST, &person, &person_out, &e));
        MUST(office_issue(&w->office, FIRST, &card, &card_out, &e));
        if (i == 0) {
            memcpy(w->card, number, sizeof number);
        }
    }
    MUST(session_transaction(office_act(&w->office, w->office.writer, NULL), add_token, w, &e));
}

static void test_every_allocation_fails_in_turn(void **state)
{
    static struct world w;
    office_open(&w.office, *state);
    fill(&w);
    for (size_t i = 0; i < COUNT_OF(reads); i++) {
        long number = 0;
        while (fail_one(&w, i, number)) {
            number = next(number);
        }
        assert_true(number > 3);
    }
    office_close(&w.office);
    assert_int_equal(failing_pieces(), 0);
}

/* What is opened when the program starts. */
static enum rc open_registry(const struct contract *contract, struct err *e)
{
    const struct registry_settings settings = {.database = contract->url};
    struct registry *registry = NULL;
    struct session *session = NULL;
    if (registry_open(&settings, &registry, e) != RC_OK) {
        return e->rc;
    }
    const enum rc rc = session_open(registry, SESSION_WRITE, &session, e);
    session_close(session);
    registry_close(registry);
    return rc;
}

static void test_opening(void **state)
{
    struct office office;
    long number = 0;
    office_open(&office, *state);
    office_close(&office);
    do {
        struct err e = {0};
        failing_memory(number);
        const enum rc rc = open_registry(*state, &e);
        failing_memory(-1);
        number = next(number);
        assert_true(rc == RC_OK || (rc == RC_NO_MEMORY && e.rc == rc));
    } while (failing_has_hit());
    assert_true(number > 50);
    assert_int_equal(failing_pieces(), 0);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_every_allocation_fails_in_turn),
        CONTRACT_TEST(test_opening),
    };
    return failing_begin() ? CONTRACT_RUN_ON("sqlite", "failing memory, reads", tests) : 1;
}
