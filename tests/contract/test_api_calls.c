/* SPDX-License-Identifier: EUPL-1.2 */
/* Calls through the API's own door: tokens, forms of errors, pages and their links, limits. */
#include "calls.h"

#include "api/fault.h"
#include "base/buf.h"
#include "registry/tokens.h"

#define ADA ESI("ada")
#define CARD_JSON(more)                                                                                                 \
    "{\"cardStatusType\":\"ACTIVE\",\"cardType\":\"PASSIVE\",\"issuedAt\":\"2026-11-22\",\"expiresAt\":\"2027-11-22\"," \
    "\"issuerIdentifier\":\"" FIRST "\",\"personIdentifier\":\"" ADA "\"" more "}"

struct world {
    struct office office;
    struct desk desk;
    char token[8 + TOKEN_TEXT_SIZE]; /* "Bearer ..." of the first issuer */
    char other[8 + TOKEN_TEXT_SIZE]; /* of the second */
};

struct making {
    struct new_token input;
    char secret[TOKEN_TEXT_SIZE];
};

static enum rc make(struct session *session, void *argument, struct err *e)
{
    struct making *const making = argument;
    struct token token;
    return registry_create_token(session, &making->input, &token, making->secret, e);
}

static void add_token(struct office *office, int64_t organisation_id, char *out, size_t size)
{
    struct making making = {.input = {.organisation_id = organisation_id, .name = "sis"}};
    MUST(session_transaction(office_act(office, office->writer, NULL), make, &making, &e));
    (void)snprintf(out, size, "Bearer %s", making.secret);
}

static void begin_with(struct world *w, void **state, const struct api_settings *settings)
{
    office_open(&w->office, *state);
    office_add_person(&w->office, FIRST, ADA, "Ada");
    add_token(&w->office, 1, w->token, sizeof w->token);
    add_token(&w->office, 2, w->other, sizeof w->other);
    desk_open(&w->desk, &w->office, settings);
}

static void begin(struct world *w, void **state)
{
    begin_with(w, state, NULL);
}

static void end(struct world *w)
{
    desk_close(&w->desk);
    office_close(&w->office);
}

static void test_tokens_in_both_headers(void **state)
{
    struct world w;
    begin(&w, state);
    const char *const secret = w.token + strlen("Bearer ");
    char text[100];
    static const char *const forms[] = {"Bearer %s", "bearer %s", "BEARER   %s", " Bearer %s "};
    struct wanted wanted = {.path = "/api/v2/persons"};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        const int at = (int)(strchr(forms[i], '%') - forms[i]);
        (void)snprintf(text, sizeof text, "%.*s%s%s", at, forms[i], secret, forms[i] + at + 2);
        wanted.token = text;
        assert_int_equal(desk_call(&w.desk, &wanted), 200);
    }
    wanted.token = NULL;
    wanted.name = "API_KEY";
    wanted.value = secret;
    assert_int_equal(desk_call(&w.desk, &wanted), 200);
    end(&w);
}

