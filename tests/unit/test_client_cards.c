/* SPDX-License-Identifier: EUPL-1.2 */
/* What callers make of a router's answers, with a transport that gives them. */
#include "base/day.h"
#include "client/cards.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NUMBER "6a01dfc0-cb98-1035-a19b-001999859608"
#define STATUS_URL "https://router.example.org/esc-rest/api/v2/cards/" NUMBER "/status"
#define VERIFY_URL "https://router.example.org/esc-rest/api/v1/cards/verify/" NUMBER

/* Gives one answer, and remembers what was asked. */
struct wire {
    int status;
    const char *body; /* NULL: no answer at all */
    bool is_other_type;
    char asked[256];
    char token[64];
};

static enum rc answer(
    void *context, struct arena *arena, const struct transport_request *request, struct transport_reply *out, struct err *e)
{
    (void)arena;
    struct wire *const wire = context;
    (void)snprintf(wire->asked, sizeof wire->asked, "%s %s", request->method, request->url);
    (void)snprintf(wire->token, sizeof wire->token, "%s", request->token == NULL ? "" : request->token);
    if (wire->body == NULL) {
        return err_set(e, RC_UNAVAILABLE, "", "", "no answer from %s: refused", request->url);
    }
    *out = (struct transport_reply){.status = wire->status, .is_json = !wire->is_other_type, .body = str_of(wire->body)};
    return RC_OK;
}

static struct router_client client_of(struct wire *wire, struct arena *arena, const char *token)
{
    struct router_client client;
    struct err e;
    const struct transport transport = {.send = answer, .context = wire};
    if (router_client_init(&client, arena, "https://router.example.org/esc-rest//", token, transport, &e) != RC_OK) {
        fail_msg("%s", e.msg);
    }
    return client;
}

static struct escn number(void)
{
    struct escn escn;
    struct err e;
    assert_int_equal(escn_parse(NUMBER, strlen(NUMBER), &escn, &e), RC_OK);
    return escn;
}

static void test_status(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 1024);
    struct wire wire = {.status = 200,
        .body =
            "{\"cardNumber\":\"6A01DFC0-CB98-1035-A19B-001999859608\",\"displayName\":null,\"issuedAt\":\"2026-09-01\","
            "\"expiresAt\":\"2029-09-30\",\"issuerIdentifier\":\"999859608\",\"issuerName\":\"Universit\xc3\xa9\",\"status\":\"ACTIVE\","
            "\"somethingNew\":[]}"};
    const struct router_client client = client_of(&wire, &arena, NULL);
    const struct escn escn = number();
    struct card_status_answer status;
    struct err e;
    assert_int_equal(cards_ask_status(&client, &arena, &escn, &status, &e), RC_OK);
    assert_string_equal(wire.asked, "GET " STATUS_URL);
    assert_string_equal(wire.token, "");
    assert_string_equal(status.status, "ACTIVE");
    assert_null(status.display_name);
    assert_int_equal(status.issued_day, 20697);
    assert_int_equal(status.expires_day, 21822);
    assert_string_equal(status.issuer_identifier, "999859608");
    assert_string_equal(status.issuer_name, "Universit\xc3\xa9");
}

static void test_verification(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 1024);
    struct wire wire = {.status = 200,
        .body = "{\"cardNumber\":\"" NUMBER "\",\"cardType\":{\"key\":\"PASSIVE\",\"label\":\"Physical card\"},"
                "\"cardStatusType\":{\"key\":\"EXPIRED\",\"label\":\"Expired\"},\"expiresAt\":\"2025-09-30\","
                "\"cardHolder\":{\"academicLevel\":null},"
                "\"issuer\":{\"identifier\":\"999859608\",\"identifierType\":{\"key\":\"PIC\",\"label\":\"PIC\"},\"name\":\"A\"}}"};
    const struct router_client client = client_of(&wire, &arena, "esc_test_1");
    const struct escn escn = number();
    struct card_verification_answer verification;
    struct err e;
    assert_int_equal(cards_ask_verification(&client, &arena, &escn, &verification, &e), RC_OK);
    assert_string_equal(wire.asked, "GET " VERIFY_URL);
    assert_string_equal(wire.token, "esc_test_1");
    assert_string_equal(verification.status.key, "EXPIRED");
    assert_string_equal(verification.type.label, "Physical card");
    assert_null(verification.level.key);
    assert_int_equal(verification.expires_day, 20361);
    assert_string_equal(verification.issuer_identifier, "999859608");
    assert_string_equal(verification.issuer_identifier_type.key, "PIC");
    assert_string_equal(verification.issuer_name, "A");
}

