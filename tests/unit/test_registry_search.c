/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/search.h"

#include "base/day.h"
#include "core/organisation.h"
#include "esc/escn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PERSON_FIELDS "fullName, identifier"
#define PERSON_TERMS PERSON_FIELDS ", identifierCode, person.fullName, person.identifier, person.identifierCode"
#define CARD_FIELDS                                                                                                     \
    "cardNumber, issuedAt, expiresAt, displayName, issuer, issuer.name, issuer.identifier, person, person.identifier, " \
    "person.fullName"
#define CARD_TERMS CARD_FIELDS ", person.identifierCode"

static const struct {
    const char *name;
    enum list_kind list;
    const char *text;
    enum list_field field;
    const char *msg; /* NULL: taken */
} sorts[] = {
    {"none", LIST_CARDS, "", FIELD_NEWEST, NULL},
    {"blanks", LIST_ENROLMENTS, " \t ", FIELD_NEWEST, NULL},
    {"a person's name", LIST_ENROLMENTS, "fullName", FIELD_PERSON_NAME, NULL},
    {"a person's identifier", LIST_ENROLMENTS, "identifier", FIELD_PERSON_IDENTIFIER, NULL},
    {"blanks around", LIST_ENROLMENTS, " fullName ", FIELD_PERSON_NAME, NULL},
    {"number", LIST_CARDS, "cardNumber", FIELD_CARD_NUMBER, NULL},
    {"day of issue", LIST_CARDS, "issuedAt", FIELD_CARD_ISSUED, NULL},
    {"day of expiry", LIST_CARDS, "expiresAt", FIELD_CARD_EXPIRES, NULL},
    {"display name", LIST_CARDS, "displayName", FIELD_CARD_DISPLAY_NAME, NULL},
    {"issuer", LIST_CARDS, "issuer", FIELD_ISSUER_NAME, NULL},
    {"issuer's name", LIST_CARDS, "issuer.name", FIELD_ISSUER_NAME, NULL},
    {"issuer's identifier", LIST_CARDS, "issuer.identifier", FIELD_ISSUER_IDENTIFIER, NULL},
    {"person", LIST_CARDS, "person", FIELD_PERSON_NAME, NULL},
    {"person's identifier", LIST_CARDS, "person.identifier", FIELD_PERSON_IDENTIFIER, NULL},
    {"person's name", LIST_CARDS, "person.fullName", FIELD_PERSON_NAME, NULL},
    {"another letter case", LIST_CARDS, "cardnumber", 0, "sort names the field \"cardnumber\"; one of " CARD_FIELDS " was expected"},
    {"a field of the other list", LIST_ENROLMENTS, "cardNumber", 0,
        "sort names the field \"cardNumber\"; one of " PERSON_FIELDS " was expected"},
    {"a field to search only", LIST_CARDS, "person.identifierCode", 0,
        "sort names the field \"person.identifierCode\"; one of " CARD_FIELDS " was expected"},
    {"two fields", LIST_ENROLMENTS, "fullName,identifier", 0,
        "sort names the field \"fullName,identifier\"; one of " PERSON_FIELDS " was expected"},
};

static void test_sort(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(sorts); i++) {
        struct err e = {0};
        enum list_field field = FIELD_NEWEST;
        const enum rc rc = sort_parse(sorts[i].list, str_of(sorts[i].text), &field, &e);
        if ((rc == RC_OK) != (sorts[i].msg == NULL) || (rc == RC_OK && field != sorts[i].field)) {
            fail_msg("%s: rc %d, field %d, %s", sorts[i].name, rc, field, e.msg);
        }
        if (rc != RC_OK) {
            assert_int_equal(rc, RC_INVALID);
            assert_string_equal(e.msg, sorts[i].msg);
            assert_string_equal(e.code, "ER-1020");
            assert_string_equal(e.field, "sort");
        }
    }
}

#define UNKNOWN_TERM(found, terms) "search names the field \"" found "\"; one of " terms " was expected"
#define NO_TERM(found) "the search term \"" found "\" is not of the form field:value"
#define NO_DAY(field, found) "the search looks for " field " \"" found "\"; a day such as 2026-11-22 was expected"
#define NUMBER "6a01dfc0-cb98-1035-a19b-001999859608"

