/* SPDX-License-Identifier: EUPL-1.2 */
/* V1 in both its forms, byte for byte, what its requests become, and what calls of it carry besides. */
#include "api/v1.h"

#include "base/day.h"
#include "http/route.h"
#include "wire/json_read.h"
#include "wire/json_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NUMBER "6a01dfc0-cb98-1035-a19b-001999859608"
#define DAY_2027_09_30 21091

static const struct organisation institution = {.identifier = "999859608", .name = "Full"};
static const struct escn escn = {{0x6a, 0x01, 0xdf, 0xc0, 0xcb, 0x98, 0x10, 0x35, 0xa1, 0x9b, 0x00, 0x19, 0x99, 0x85, 0x96, 0x08}};

static struct student make_student(const struct card *cards, size_t count)
{
    return (struct student){
        .person = {.esi = "urn:schac:personalUniqueCode:int:esi:fr:1"},
        .enrolment = {.full_name = "Ada", .email = "a@b.eu", .academic_level = LEVEL_MASTER},
        .institution = &institution,
        .cards = cards,
        .card_count = count,
        .expires_day = DAY_2027_09_30,
    };
}

static void expect(const struct wire_shape *shape, const void *view, struct arena *arena, const char *json)
{
    struct buf out;
    assert_non_null(view);
    buf_init(&out, arena);
    wire_write(&out, shape, view);
    assert_string_equal(buf_text(&out), json);
}

#define STUDENT(pic, day, cards)                                                                                                   \
    "{\"europeanStudentIdentifier\":\"urn:schac:personalUniqueCode:int:esi:fr:1\",\"emailAddress\":\"a@b.eu\",\"expiryDate\":" day \
    ",\"picInstitutionCode\":" pic ",\"name\":\"Ada\",\"academicLevel\":7,\"phoneNumber\":null,\"cards\":[" cards "]}"
#define CARD(type, uid, student) \
    "{\"europeanStudentCardNumber\":\"" NUMBER "\",\"cardType\":" type ",\"cardUid\":" uid ",\"student\":" student "}"
#define NOON "\"2027-09-30T12:00:00.000Z\""

static void test_students_and_cards(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096);
    const struct card cards[] = {
        {.escn = escn, .type = CARD_SMART_MAY_SP, .uid = "04a1", .expires_day = DAY_2027_09_30},
        {.escn = escn, .type = CARD_SMART_PASSIVE, .expires_day = DAY_2027_09_30 + 1},
    };
    const struct student student = make_student(cards, 2);
    const struct student_card card = {.card = cards[1], .student = make_student(cards, 1)};
    expect(&student_shape, student_view_make(&arena, &student), &arena,
        STUDENT("\"999859608\"", NOON, CARD("4", "\"04a1\"", "null") "," CARD("0", "null", "null")));
    expect(&old_student_shape, student_view_make(&arena, &student), &arena,
        STUDENT("999859608", NOON, CARD("4", "\"04a1\"", "null") "," CARD("0", "null", "null")));
    expect(&student_card_shape, student_card_view_make(&arena, &card), &arena,
        CARD("0", "null", STUDENT("\"999859608\"", "\"2027-10-01T12:00:00.000Z\"", CARD("4", "\"04a1\"", "null"))));
    expect(&old_student_card_shape, student_card_view_make(&arena, &card), &arena,
        CARD("0", "null", STUDENT("999859608", "\"2027-10-01T12:00:00.000Z\"", CARD("4", "\"04a1\"", "null"))));
    arena_deinit(&arena);
}

static void test_what_is_not_known_is_null(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096);
    struct student student = make_student(NULL, 0);
    student.expires_day = DAY_NONE;
    student.enrolment = (struct enrolment){.full_name = ""};
    expect(&student_shape, student_view_make(&arena, &student), &arena,
        "{\"europeanStudentIdentifier\":\"urn:schac:personalUniqueCode:int:esi:fr:1\",\"emailAddress\":null,\"expiryDate\":null,"
        "\"picInstitutionCode\":\"999859608\",\"name\":\"\",\"academicLevel\":null,\"phoneNumber\":null,\"cards\":[]}");
    arena_deinit(&arena);
}