static void test_without_a_good_token(void **state)
{
    static const struct {
        const char *name, *path, *token, *key;
        int status;
        const char *body;
    } cases[] = {
        {"none where one is needed", "/api/v2/persons", NULL, NULL, 401,
            "{\"code\":\"SE-0401\",\"message\":\"This operation needs a token: send the header \\\"Authorization: Bearer <token>\\\" or "
            "\\\"api_key: <token>\\\".\"}"},
        {"another scheme", "/api/v2/persons", "Basic abc", NULL, 401,
            "{\"code\":\"SE-0401\",\"message\":\"The header Authorization has not the form \\\"Bearer <token>\\\".\"}"},
        {"a scheme alone", "/api/v2/persons", "Bearer", NULL, 401,
            "{\"code\":\"SE-0401\",\"message\":\"The header Authorization has not the form \\\"Bearer <token>\\\".\"}"},
        {"an unknown one", "/api/v2/persons", "Bearer abc", NULL, 401, NULL},
        {"an unknown key", "/api/v2/persons", NULL, "abc", 401, NULL},
        {"an empty key", "/api/v2/persons", NULL, "", 401, NULL},
        {"an unknown one where none is needed", "/api/v2/cards/6a01dfc0-cb98-1035-a19b-001999859608/status", "Bearer abc", NULL, 401, NULL},
        {"none where none is needed", "/api/v2/cards/6a01dfc0-cb98-1035-a19b-001999859608/status", NULL, NULL, 404,
            "{\"code\":\"ER-0001\",\"message\":\"There is no card with the number 6a01dfc0-cb98-1035-a19b-001999859608.\"}"},
    };
    struct world w;
    begin(&w, state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct wanted wanted = {
            .path = cases[i].path, .token = cases[i].token, .name = cases[i].key == NULL ? NULL : "api_key", .value = cases[i].key};
        if (desk_call(&w.desk, &wanted) != cases[i].status) {
            fail_msg("%s: %d %s", cases[i].name, w.desk.exchange.call.reply.status, desk_body(&w.desk));
        }
        if (cases[i].body != NULL) {
            assert_string_equal(desk_body(&w.desk), cases[i].body);
        }
        assert_string_equal(desk_header(&w.desk, "WWW-Authenticate"), cases[i].status == 401 ? "Bearer realm=\"ESC-Router\"" : "");
    }
    end(&w);
}

/* Errors as sentences: a bad field is named as clients write it. */
static void test_errors_are_sentences(void **state)
{
    static const struct {
        enum rc rc;
        const char *code, *field, *msg, *body;
    } cases[] = {
        {RC_NOT_FOUND, "ER-0001", "cardNumber", "there is no card", "{\"code\":\"ER-0001\",\"message\":\"There is no card.\"}"},
        {RC_INVALID, "ER-1012", "cardType", "cardType is \"X\"", "{\"code\":\"ER-1012\",\"message\":\"cardType is \\\"X\\\".\"}"},
        {RC_INVALID, "ER-1003", "pic", "the PIC is \"1\"", "{\"code\":\"ER-1003\",\"message\":\"pic: the PIC is \\\"1\\\".\"}"},
        {RC_INVALID, "ER-1013", "personOrganisationUpdateViews[0].email", "the e-mail address is none",
            "{\"code\":\"ER-1013\",\"message\":\"personOrganisationUpdateViews[0].email: the e-mail address is none.\"}"},
        {RC_INVALID, "ER-1011", "a[1].email", "email is missing", "{\"code\":\"ER-1011\",\"message\":\"email is missing.\"}"},
        {RC_INVALID, "ER-1015", "", "an entry stands twice", "{\"code\":\"ER-1015\",\"message\":\"An entry stands twice.\"}"},
        {RC_DENIED, "", "", "not yours", "{\"code\":\"SE-0000\",\"message\":\"Not yours.\"}"},
        {RC_CONFLICT, "ER-0005", "", "changed \xc3\xa9", "{\"code\":\"ER-0005\",\"message\":\"Changed \xc3\xa9.\"}"},
        {RC_INVALID, "", "", "", "{\"code\":\"SE-0400\",\"message\":\"The request failed.\"}"},
        {RC_INTERNAL, "SE-0500", "", "the stored card 5 is damaged",
            "{\"code\":\"SE-0500\",\"message\":\"The router failed; report it with the X-Request-Id of this answer.\"}"},
        {RC_UNAVAILABLE, "", "", "too much is waiting", "{\"code\":\"SE-0503\",\"message\":\"Too much is waiting.\"}"},
        {RC_NO_MEMORY, "SE-0503", "", "out of memory", "{\"code\":\"SE-0503\",\"message\":\"Out of memory.\"}"},
    };
    struct world w;
    begin(&w, state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct wanted wanted = {.path = "/api/v2/persons"};
        struct http_call *const call = desk_prepare(&w.desk, &wanted);
        struct err e = {0};
        (void)err_set(&e, cases[i].rc, cases[i].code, cases[i].field, "%s", cases[i].msg);
        api_render_error(call, &e);
        assert_string_equal(desk_body(&w.desk), cases[i].body);
        assert_int_equal(call->reply.status, fault_status(cases[i].rc));
        assert_string_equal(call->reply.content_type, "application/json");
        assert_string_equal(desk_header(&w.desk, "Retry-After"), call->reply.status == 503 ? "1" : "");
    }
    end(&w);
}

