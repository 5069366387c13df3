/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers as clients get them, byte for byte, and requests as the registry gets them. */
#include "api/views.h"

#include "base/day.h"
#include "wire/json_read.h"
#include "wire/json_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define DAY_2026_11_22 20779

static const struct organisation bare = {
    .id = 7, .identifier = "999999992", .name = "Bare", .country = "DE", .new_logo_day = DAY_NONE, .legal_accepted = true};

static const struct organisation full = {
    .id = 1,
    .identifier = "999999991",
    .kind = ORGANISATION_PUBLIC_AUTHORITY,
    .status = ORGANISATION_SUSPENDED,
    .name = "Full",
    .country = "FR",
    .schac_home_organization = "full.example",
    .website = "https://full.example",
    .address = {.label = "a",
        .street_name = "b",
        .house_number = "c",
        .details = "d",
        .city_name = "e",
        .province = "f",
        .other_comments = "g",
        .has_point = true,
        .x = 1.5,
        .y = -2.25},
    .main_color = "#111111",
    .secondary_color = "#222222",
    .contrast_color = "#333333",
    .new_logo_day = DAY_2026_11_22,
};

#define BARE_ADDRESS                                                                                                        \
    "{\"label\":null,\"streetName\":null,\"houseNumber\":null,\"addressDetails\":null,\"cityName\":null,\"province\":null," \
    "\"country\":{\"key\":\"DE\",\"label\":\"Germany\"},\"otherComments\":null,\"point\":null}"
#define BARE                                                                                                                     \
    "{\"id\":7,\"identifier\":\"999999992\",\"identifierCode\":{\"key\":\"PIC\",\"label\":\"Participant identification code\"}," \
    "\"name\":\"Bare\",\"fullLabel\":\"999999992 - Bare\",\"organisationType\":{\"key\":\"HEI\",\"label\":\"Higher education "   \
    "institution\"},\"status\":{\"key\":\"ACTIVE\",\"label\":\"Active\"},\"schacHomeOrganization\":null,\"website\":null,"       \
    "\"address\":" BARE_ADDRESS ",\"mainColor\":null,\"secondaryColor\":null,\"contrastColor\":null,\"newLogoAt\":null}"
#define FULL                                                                                                                      \
    "{\"id\":1,\"identifier\":\"999999991\",\"identifierCode\":{\"key\":\"PIC\",\"label\":\"Participant identification code\"},"  \
    "\"name\":\"Full\",\"fullLabel\":\"999999991 - Full\",\"organisationType\":{\"key\":\"PUBLIC_AUTHORITY\",\"label\":\"Public " \
    "authority\"},\"status\":{\"key\":\"SUSPENDED\",\"label\":\"Suspended\"},\"schacHomeOrganization\":\"full.example\","         \
    "\"website\":\"https://full.example\",\"address\":{\"label\":\"a\",\"streetName\":\"b\",\"houseNumber\":\"c\","               \
    "\"addressDetails\":\"d\",\"cityName\":\"e\",\"province\":\"f\",\"country\":{\"key\":\"FR\",\"label\":\"France\"},"           \
    "\"otherComments\":\"g\",\"point\":{\"x\":1.5,\"y\":-2.25}},\"mainColor\":\"#111111\",\"secondaryColor\":\"#222222\","        \
    "\"contrastColor\":\"#333333\",\"newLogoAt\":\"2026-11-22\"}"
#define NOBODY                                                                                                                     \
    "{\"id\":null,\"identifier\":null,\"identifierCode\":null,\"name\":null,\"fullLabel\":null,\"organisationType\":null,"         \
    "\"status\":null,\"schacHomeOrganization\":null,\"website\":null,\"address\":null,\"mainColor\":null,\"secondaryColor\":null," \
    "\"contrastColor\":null,\"newLogoAt\":null}"
#define BARE_ENROLMENT \
    "{\"academicLevel\":null,\"contactPoint\":{\"email\":null},\"fullName\":\"\",\"hasPicture\":false,\"organisation\":" BARE "}"
#define FULL_ENROLMENT                                                                                                        \
    "{\"academicLevel\":{\"key\":\"MASTER\",\"label\":\"Master\"},\"contactPoint\":{\"email\":\"a@b.example\"},\"fullName\":" \
    "\"Ada \\\"L\\\"\",\"hasPicture\":true,\"organisation\":" FULL "}"