static const struct {
    const char *name;
    int status;
    const char *body;
    bool is_other_type;
    enum rc rc;
    const char *code, *msg;
} failures[] = {
    {"no answer", 0, NULL, false, RC_UNAVAILABLE, "", "no answer from " STATUS_URL ": refused"},
    {"no such card", 404, "{\"code\":\"ER-0001\",\"message\":\"no such card\"}", false, RC_NOT_FOUND, "ER-0001", "no such card"},
    {"no such path", 404, "{\"code\":\"ER-0404\",\"message\":\"no such path\"}", false, RC_UNAVAILABLE, "ER-0404",
        STATUS_URL " answers with status 404: no such path"},
    {"a bad number", 400, "{\"code\":\"ER-1001\",\"message\":\"bad\"}", false, RC_INVALID, "ER-1001", "bad"},
    {"a bad token", 401, "{\"code\":\"SE-0401\",\"message\":\"bad\"}", false, RC_UNAUTHENTICATED, "SE-0401", "bad"},
    {"no right", 403, "{\"code\":\"SE-0000\",\"message\":\"denied\"}", false, RC_DENIED, "SE-0000", "denied"},
    {"too often", 429, "{\"code\":\"SE-0429\",\"message\":\"wait\"}", false, RC_THROTTLED, "SE-0429", "wait"},
    {"a router in trouble", 503, "{\"code\":\"SE-0503\",\"message\":\"later\"}", false, RC_UNAVAILABLE, "SE-0503",
        STATUS_URL " answers with status 503: later"},
    {"another server's page", 404, "<html>", true, RC_UNAVAILABLE, "", STATUS_URL " answers with status 404 and not as a router does"},
    {"a page where JSON was expected", 200, "<html>", true, RC_UNAVAILABLE, "",
        STATUS_URL " answers with status 200 and not as a router does"},
    {"JSON under another media type", 200, "{}", true, RC_UNAVAILABLE, "", STATUS_URL " answers with status 200 and not as a router does"},
    {"JSON that is cut", 200, "{\"cardNumber\":", false, RC_UNAVAILABLE, "",
        STATUS_URL " answers with status 200 and not as a router does"},
    {"no object", 200, "[]", false, RC_UNAVAILABLE, "", STATUS_URL " answers with status 200 and not as a router does"},
    {"an empty answer", 204, "", false, RC_UNAVAILABLE, "", STATUS_URL " answers with status 204 and not as a router does"},
    {"an error of other members", 400, "{\"error\":\"bad\"}", false, RC_UNAVAILABLE, "",
        STATUS_URL " answers with status 400 and not as a router does"},
    {"an error whose code is no text", 400, "{\"code\":1,\"message\":\"bad\"}", false, RC_UNAVAILABLE, "",
        STATUS_URL " answers with status 400 and not as a router does"},
    {"an overlong code", 404, "{\"code\":\"ER-0001-ER-0001\",\"message\":\"bad\"}", false, RC_UNAVAILABLE, "",
        STATUS_URL " answers with status 404 and not as a router does"},
    {"another card", 200, "{\"cardNumber\":\"6a01dfc0-cb98-1035-a19b-001999859609\",\"status\":\"ACTIVE\"}", false, RC_UNAVAILABLE, "",
        "https://router.example.org/esc-rest answers about another card than " NUMBER},
    {"no card", 200, "{\"status\":\"ACTIVE\"}", false, RC_UNAVAILABLE, "",
        "https://router.example.org/esc-rest answers about another card than " NUMBER},
    {"no state", 200, "{\"cardNumber\":\"" NUMBER "\"}", false, RC_UNAVAILABLE, "",
        "https://router.example.org/esc-rest answers without the member \"status\""},
    {"a member given twice", 200, "{\"cardNumber\":\"" NUMBER "\",\"status\":\"INACTIVE\",\"status\":\"ACTIVE\"}", false, RC_UNAVAILABLE,
        "", STATUS_URL " answers with status 200 and not as a router does"},
};