static void test_a_card_from_its_issue_to_its_end(void **state)
{
    struct world w;
    begin(&w, state);
    char path[80];
    struct wanted wanted = {.method = HTTP_POST, .path = "/esc-rest/api/v2/cards", .body = CARD_JSON(""), .token = w.token};
    assert_int_equal(desk_call(&w.desk, &wanted), 201);
    const char *const body = desk_body(&w.desk);
    assert_non_null(strstr(body, "\"displayName\":\"Ada\""));
    (void)snprintf(path, sizeof path, "/api/v2/cards/%.36s", strchr(body, ':') + 2);
    wanted = (struct wanted){.path = path, .token = w.token};
    assert_int_equal(desk_call(&w.desk, &wanted), 200);
    wanted.token = w.other;
    assert_int_equal(desk_call(&w.desk, &wanted), 403);
    wanted = (struct wanted){.method = HTTP_PUT, .path = path, .body = CARD_JSON(",\"displayName\":\"A\""), .token = w.token};
    assert_int_equal(desk_call(&w.desk, &wanted), 200);
    assert_non_null(strstr(desk_body(&w.desk), "\"displayName\":\"A\""));
    wanted = (struct wanted){.method = HTTP_DELETE, .path = path, .token = w.other};
    assert_int_equal(desk_call(&w.desk, &wanted), 403);
    wanted.token = w.token;
    assert_int_equal(desk_call(&w.desk, &wanted), 204);
    assert_null(w.desk.exchange.call.reply.content_type);
    assert_int_equal(desk_call(&w.desk, &wanted), 404);
    wanted.path = "/api/v2/cards/one";
    assert_int_equal(desk_call(&w.desk, &wanted), 404);
    end(&w);
}

#define PERSON_JSON(name)                                                                                                              \
    "{\"identifier\":\"" ESI("bob") "\",\"personOrganisationUpdateViews\":[{\"organisationIdentifier\":" FIRST ",\"fullName\":\"" name \
                                    "\"}]}"

static void test_a_person_from_enrolment_to_erasure(void **state)
{
    static const struct {
        enum http_method method;
        const char *path, *body;
        bool is_other;
        int status;
        const char *part;
    } steps[] = {
        {HTTP_POST, "/api/v2/persons", PERSON_JSON("Bob"), true, 403, "SE-0000"},
        {HTTP_GET, "/api/v2/persons/" ESI("bob"), NULL, false, 404, "ER-0003"},
        {HTTP_POST, "/api/v2/persons", PERSON_JSON("Bob"), false, 201, "\"fullName\":\"Bob\""},
        {HTTP_POST, "/api/v2/persons", PERSON_JSON("Bob"), false, 409, "ER-0019"},
        {HTTP_GET, "/api/v2/persons/urn%3aschac%3ApersonalUniqueCode:int:esi:FR:BOB", NULL, false, 200,
            "\"identifier\":\"" ESI("bob") "\""},
        {HTTP_GET, "/api/v2/persons/" ESI("bob"), NULL, true, 403, "SE-0000"},
        {HTTP_PUT, "/api/v2/persons/" ESI("bob"), PERSON_JSON("Robert"), false, 200, "\"fullName\":\"Robert\""},
        {HTTP_PUT, "/api/v2/persons/" ESI("ada"), PERSON_JSON("Robert"), false, 400, "ER-1016"},
        {HTTP_PUT, "/api/v2/persons/" ESI("bob"), "{}", false, 400, "ER-1011"},
        {HTTP_DELETE, "/api/v2/persons/" ESI("bob"), NULL, true, 403, "SE-0000"},
        {HTTP_DELETE, "/api/v2/persons/" ESI("bob"), NULL, false, 204, ""},
        {HTTP_DELETE, "/api/v2/persons/" ESI("bob"), NULL, false, 404, "ER-0003"},
    };
    struct world w;
    begin(&w, state);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        const struct wanted wanted = {
            .method = steps[i].method, .path = steps[i].path, .body = steps[i].body, .token = steps[i].is_other ? w.other : w.token};
        const int status = desk_call(&w.desk, &wanted);
        if (status != steps[i].status || strstr(desk_body(&w.desk), steps[i].part) == NULL) {
            fail_msg("step %zu: %d %s", i, status, desk_body(&w.desk));
        }
    }
    office_assert_sound(&w.office);
    end(&w);
}