static const struct {
    const char *name;
    enum list_kind list;
    const char *query;
    const char *text; /* the bare text, NULL for none */
    size_t count;
    struct {
        enum list_field field;
        const char *folded;
    } terms[3];
    const char *code, *msg; /* NULL: taken */
} searches[] = {
    {"nothing", LIST_CARDS, "", NULL, 0, {{0}}, NULL, NULL},
    {"blanks", LIST_CARDS, "  ", NULL, 0, {{0}}, NULL, NULL},
    {"a bare text", LIST_ENROLMENTS, "Lovelace", "lovelace", 0, {{0}}, NULL, NULL},
    {"accents and case are folded", LIST_ENROLMENTS, " \xc5\x81ukasz \xc3\x84ngstr\xc3\xb6m ", "lukasz angstrom", 0, {{0}}, NULL, NULL},
    {"an ESI is a bare text", LIST_CARDS, "urn:schac:personalUniqueCode:int:esi:fr:1", "urn:schac:personaluniquecode:int:esi:fr:1", 0,
        {{0}}, NULL, NULL},
    {"a time is a bare text", LIST_CARDS, "10:30", "10:30", 0, {{0}}, NULL, NULL},
    {"a colon in front", LIST_CARDS, ":x", ":x", 0, {{0}}, NULL, NULL},
    {"a name that no field can have", LIST_CARDS, "Caf\xc3\xa9: x", "cafe: x", 0, {{0}}, NULL, NULL},
    {"a joint without field is a bare text", LIST_CARDS, "a<+>b", "a<+>b", 0, {{0}}, NULL, NULL},
    {"a term", LIST_ENROLMENTS, "fullName:Lovelace", NULL, 1, {{FIELD_PERSON_NAME, "lovelace"}}, NULL, NULL},
    {"blanks around the value", LIST_ENROLMENTS, " fullName: Ada L ", NULL, 1, {{FIELD_PERSON_NAME, "ada l"}}, NULL, NULL},
    {"an empty value", LIST_ENROLMENTS, "fullName:", NULL, 1, {{FIELD_PERSON_NAME, ""}}, NULL, NULL},
    {"colons in the value", LIST_ENROLMENTS, "identifier:urn:x:Y", NULL, 1, {{FIELD_PERSON_IDENTIFIER, "urn:x:y"}}, NULL, NULL},
    {"two terms", LIST_CARDS, "person.identifierCode:ESI<+>person.identifier:URN:X", NULL, 2,
        {{FIELD_PERSON_IDENTIFIER_CODE, "esi"}, {FIELD_PERSON_IDENTIFIER, "urn:x"}}, NULL, NULL},
    {"a joint whose plus became a blank", LIST_CARDS, "person:a< >displayName:b", NULL, 2,
        {{FIELD_PERSON_NAME, "a"}, {FIELD_CARD_DISPLAY_NAME, "b"}}, NULL, NULL},
    {"blanks around a joint", LIST_CARDS, "person:a <+> issuer:b", NULL, 2, {{FIELD_PERSON_NAME, "a"}, {FIELD_ISSUER_NAME, "b"}}, NULL,
        NULL},
    {"a field twice", LIST_CARDS, "person:a<+>person:b<+>issuer.identifier:1", NULL, 3,
        {{FIELD_PERSON_NAME, "a"}, {FIELD_PERSON_NAME, "b"}, {FIELD_ISSUER_IDENTIFIER, "1"}}, NULL, NULL},
    {"something like a joint", LIST_CARDS, "person:a<->b", NULL, 1, {{FIELD_PERSON_NAME, "a<->b"}}, NULL, NULL},
    {"a card number", LIST_CARDS, "cardNumber:" NUMBER, NULL, 1, {{FIELD_CARD_NUMBER, NUMBER}}, NULL, NULL},
    {"a card number in upper case without dashes", LIST_CARDS, "cardNumber:6A01DFC0CB981035A19B001999859608", NULL, 1,
        {{FIELD_CARD_NUMBER, NUMBER}}, NULL, NULL},
    {"something else as card number", LIST_CARDS, "cardNumber:None", NULL, 1, {{FIELD_CARD_NUMBER, "none"}}, NULL, NULL},
    {"a day", LIST_CARDS, "issuedAt:2026-11-22", NULL, 1, {{FIELD_CARD_ISSUED, "2026-11-22"}}, NULL, NULL},
    {"a day of expiry as date-time", LIST_CARDS, "expiresAt:2026-11-22T10:00:00Z", NULL, 1, {{FIELD_CARD_EXPIRES, "2026-11-22t10:00:00z"}},
        NULL, NULL},
    {"an unknown field", LIST_CARDS, "colour:blue", NULL, 0, {{0}}, "ER-1020", UNKNOWN_TERM("colour", CARD_TERMS)},
    {"a name with a colon", LIST_ENROLMENTS, "Dr: Who", NULL, 0, {{0}}, "ER-1020", UNKNOWN_TERM("Dr", PERSON_TERMS)},
    {"a field of cards", LIST_ENROLMENTS, "cardNumber:1", NULL, 0, {{0}}, "ER-1020", UNKNOWN_TERM("cardNumber", PERSON_TERMS)},
    {"a field in another letter case", LIST_CARDS, "CARDNUMBER:1", NULL, 0, {{0}}, "ER-1020", UNKNOWN_TERM("CARDNUMBER", CARD_TERMS)},
    {"an unknown field later", LIST_CARDS, "person:a<+>colour:blue", NULL, 0, {{0}}, "ER-1020", UNKNOWN_TERM("colour", CARD_TERMS)},
    {"no field later", LIST_CARDS, "person:a<+>blue", NULL, 0, {{0}}, "ER-1021", NO_TERM("blue")},
    {"nothing after a joint", LIST_CARDS, "person:a<+>", NULL, 0, {{0}}, "ER-1021", NO_TERM("")},
    {"nothing between joints", LIST_CARDS, "person:a<+><+>person:b", NULL, 0, {{0}}, "ER-1021", NO_TERM("")},
    {"an ESI later", LIST_CARDS, "person:a<+>urn:x:y", NULL, 0, {{0}}, "ER-1021", NO_TERM("urn:x:y")},
    {"no day", LIST_CARDS, "issuedAt:yesterday", NULL, 0, {{0}}, "ER-1021", NO_DAY("issuedAt", "yesterday")},
    {"no real day", LIST_CARDS, "expiresAt:2026-02-30", NULL, 0, {{0}}, "ER-1021", NO_DAY("expiresAt", "2026-02-30")},
    {"an empty day", LIST_CARDS, "expiresAt:", NULL, 0, {{0}}, "ER-1021", NO_DAY("expiresAt", "")},
    {"eight terms", LIST_CARDS, "person:a<+>person:b<+>person:c<+>person:d<+>person:e<+>person:f<+>person:g<+>person:h", NULL, 8,
        {{FIELD_PERSON_NAME, "a"}, {FIELD_PERSON_NAME, "b"}, {FIELD_PERSON_NAME, "c"}}, NULL, NULL},
    {"nine terms", LIST_CARDS, "person:a<+>person:b<+>person:c<+>person:d<+>person:e<+>person:f<+>person:g<+>person:h<+>person:i", NULL, 0,
        {{0}}, "ER-1021", "the search has more than 8 terms"},
};