static void test_failures(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(failures); i++) {
        AUTO(arena_deinit) struct arena arena;
        arena_init(&arena, 1024);
        struct wire wire = {.status = failures[i].status, .body = failures[i].body, .is_other_type = failures[i].is_other_type};
        const struct router_client client = client_of(&wire, &arena, NULL);
        const struct escn escn = number();
        struct card_status_answer status;
        struct err e = {0};
        const enum rc rc = cards_ask_status(&client, &arena, &escn, &status, &e);
        if (rc != failures[i].rc) {
            fail_msg("%s: %s %s", failures[i].name, rc_name(rc), e.msg);
        }
        assert_string_equal(e.msg, failures[i].msg);
        assert_string_equal(e.code, failures[i].code);
    }
}

static void test_members_of_another_type_are_absent(void **state)
{
    (void)state;
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 1024);
    struct wire wire = {.status = 200,
        .body = "{\"cardNumber\":\"" NUMBER
                "\",\"cardStatusType\":{\"key\":\"ACTIVE\",\"label\":1},\"cardType\":\"PASSIVE\",\"expiresAt\":\"soon\","
                "\"cardHolder\":[],\"issuer\":null}"};
    const struct router_client client = client_of(&wire, &arena, NULL);
    const struct escn escn = number();
    struct card_verification_answer verification;
    struct err e;
    assert_int_equal(cards_ask_verification(&client, &arena, &escn, &verification, &e), RC_OK);
    assert_string_equal(verification.status.key, "ACTIVE");
    assert_null(verification.status.label);
    assert_null(verification.type.key);
    assert_null(verification.level.key);
    assert_null(verification.issuer_name);
    assert_int_equal(verification.expires_day, DAY_NONE);
}

static void test_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        const char *url; /* NULL: refused */
    } cases[] = {
        {"https://router.example.org", "https://router.example.org"},
        {"https://router.example.org/", "https://router.example.org"},
        {"http://127.0.0.1:8080/esc-rest///", "http://127.0.0.1:8080/esc-rest"},
        {"http://[::1]:8080", "http://[::1]:8080"},
        {"", NULL},
        {"router.example.org", NULL},
        {"https://", NULL},
        {"https:///", NULL},
        {"ftp://router.example.org", NULL},
        {"file:///etc/passwd", NULL},
        {"https://router.example.org/?a=b", NULL},
        {"https://router.example.org/#a", NULL},
        {"https://router example.org", NULL},
        {"https://router.example.org/\n", NULL},
    };
    AUTO(arena_deinit) struct arena arena;
    arena_init(&arena, 1024);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct router_client client;
        struct err e = {0};
        const enum rc rc = router_client_init(&client, &arena, cases[i].address, NULL, (struct transport){0}, &e);
        if (rc != (cases[i].url == NULL ? RC_INVALID : RC_OK)) {
            fail_msg("\"%s\": %s", cases[i].address, rc_name(rc));
        }
        assert_string_equal(rc == RC_OK ? client.url : e.field, rc == RC_OK ? cases[i].url : "router");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_verification),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_members_of_another_type_are_absent),
        cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