static void test_requests(void **state)
{
    (void)state;
    struct arena arena;
    struct err e = {0};
    struct student_post_view post;
    struct student_card_input card;
    arena_init(&arena, 4096);
    assert_int_equal(wire_read(&arena,
                         STR("{\"europeanStudentIdentifier\":\"x\",\"emailAddress\":\"a\",\"expiryDate\":\"2027-09-30T00:00:00.000+02\","
                             "\"picInstitutionCode\":999859608,\"academicLevel\":\"7\",\"phoneNumber\":33123,\"name\":null}"),
                         &student_post_shape, &post, &e),
        RC_OK);
    assert_string_equal(post.input.institution, "999859608");
    assert_int_equal(post.input.expires_day, DAY_2027_09_30);
    assert_int_equal(post.input.academic_level, 7);
    assert_null(post.input.name);
    assert_int_equal(wire_read(&arena, STR("{\"europeanStudentCardNumber\":\"n\",\"cardType\":\"3\",\"cardUid\":4711}"),
                         &student_card_post_shape, &card, &e),
        RC_OK);
    assert_int_equal(card.type, 3);
    assert_string_equal(card.uid, "4711");
    arena_deinit(&arena);
}

static const struct {
    const char *name, *route, *path, *base, *parameter, *value;
    bool is_old;
    const char *link; /* NULL: nothing is said */
} calls[] = {
    {"V1", "/api/v1/students", "/api/v1/students", "", NULL, "", false, "</api/v2/persons>; rel=\"successor-version\""},
    {"V1 under the other base", "/api/v1/cards", "/esc-rest/api/v1/cards", "/esc-rest", NULL, "", false,
        "</esc-rest/api/v2/cards>; rel=\"successor-version\""},
    {"the old form", "/v1/students/{europeanStudentIdentifier}", "/v1/students/a:b", "", "europeanStudentIdentifier", "a:b>", true,
        "</api/v2/persons/a%3ab%3e>; rel=\"successor-version\""},
    {"the old form with a slash", "/v1/students/", "/v1/students/", "", NULL, "", true, "</api/v2/persons>; rel=\"successor-version\""},
    {"nothing of the old form", NULL, "/v1/x", "", NULL, "", true, NULL},
    {"nothing of the old form under the other base", NULL, "/esc-rest/v1/x", "", NULL, "", true, NULL},
    {"nothing", NULL, "/v1x", "", NULL, "", false, NULL},
    {"V2", "/api/v2/cards", "/api/v2/cards", "", NULL, "", false, NULL},
    {"a verification", "/api/v1/cards/verify/{escn}", "/api/v1/cards/verify/x", "", "escn", "x", false, NULL},
};

static void test_forms_and_successors(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        struct arena arena;
        const struct http_route route = {.path = calls[i].route};
        arena_init(&arena, 1024);
        struct http_call call = {.route = calls[i].route == NULL ? NULL : &route,
            .path = str_of(calls[i].path),
            .base_path = calls[i].base,
            .params = {{calls[i].parameter, str_of(calls[i].value)}},
            .param_count = calls[i].parameter != NULL,
            .arena = &arena};
        v1_mark_deprecated(&call);
        if (call_is_old_form(&call) != calls[i].is_old || call.reply.header_count != (calls[i].link == NULL ? 0U : 2U)) {
            fail_msg("%s", calls[i].name);
        }
        if (calls[i].link != NULL) {
            assert_string_equal(call.reply.headers[0].name, "Deprecation");
            assert_string_equal(call.reply.headers[1].value, calls[i].link);
        }
        arena_deinit(&arena);
    }
}

static void test_fields_have_the_names_of_v1(void **state)
{
    (void)state;
    const struct http_route route = {.path = "/v1/students"};
    const struct http_route other = {.path = "/api/v2/persons"};
    const struct http_call call = {.route = &route};
    const struct http_call of_v2 = {.route = &other};
    struct err e = {.field = "organisationIdentifier"};
    v1_name_field(&of_v2, &e);
    assert_string_equal(e.field, "organisationIdentifier");
    v1_name_field(&call, &e);
    assert_string_equal(e.field, "picInstitutionCode");
    v1_name_field(&call, &e);
    assert_string_equal(e.field, "picInstitutionCode");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_students_and_cards),
        cmocka_unit_test(test_what_is_not_known_is_null),
        cmocka_unit_test(test_requests),
        cmocka_unit_test(test_forms_and_successors),
        cmocka_unit_test(test_fields_have_the_names_of_v1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
