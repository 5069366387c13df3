/* SPDX-License-Identifier: EUPL-1.2 */
/* Every allocation of every kind of call fails in turn: the answer is whole, or 503 in the API's form. */
#include "calls.h"
#include "failing.h"

#include "registry/tokens.h"

#define ADA ESI("ada")

struct world {
    struct office office;
    struct desk desk;
    char token[8 + TOKEN_TEXT_SIZE];
    char card_path[100];
    char status_path[100];
    char qr_path[100];
    char verify_path[100];
    char key[32];
    char body[400]; /* of the request, new in each round */
};

static const struct {
    const char *name;
    enum http_method method;
    size_t path; /* of a text in the world; 0: `fixed` */
    const char *fixed, *query;
    bool has_token;
    const char *body; /* %d is the round */
    int status;
} calls[] = {
    {"a status", HTTP_GET, offsetof(struct world, status_path), NULL, NULL, false, NULL, 200},
    {"a verification", HTTP_GET, offsetof(struct world, verify_path), NULL, NULL, false, NULL, 200},
    {"a QR code", HTTP_GET, offsetof(struct world, qr_path), NULL, "size=M", false, NULL, 200},
    {"numbers", HTTP_GET, 0, "/api/v2/cards/generate-escn", "prefix=1&pic=" FIRST "&numberOfESCN=3", false, NULL, 200},
    {"a card", HTTP_GET, offsetof(struct world, card_path), NULL, NULL, true, NULL, 200},
    {"cards", HTTP_GET, 0, "/api/v2/cards", "sort=displayName&search=a", true, NULL, 200},
    {"persons", HTTP_GET, 0, "/esc-rest/api/v2/persons", "size=5", true, NULL, 200},
    {"a person", HTTP_GET, 0, "/api/v2/persons/" ADA, NULL, true, NULL, 200},
    {"nobody", HTTP_GET, 0, "/api/v2/persons/" ESI("nobody"), NULL, true, NULL, 404},
    {"a bad parameter", HTTP_GET, 0, "/api/v2/persons", "size=x", true, NULL, 400},
    {"no token", HTTP_GET, 0, "/api/v2/persons", NULL, false, NULL, 401},
    {"enrolling", HTTP_POST, 0, "/api/v2/persons", NULL, true,
        "{\"identifier\":\"" ESI(
            "r") "%d\",\"fullName\":\"\xc3\x89\",\"personOrganisationUpdateViews\":[{\"organisationIdentifier\":\"" FIRST "\"}]}",
        201},
    {"issuing", HTTP_POST, 0, "/api/v2/cards", NULL, true,
        "{\"cardStatusType\":\"ACTIVE\",\"cardType\":\"PASSIVE\",\"issuedAt\":\"2026-11-22\",\"expiresAt\":\"2027-11-22\","
        "\"issuerIdentifier\":\"" FIRST "\",\"personIdentifier\":\"" ADA "\",\"displayName\":\"%d\"}",
        201},
    {"issuing under a key", HTTP_POST, 0, "/api/v2/cards", NULL, true,
        "{\"cardStatusType\":\"ACTIVE\",\"cardType\":\"PASSIVE\",\"issuedAt\":\"2026-11-22\",\"expiresAt\":\"2027-11-22\","
        "\"issuerIdentifier\":\"" FIRST "\",\"personIdentifier\":\"" ADA "\",\"displayName\":\"%d\"}",
        201},
    {"students", HTTP_GET, 0, "/api/v1/students", "limit=5", true, NULL, 200},
    {"a student", HTTP_GET, 0, "/esc-rest/api/v1/students/" ADA, NULL, true, NULL, 200},
    {"a student of the old form", HTTP_GET, 0, "/v1/students/" ADA, NULL, true, NULL, 200},
    {"the cards of students", HTTP_GET, 0, "/v1/cards", NULL, true, NULL, 200},
    {"no student of the old form", HTTP_GET, 0, "/v1/students/" ESI("nobody"), NULL, true, NULL, 404},
    {"registering a student", HTTP_POST, 0, "/api/v1/students", NULL, true,
        "{\"europeanStudentIdentifier\":\"" ESI("s") "%d\",\"emailAddress\":\"a@b.eu\",\"expiryDate\":\"2027-11-22T00:00:00.000+01\","
                                                     "\"picInstitutionCode\":" FIRST ",\"academicLevel\":\"7\"}",
        201},
    {"moving a student's cards", HTTP_PUT, 0, "/v1/students/" ADA, NULL, true,
        "{\"europeanStudentIdentifier\":\"" ADA "\",\"emailAddress\":\"a%d@b.eu\",\"expiryDate\":\"2027-11-22\","
        "\"picInstitutionCode\":\"" FIRST "\"}",
        200},
    {"a bad body", HTTP_POST, 0, "/api/v2/cards", NULL, true, "{\"cardType\":%d,", 400},
};