static void assert_found(size_t i, const struct search *search)
{
    assert_int_equal(search->text == NULL, searches[i].text == NULL);
    assert_string_equal(search->text == NULL ? "" : search->text, searches[i].text == NULL ? "" : searches[i].text);
    if (search->count != searches[i].count) {
        fail_msg("%s: %zu terms, expected %zu", searches[i].name, search->count, searches[i].count);
    }
    for (size_t at = 0; at < search->count && at < COUNT_OF(searches[i].terms); at++) {
        assert_int_equal(search->terms[at].field, searches[i].terms[at].field);
        assert_string_equal(search->terms[at].folded, searches[i].terms[at].folded);
    }
}

static void test_grammar(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024);
    for (size_t i = 0; i < COUNT_OF(searches); i++) {
        struct err e = {0};
        struct search search;
        const enum rc rc = search_parse(&arena, searches[i].list, str_of(searches[i].query), &search, &e);
        if ((rc == RC_OK) != (searches[i].msg == NULL)) {
            fail_msg("%s: rc %d, %s", searches[i].name, rc, e.msg);
        }
        if (rc == RC_OK) {
            assert_found(i, &search);
            continue;
        }
        assert_int_equal(rc, RC_INVALID);
        assert_string_equal(e.msg, searches[i].msg);
        assert_string_equal(e.code, searches[i].code);
        assert_string_equal(e.field, "search");
    }
    arena_deinit(&arena);
}