/* The template with the number in place of its word NUMBER. */
static void fill(char *out, size_t size, const char *template, const char *number)
{
    const char *const at = strstr(template, "NUMBER");
    const size_t before = at == NULL ? strlen(template) : (size_t)(at - template);
    (void)snprintf(out, size, "%.*s%s%s", (int)before, template, at == NULL ? "" : number, at == NULL ? "" : at + strlen("NUMBER"));
}

/* Paths, with what they answer to anybody. */
static void test_what_anybody_may_ask(void **state)
{
    static const struct {
        const char *path, *query, *accept;
        int status;
        const char *type, *part;
    } cases[] = {
        {"/api/v2/cards/NUMBER/status", NULL, NULL, 200, "application/json", "\"displayName\":null,"},
        {"/esc-rest/api/v2/cards/NUMBER/status", NULL, NULL, 200, "application/json", "\"status\":\"ACTIVE\""},
        {"/api/v1/cards/verify/NUMBER", NULL, NULL, 200, "application/json", "\"cardHolder\":{\"academicLevel\":null}"},
        {"/esc-verifier-service/api/v1/cards/verify/https%3A%2F%2Fs.esc-r.eu%2FNUMBER", NULL, NULL, 200, "application/json",
            "\"identifierType\":{\"key\":\"PIC\""},
        {"/api/v2/cards/NUMBER/qr", NULL, NULL, 200, "image/svg+xml", "<svg"},
        {"/api/v2/cards/NUMBER/qr", "orientation=VERTICAL&colours=Inverted&size=xs", "image/svg+xml", 200, "image/svg+xml", "<svg"},
        {"/api/v2/cards/NUMBER/qr", NULL, "text/html, text/plain;q=0.5", 200, "text/plain;charset=UTF-8", "PHN2Zy"},
        {"/api/v2/cards/NUMBER/qr", NULL, "image/png, */*", 200, "image/svg+xml", "<svg"},
        {"/api/v2/cards/NUMBER/qr", NULL, "image/png", 400, "application/json", "Accept"},
        {"/api/v2/cards/NUMBER/qr", "size=L", NULL, 400, "application/json", "size"},
        {"/api/v2/cards/NUMBER0/qr", NULL, NULL, 400, "application/json", "cardNumber"},
        {"/api/v2/cards/00000000-cb98-1035-a19b-001999859608/qr", NULL, NULL, 404, "application/json", "ER-0001"},
        {"/api/v2/cards/one/status", NULL, NULL, 404, "application/json", "ER-0001"},
        {"/api/v2/cards/generate-escn", "prefix=7&pic=" SECOND "&numberOfESCN=2", NULL, 200, "application/json", "-007" SECOND "\",\""},
        {"/v3/api-docs/V2", NULL, NULL, 200, "application/json", "\"openapi\":\"3.1.0\""},
    };
    struct world w;
    begin(&w, state);
    const char *const number = office_add_card(&w.office, FIRST, ADA);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char path[200];
        fill(path, sizeof path, cases[i].path, number);
        const struct wanted wanted = {
            .path = path, .query = cases[i].query, .name = cases[i].accept == NULL ? NULL : "Accept", .value = cases[i].accept};
        const int status = desk_call(&w.desk, &wanted);
        const char *const type = w.desk.exchange.call.reply.content_type;
        if (status != cases[i].status || strcmp(type, cases[i].type) != 0 || strstr(desk_body(&w.desk), cases[i].part) == NULL) {
            fail_msg("%s: %d %s %.300s", path, status, type, desk_body(&w.desk));
        }
    }
    end(&w);
}