static struct enrolment_detail enrolments[] = {
    {.enrolment =
            {.organisation_id = 1, .full_name = "Ada \"L\"", .email = "a@b.example", .academic_level = LEVEL_MASTER, .has_picture = true},
        .organisation = &full},
    {.enrolment = {.organisation_id = 7, .full_name = ""}, .organisation = &bare},
};

static const struct person_detail two_enrolments = {.person = {.esi = "urn:x:Y"}, .enrolments = enrolments, .count = 2};

/* Writes a view and compares. */
static void assert_json(struct arena *arena, const struct wire_shape *shape, const void *view, const char *expected)
{
    struct buf out;
    assert_non_null(view);
    buf_init(&out, arena);
    wire_write(&out, shape, view);
    assert_string_equal(buf_text(&out), expected);
}

static void test_a_person(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096);
    assert_json(&arena, &person_shape, person_view_make(&arena, &two_enrolments),
        "{\"identifier\":\"urn:x:Y\",\"fullName\":\"Ada \\\"L\\\"\",\"identifierCode\":{\"key\":\"ESI\",\"label\":\"European Student "
        "Identifier\"},\"organisationCount\":2,\"organisations\":[" FULL_ENROLMENT "," BARE_ENROLMENT "]}");
    assert_json(&arena, &person_lite_shape, person_view_make(&arena, &two_enrolments),
        "{\"identifier\":\"urn:x:Y\",\"fullName\":\"Ada \\\"L\\\"\",\"organisations\":[" FULL_ENROLMENT "," BARE_ENROLMENT "]}");
    arena_deinit(&arena);
}

static void test_a_card(void **state)
{
    (void)state;
    struct arena arena;
    struct card_detail detail = {
        .card = {.escn = {{0x6a, 0x01, 0xdf, 0xc0, 0xcb, 0x98, 0x10, 0x35, 0xa1, 0x9b, 0x00, 0x19, 0x99, 0x85, 0x96, 0x08}},
            .issuer_id = 7,
            .type = CARD_SMART_CDZ,
            .issued_day = DAY_2026_11_22,
            .expires_day = DAY_2026_11_22 + 9},
        .shown = CARD_EXPIRED,
        .issuer = &bare,
        .person = {.person = {.esi = "urn:x:Y"}, .enrolments = &enrolments[1], .count = 1}};
#define CARD(name, processor)                                                                                                              \
    "{\"cardNumber\":\"6a01dfc0-cb98-1035-a19b-001999859608\",\"cardStatusType\":{\"key\":\"EXPIRED\",\"label\":\"Expired\"},"             \
    "\"cardType\":{\"key\":\"SMART_CDZ\",\"label\":\"Smart card with the ESC data zone\"},\"displayName\":\"" name "\","                   \
    "\"issuedAt\":\"2026-11-22\",\"expiresAt\":\"2026-12-01\",\"hasOwnerAuthorization\":true,\"issuer\":" BARE ",\"processor\":" processor \
    ",\"person\":{\"identifier\":\"urn:x:Y\",\"fullName\":\"\",\"organisations\":[" BARE_ENROLMENT "]}}"
    arena_init(&arena, 4096);
    assert_json(&arena, &card_shape, card_view_make(&arena, &detail), CARD("", NOBODY));
    detail.card.display_name = "A. L.";
    detail.processor = &full;
    assert_json(&arena, &card_lite_shape, card_view_make(&arena, &detail), CARD("A. L.", FULL));
    arena_deinit(&arena);
}

static void test_a_status(void **state)
{
    (void)state;
    struct arena arena;
    const struct public_status status = {
        .issued_day = DAY_2026_11_22, .expires_day = DAY_2026_11_22, .issuer = &bare, .status = CARD_INACTIVE};
    const struct status_view view = status_view_of(&status, "number");
    arena_init(&arena, 4096);
    assert_json(&arena, &status_shape, &view,
        "{\"cardNumber\":\"number\",\"displayName\":null,\"issuedAt\":\"2026-11-22\",\"expiresAt\":\"2026-11-22\","
        "\"issuerIdentifier\":\"999999992\",\"issuerName\":\"Bare\",\"status\":\"INACTIVE\"}");
    arena_deinit(&arena);
}

#define CARD_REQUEST                                                                                                   \
    "\"cardNumber\":\" X \",\"cardStatusType\":\"active\",\"cardType\":\"PASSIVE\",\"displayName\":null,\"issuedAt\":" \
    "\"2026-11-22T10:00:00+01:00\",\"expiresAt\":\"2026-12-01\",\"personIdentifier\":\"urn:x:Y\""