static const unsigned char number[ESCN_BYTES] = {
    0x6a, 0x01, 0xdf, 0xc0, 0xcb, 0x98, 0x10, 0x35, 0xa1, 0x9b, 0x00, 0x19, 0x99, 0x85, 0x96, 0x08};

/* A card as a scan gives it, with the name `display_name` or none. */
static struct list_row card_row(const char *display_name)
{
    return (struct list_row){
        .id = 1,
        .entity_id = 1,
        .escn = {(const char *)number, sizeof number},
        .display_name = {display_name, display_name == NULL ? 0 : strlen(display_name)},
        .issued_day = 20000,
        .expires_day = 21000,
        .esi_key = STR("urn:schac:personaluniquecode:int:esi:fr:ab1"),
        .name_key = STR("ada lovelace"),
        .email = STR("Ada.L@Example.org"),
    };
}

static const struct {
    const char *name;
    enum list_kind list;
    const char *query, *display_name;
    bool fits;
} fits[] = {
    {"no search", LIST_CARDS, "", NULL, true},
    {"a part of the name", LIST_CARDS, "Lovel", NULL, true},
    {"a part with accents", LIST_CARDS, "l\xc3\xb3v\xc3\xa9l", NULL, true},
    {"the name's words the other way round", LIST_CARDS, "lovelace ada", NULL, false},
    {"a part of the ESI", LIST_CARDS, "AB1", NULL, true},
    {"a whole ESI", LIST_CARDS, "urn:schac:personalUniqueCode:int:esi:fr:AB1", NULL, true},
    {"a part of the e-mail", LIST_CARDS, "ada.l@EXAMPLE", NULL, true},
    {"a part of the number", LIST_CARDS, "CB98-1035", NULL, true},
    {"a part of the display name", LIST_CARDS, "grafin",
        "Gr\xc3\xa4"
        "fin Ada",
        true},
    {"something else", LIST_CARDS, "babbage",
        "Gr\xc3\xa4"
        "fin Ada",
        false},
    {"the name term", LIST_ENROLMENTS, "fullName:LOVE", NULL, true},
    {"another name", LIST_ENROLMENTS, "fullName:hate", NULL, false},
    {"the whole identifier", LIST_ENROLMENTS, "identifier:URN:schac:personalUniqueCode:int:esi:fr:ab1", NULL, true},
    {"a part of the identifier is not enough", LIST_ENROLMENTS, "identifier:urn:schac:personalUniqueCode:int:esi:fr:ab", NULL, false},
    {"the identifier's code", LIST_ENROLMENTS, "identifierCode:esi", NULL, true},
    {"another code", LIST_ENROLMENTS, "person.identifierCode:PIC", NULL, false},
    {"the number", LIST_CARDS, "cardNumber:6A01DFC0-CB98-1035-A19B-001999859608", NULL, true},
    {"the number without dashes", LIST_CARDS, "cardNumber:6a01dfc0cb981035a19b001999859608", NULL, true},
    {"another number", LIST_CARDS, "cardNumber:7a01dfc0-cb98-1035-a19b-001999859608", NULL, false},
    {"a part of the number as a term", LIST_CARDS, "cardNumber:6a01dfc0", NULL, false},
    {"the display name that was given", LIST_CARDS, "displayName:gr\xc3\xa4",
        "Gr\xc3\xa4"
        "fin Ada",
        true},
    {"the person's name behind another display name", LIST_CARDS, "displayName:lovelace",
        "Gr\xc3\xa4"
        "fin Ada",
        false},
    {"the person's name where no display name was given", LIST_CARDS, "displayName:lovelace", NULL, true},
    {"the day of issue", LIST_CARDS, "issuedAt:2024-10-04", NULL, true},
    {"the day before", LIST_CARDS, "issuedAt:2024-10-03", NULL, false},
    {"the day of expiry", LIST_CARDS, "expiresAt:2027-07-01", NULL, true},
    {"the day of issue is none of expiry", LIST_CARDS, "expiresAt:2024-10-04", NULL, false},
    {"all terms", LIST_CARDS, "person:ada<+>issuedAt:2024-10-04", NULL, true},
    {"all terms but one", LIST_CARDS, "person:ada<+>issuedAt:2024-10-05", NULL, false},
    {"issuer terms are looked at elsewhere", LIST_CARDS, "issuer:nobody<+>issuer.identifier:1", NULL, true},
    {"an empty term fits all", LIST_CARDS, "person:", NULL, true},
};