#define PAGE "http://router.example/esc-rest/api/v2/persons?page="

/* The links of a page, as "rel=page " in their order. */
static const char *links_of(struct desk *desk)
{
    const char *at = desk_body(desk);
    struct buf out;
    buf_init(&out, &desk->arena);
    while ((at = strstr(at, "\"rel\":\"")) != NULL) {
        at += strlen("\"rel\":\"");
        const char *const page = strstr(at, PAGE);
        assert_non_null(page);
        buf_add_format(&out, "%.*s=%.*s ", (int)strcspn(at, "\""), at, (int)strcspn(page + strlen(PAGE), "&\""), page + strlen(PAGE));
    }
    return buf_text(&out);
}

static void test_links_of_pages(void **state)
{
    static const struct {
        const char *query, *links, *page;
    } cases[] = {
        {"", "first=0 self=0 last=0 ", "{\"size\":10,\"totalElements\":5,\"totalPages\":1,\"number\":0}"},
        {"size=2", "first=0 self=0 next=1 last=2 ", "{\"size\":2,\"totalElements\":5,\"totalPages\":3,\"number\":0}"},
        {"size=2&page=1", "first=0 prev=0 self=1 next=2 last=2 ", "{\"size\":2,\"totalElements\":5,\"totalPages\":3,\"number\":1}"},
        {"size=2&page=2", "first=0 prev=1 self=2 last=2 ", "{\"size\":2,\"totalElements\":5,\"totalPages\":3,\"number\":2}"},
        {"size=2&page=9", "first=0 prev=2 self=9 last=2 ", "{\"size\":2,\"totalElements\":5,\"totalPages\":3,\"number\":9}"},
        {"size=5", "first=0 self=0 last=0 ", "{\"size\":5,\"totalElements\":5,\"totalPages\":1,\"number\":0}"},
        {"search=nobody", "first=0 self=0 last=0 ", "{\"size\":10,\"totalElements\":0,\"totalPages\":0,\"number\":0}"},
        {"page=2147483647&size=200", "first=0 prev=0 self=2147483647 last=0 ",
            "{\"size\":200,\"totalElements\":5,\"totalPages\":1,\"number\":2147483647}"},
    };
    struct world w;
    begin(&w, state);
    for (int i = 0; i < 4; i++) {
        char esi[60];
        (void)snprintf(esi, sizeof esi, "%s%d", ESI(""), i);
        office_add_person(&w.office, FIRST, esi, "X");
    }
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct wanted wanted = {.path = "/esc-rest/api/v2/persons", .query = cases[i].query, .token = w.token};
        assert_int_equal(desk_call(&w.desk, &wanted), 200);
        if (strcmp(links_of(&w.desk), cases[i].links) != 0 || strstr(desk_body(&w.desk), cases[i].page) == NULL) {
            fail_msg("%s: %s, %s", cases[i].query, links_of(&w.desk), desk_body(&w.desk));
        }
    }
    end(&w);
}

static void test_links_carry_what_was_asked_for(void **state)
{
    struct world w;
    const struct api_settings settings = {.public_url = "https://cards.example/base"};
    begin_with(&w, state, &settings);
    const struct wanted wanted = {
        .path = "/api/v2/persons", .query = "search=%C3%84%20%26%3C%2B%3E&sort=fullName&direction=DESC&size=3&other=x", .token = w.token};
    assert_int_equal(desk_call(&w.desk, &wanted), 200);
    assert_non_null(strstr(desk_body(&w.desk),
        "\"href\":\"https://cards.example/base/api/v2/persons?page=0&size=3&sort=fullName&"
        "direction=DESC&search=%c3%84%20%26%3c%2b%3e\""));
    end(&w);
}