static const char *text_at(const struct world *w, size_t offset)
{
    return (const char *)w + offset;
}

static void prepare(struct world *w, size_t at, long round)
{
    struct wanted wanted = {.method = calls[at].method,
        .path = calls[at].path == 0 ? calls[at].fixed : text_at(w, calls[at].path),
        .query = calls[at].query,
        .token = calls[at].has_token ? w->token : NULL};
    if (calls[at].body != NULL) {
        const char *const number = strstr(calls[at].body, "%d");
        (void)snprintf(w->body, sizeof w->body, "%.*s%ld%s", (int)(number - calls[at].body), calls[at].body, round, number + 2);
        wanted.body = w->body;
    }
    if (strstr(calls[at].name, "under a key") != NULL) {
        (void)snprintf(w->key, sizeof w->key, "key-%ld", round);
        wanted.name = "Idempotency-Key";
        wanted.value = w->key;
    }
    (void)desk_prepare(&w->desk, &wanted);
    /* The smallest pieces: what the call itself needs is allocated one by one. */
    arena_init(&w->office.arena, 16);
    w->desk.exchange.call.arena = &w->office.arena;
}

/* Lets one allocation of a call fail; false when it has no more. */
static bool fail_one(struct world *w, size_t at, long number)
{
    prepare(w, at, number);
    registry_touch_all(w->office.registry, true);
    failing_memory(number);
    desk_run(&w->desk);
    failing_memory(-1);
    const struct http_reply *const reply = &w->desk.exchange.call.reply;
    const char *const body = desk_body(&w->desk);
    const char *const end = strstr(body, "he server is out of memory for the moment, try again.\"}");
    const char *const old_end = strstr(body, "out of memory for the moment, try again.\",\"error_uri\":\"/esc-rest/v3/api-docs/V1\"}");
    const bool is_new = strncmp(body, "{\"code\":\"SE-0503\",\"message\":\"", 29) == 0 && end != NULL;
    const bool is_old = strncmp(body, "{\"error\":\"SE-0503\",", 19) == 0 && old_end != NULL;
    const bool is_told = reply->status == 503 && (is_new || is_old);
    if (reply->status != calls[at].status && !is_told) {
        fail_msg("%s, allocation %ld: %d %s", calls[at].name, number, reply->status, body);
    }
    arena_deinit(&w->office.arena);
    return failing_has_hit();
}

struct making {
    struct new_token input;
    char secret[TOKEN_TEXT_SIZE];
};

static enum rc make_token(struct session *session, void *argument, struct err *e)
{
    struct making *const making = argument;
    struct token token;
    return registry_create_token(session, &making->input, &token, making->secret, e);
}

static void begin(struct world *w, void **state)
{
    struct making making = {.input = {.organisation_id = 1, .name = "sis"}};
    office_open(&w->office, *state);
    office_add_person(&w->office, FIRST, ADA, "Ada");
    const char *const number = office_add_card(&w->office, FIRST, ADA);
    MUST(session_transaction(office_act(&w->office, w->office.writer, NULL), make_token, &making, &e));
    (void)snprintf(w->token, sizeof w->token, "Bearer %s", making.secret);
    (void)snprintf(w->card_path, sizeof w->card_path, "/api/v2/cards/%s", number);
    (void)snprintf(w->status_path, sizeof w->status_path, "/api/v2/cards/%s/status", number);
    (void)snprintf(w->qr_path, sizeof w->qr_path, "/api/v2/cards/%s/qr", number);
    (void)snprintf(w->verify_path, sizeof w->verify_path, "/api/v1/cards/verify/%s", number);
    arena_deinit(&w->office.arena);
    desk_open(&w->desk, &w->office, NULL);
}

static void test_every_allocation_fails_in_turn(void **state)
{
    static struct world w;
    begin(&w, state);
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        long number = 0;
        while (fail_one(&w, i, number)) {
            number++;
        }
        assert_true(number > 5);
    }
    arena_init(&w.office.arena, 16384);
    office_assert_sound(&w.office);
    desk_close(&w.desk);
    office_close(&w.office);
    assert_int_equal(failing_pieces(), 0);
}

static void test_making_the_api(void **state)
{
    (void)state;
    const struct api_settings settings = {.token_rate = 1, .address_rate = 1};
    long number = 0;
    do {
        struct api *api = NULL;
        struct err e = {0};
        failing_memory(number++);
        const enum rc rc = api_new(&settings, &api, &e);
        failing_memory(-1);
        assert_true(rc == RC_OK || (rc == RC_NO_MEMORY && e.rc == rc && api == NULL));
        api_free(api);
    } while (failing_has_hit());
    assert_true(number > 3);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_every_allocation_fails_in_turn),
        CONTRACT_TEST(test_making_the_api),
    };
    return failing_begin() ? CONTRACT_RUN_ON("sqlite", "failing memory, API", tests) : 1;
}