static void test_fitting(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024);
    for (size_t i = 0; i < COUNT_OF(fits); i++) {
        struct err e = {0};
        struct search search;
        bool ok = true;
        const struct list_row row = card_row(fits[i].display_name);
        assert_int_equal(search_parse(&arena, fits[i].list, str_of(fits[i].query), &search, &e), RC_OK);
        if (search_fits(&search, &row, &arena, &ok) != fits[i].fits || !ok) {
            fail_msg("%s: %s expected", fits[i].name, fits[i].fits ? "fitting" : "not fitting");
        }
    }
    arena_deinit(&arena);
}

static void test_fitting_what_has_little(void **state)
{
    (void)state;
    static const char *const queries[] = {"ada", "cardNumber:6a01dfc0-cb98-1035-a19b-001999859608", "displayName:a", "issuedAt:2026-11-22"};
    const struct list_row row = {.issued_day = DAY_NONE, .expires_day = DAY_NONE};
    struct arena arena;
    arena_init(&arena, 1024);
    for (size_t i = 0; i < COUNT_OF(queries); i++) {
        struct err e = {0};
        struct search search;
        bool ok = true;
        assert_int_equal(search_parse(&arena, LIST_CARDS, str_of(queries[i]), &search, &e), RC_OK);
        assert_false(search_fits(&search, &row, &arena, &ok));
        assert_true(ok);
    }
    arena_deinit(&arena);
}

static void test_fitting_an_issuer(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        bool fits;
    } cases[] = {
        {"", true},
        {"ada", true},
        {"issuer:universite", true},
        {"issuer.name:UNIVERSIT\xc3\x89 DE", true},
        {"issuer:hochschule", false},
        {"issuer.identifier:999999991", true},
        {"issuer.identifier:99999999", false},
        {"issuer:valentin<+>issuer.identifier:999999991", true},
        {"issuer:valentin<+>issuer.identifier:999999992", false},
        {"person:nobody", true},
    };
    const struct organisation issuer = {.identifier = "999999991", .name = "Universit\xc3\xa9 de Saint-Valentin"};
    struct arena arena;
    arena_init(&arena, 1024);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {0};
        struct search search;
        bool ok = true;
        assert_int_equal(search_parse(&arena, LIST_CARDS, str_of(cases[i].query), &search, &e), RC_OK);
        if (search_fits_issuer(&search, &issuer, &arena, &ok) != cases[i].fits || !ok) {
            fail_msg("%s: %s expected", cases[i].query, cases[i].fits ? "fitting" : "not fitting");
        }
    }
    arena_deinit(&arena);
}

static void test_what_needs_the_person_of_a_card(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        bool needs;
    } cases[] = {
        {"", false},
        {"ada", true},
        {"person:ada", true},
        {"displayName:ada", true},
        {"person.identifier:x", true},
        {"person.identifierCode:ESI", false},
        {"issuedAt:2026-11-22", false},
        {"cardNumber:1<+>issuer:x", false},
        {"cardNumber:1<+>person:x", true},
    };
    struct arena arena;
    arena_init(&arena, 1024);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {0};
        struct search search;
        assert_int_equal(search_parse(&arena, LIST_CARDS, str_of(cases[i].query), &search, &e), RC_OK);
        assert_int_equal(search_needs_person(&search), cases[i].needs);
    }
    arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sort),
        cmocka_unit_test(test_grammar),
        cmocka_unit_test(test_fitting),
        cmocka_unit_test(test_fitting_what_has_little),
        cmocka_unit_test(test_fitting_an_issuer),
        cmocka_unit_test(test_what_needs_the_person_of_a_card),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