static void test_bad_parameters(void **state)
{
    static const struct {
        const char *path, *query, *code, *message;
    } cases[] = {
        {"persons", "size=0", "ER-1018", "size is \\\"0\\\"; a whole number from 1 to 200 was expected."},
        {"persons", "size=201", "ER-1018", "size is \\\"201\\\"; a whole number from 1 to 200 was expected."},
        {"persons", "size=ten", "ER-1018", "size is \\\"ten\\\"; a whole number from 1 to 200 was expected."},
        {"persons", "page=-1", "ER-1018", "page is \\\"-1\\\"; a whole number from 0 to 2147483647 was expected."},
        {"persons", "page=99999999999999999999", "ER-1018",
            "page is \\\"99999999999999999999\\\"; a whole number from 0 to 2147483647 was"},
        {"persons", "direction=up", "ER-1018", "direction is \\\"up\\\"; ASC or DESC was expected."},
        {"persons", "sort=cardNumber", "ER-1020", "sort names the field \\\"cardNumber\\\"; one of fullName, identifier was expected."},
        {"cards", "search=colour:blue", "ER-1020", "search names the field \\\"colour\\\""},
        {"cards", "search=person:a%3C%2B%3Eb", "ER-1021", "search"},
        {"cards/generate-escn", "pic=999999991", "ER-1018", "The parameter prefix is missing; a whole number from 0 to 999 was expected."},
        {"cards/generate-escn", "prefix=1000&pic=999999991", "ER-1018",
            "prefix is \\\"1000\\\"; a whole number from 0 to 999 was expected."},
        {"cards/generate-escn", "prefix=1", "ER-1018", "The parameter pic is missing; the nine digits of a PIC were expected."},
        {"cards/generate-escn", "prefix=1&pic=12345678", "ER-1003", "pic: the PIC is \\\"12345678\\\""},
        {"cards/generate-escn", "prefix=1&pic=999999991&numberOfESCN=0", "ER-1018",
            "numberOfESCN is \\\"0\\\"; a whole number from 1 to 100"},
        {"cards/generate-escn", "prefix=1&pic=999999991&numberOfESCN=101", "ER-1018", "numberOfESCN is \\\"101\\\""},
    };
    struct world w;
    begin(&w, state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char path[60];
        (void)snprintf(path, sizeof path, "/api/v2/%s", cases[i].path);
        const struct wanted wanted = {.path = path, .query = cases[i].query, .token = w.token};
        const int status = desk_call(&w.desk, &wanted);
        const char *const body = desk_body(&w.desk);
        if (status != 400 || strstr(body, cases[i].code) == NULL || strstr(body, cases[i].message) == NULL) {
            fail_msg("%s?%s: %d %s", cases[i].path, cases[i].query, status, body);
        }
    }
    end(&w);
}

static void test_limits_by_token_and_address(void **state)
{
    struct world w;
    /* Five times the rate at once, and then no more for seconds. */
    const struct api_settings settings = {.token_rate = 0.4, .address_rate = 0.4};
    const struct wanted calls[] = {
        {.path = "/api/v2/cards/generate-escn", .query = "prefix=1&pic=999999991"},
        {.path = "/api/v2/persons", .token = w.token},
        {.path = "/api/v2/persons", .token = w.other},
    };
    begin_with(&w, state, &settings);
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        assert_int_equal(desk_call(&w.desk, &calls[i]), 200);
        assert_int_equal(desk_call(&w.desk, &calls[i]), 200);
        assert_int_equal(desk_call(&w.desk, &calls[i]), 429);
        assert_string_equal(desk_header(&w.desk, "Retry-After"), "3");
        assert_non_null(strstr(desk_body(&w.desk), "\"code\":\"SE-0429\""));
    }
    end(&w);
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_tokens_in_both_headers),
        CONTRACT_TEST(test_without_a_good_token),
        CONTRACT_TEST(test_errors_are_sentences),
        CONTRACT_TEST(test_a_card_from_its_issue_to_its_end),
        CONTRACT_TEST(test_a_person_from_enrolment_to_erasure),
        CONTRACT_TEST(test_what_anybody_may_ask),
        CONTRACT_TEST(test_links_of_pages),
        CONTRACT_TEST(test_links_carry_what_was_asked_for),
        CONTRACT_TEST(test_bad_parameters),
        CONTRACT_TEST(test_limits_by_token_and_address),
    };
    return CONTRACT_RUN("api calls", tests);
}