static void test_a_request_for_a_card(void **state)
{
    (void)state;
    struct arena arena;
    struct card_input input = {.issued_day = DAY_NONE, .expires_day = DAY_NONE};
    struct err e = {0};
    arena_init(&arena, 4096);
    assert_int_equal(
        wire_read(&arena, STR("{" CARD_REQUEST ",\"issuerIdentifier\":999999991,\"unknown\":[1]}"), &card_update_shape, &input, &e), RC_OK);
    assert_string_equal(input.number, " X ");
    assert_string_equal(input.status, "active");
    assert_string_equal(input.type, "PASSIVE");
    assert_null(input.display_name);
    assert_int_equal(input.issued_day, DAY_2026_11_22);
    assert_int_equal(input.expires_day, DAY_2026_11_22 + 9);
    assert_string_equal(input.issuer, "999999991");
    assert_string_equal(input.person, "urn:x:Y");
    assert_null(input.processor);
    arena_deinit(&arena);
}

static void test_a_request_for_a_person(void **state)
{
    (void)state;
    struct arena arena;
    struct person_update_view view = {0};
    struct err e = {0};
    static const char json[] = "{\"identifier\":\"urn:x:Y\",\"fullName\":\"Old\",\"personOrganisationUpdateViews\":["
                               "{\"organisationIdentifier\":\"1\",\"phone\":\"1\",\"fax\":\"2\"},"
                               "{\"organisationIdentifier\":2,\"fullName\":\"N\",\"email\":\"E\",\"academicLevel\":\"L\"}]}";
    arena_init(&arena, 4096);
    assert_int_equal(wire_read(&arena, STR(json), &person_update_shape, &view, &e), RC_OK);
    assert_string_equal(view.identifier, "urn:x:Y");
    assert_string_equal(view.full_name, "Old");
    assert_null(view.identifier_code);
    assert_int_equal(view.enrolments.count, 2);
    const struct enrolment_input *const second = view.enrolments.items[1];
    assert_string_equal(second->organisation, "2");
    assert_string_equal(second->full_name, "N");
    assert_string_equal(second->email, "E");
    assert_string_equal(second->academic_level, "L");
    arena_deinit(&arena);
}

static void test_what_requests_must_have(void **state)
{
    (void)state;
    static const struct {
        const char *name, *json;
        bool is_card;
        const char *field;
    } cases[] = {
        {"a card of nothing", "{}", true, "cardStatusType"},
        {"a card without issuer", "{" CARD_REQUEST "}", true, "issuerIdentifier"},
        {"a card without days", "{\"cardStatusType\":\"A\",\"cardType\":\"B\",\"expiresAt\":\"2026-11-22\"}", true, "issuedAt"},
        {"no real day", "{\"cardStatusType\":\"A\",\"cardType\":\"B\",\"issuedAt\":\"2026-02-30\"}", true, "issuedAt"},
        {"a person without identifier", "{\"personOrganisationUpdateViews\":[{\"organisationIdentifier\":\"1\"}]}", false, "identifier"},
        {"a person nowhere", "{\"identifier\":\"x\"}", false, "personOrganisationUpdateViews"},
        {"a person at none", "{\"identifier\":\"x\",\"personOrganisationUpdateViews\":[]}", false, "personOrganisationUpdateViews"},
        {"a person at a nameless one", "{\"identifier\":\"x\",\"personOrganisationUpdateViews\":[{}]}", false,
            "personOrganisationUpdateViews[0].organisationIdentifier"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena;
        struct card_input card = {.issued_day = DAY_NONE, .expires_day = DAY_NONE};
        struct person_update_view person = {0};
        struct err e = {0};
        arena_init(&arena, 1024);
        const struct wire_shape *const shape = cases[i].is_card ? &card_update_shape : &person_update_shape;
        void *const target = cases[i].is_card ? (void *)&card : (void *)&person;
        if (wire_read(&arena, str_of(cases[i].json), shape, target, &e) != RC_INVALID || strcmp(e.field, cases[i].field) != 0) {
            fail_msg("%s: field %s, %s", cases[i].name, e.field, e.msg);
        }
        arena_deinit(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_person),
        cmocka_unit_test(test_a_card),
        cmocka_unit_test(test_a_status),
        cmocka_unit_test(test_a_request_for_a_card),
        cmocka_unit_test(test_a_request_for_a_person),
        cmocka_unit_test(test_what_requests_must_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
