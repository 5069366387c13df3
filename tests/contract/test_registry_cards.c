/* SPDX-License-Identifier: EUPL-1.2 */
/* Issuing cards, changing, deleting and issuing them again. */
#include "registries.h"

#include "base/day.h"
#include "registry/holders.h"
#include "registry/public.h"

#define ADA ESI("ada")
#define BOB ESI("bob")
#define NUMBER "6a01dfc0-cb98-1035-a19b-001" FIRST
#define NUMBER_SHOUTED "6A01DFC0CB981035A19B001" FIRST
#define OTHER_NUMBER "7a01dfc0-cb98-1035-a19b-001" FIRST

static void begin(struct office *office, void **state)
{
    office_open(office, *state);
    office_add_person(office, FIRST, ADA, "Ada Lovelace");
    office_add_person(office, FIRST, BOB, "Bob");
    office_add_person(office, SECOND, ADA, "Augusta");
}

/* Ada's card at the first issuer. */
static struct card_input plain(void)
{
    return card_input_of(FIRST, ADA);
}

static struct card_input numbered(const char *number)
{
    struct card_input input = plain();
    input.number = number;
    return input;
}

static const char *text_of(const struct escn *escn, char out[ESCN_TEXT_SIZE])
{
    escn_format(escn, out);
    return out;
}

static void test_a_card_is_issued(void **state)
{
    AUTO(office_close) struct office office;
    struct card_input input = numbered(" " NUMBER_SHOUTED " ");
    struct card_detail made;
    struct card_detail out;
    char text[ESCN_TEXT_SIZE];
    begin(&office, state);
    input.display_name = "  A. Lovelace ";
    input.type = "smart_passive";
    input.status = "Inactive";
    MUST(office_issue(&office, FIRST, &input, &made, &e));
    MUST(office_get_card(&office, FIRST, NUMBER_SHOUTED, &out, &e));
    assert_string_equal(text_of(&out.card.escn, text), NUMBER);
    assert_int_equal(out.card.id, made.card.id);
    assert_int_equal(out.card.type, CARD_SMART_PASSIVE);
    assert_int_equal(out.card.status, CARD_INACTIVE);
    assert_int_equal(out.shown, CARD_INACTIVE);
    assert_int_equal(out.card.issued_day, TODAY);
    assert_int_equal(out.card.expires_day, TODAY + 365);
    assert_string_equal(detail_card_name(&out), "A. Lovelace");
    assert_string_equal(out.issuer->identifier, FIRST);
    assert_null(out.processor);
    assert_string_equal(out.person.person.esi, ADA);
    assert_int_equal(out.person.count, 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 10 AND object_id = 1 AND detail IS NULL"), 1);
    office_assert_sound(&office);
}

static void test_without_a_name_the_persons_at_the_issuer_is_shown(void **state)
{
    AUTO(office_close) struct office office;
    struct card_input input = card_input_of(SECOND, ADA);
    struct card_detail out;
    begin(&office, state);
    input.display_name = "   ";
    MUST(office_issue(&office, SECOND, &input, &out, &e));
    assert_null(out.card.display_name);
    assert_string_equal(detail_card_name(&out), "Augusta");
    MUST(office_issue(&office, NULL, &input, &out, &e));
    assert_string_equal(detail_card_name(&out), "Augusta");
    assert_int_equal(out.person.count, 2);
}

static void test_a_blank_number_is_made_by_the_router(void **state)
{
    AUTO(office_close) struct office office;
    static const char *const blanks[] = {NULL, "", " \t"};
    struct card_detail out;
    struct escn_parts parts;
    struct escn last = {{0}};
    begin(&office, state);
    for (size_t i = 0; i < COUNT_OF(blanks); i++) {
        const struct card_input input = numbered(blanks[i]);
        MUST(office_issue(&office, FIRST, &input, &out, &e));
        escn_inspect(&out.card.escn, &parts);
        assert_string_equal(parts.pic, FIRST);
        assert_int_equal(parts.prefix, 1);
        assert_int_equal(parts.esc_ms, NOW / 1000);
        assert_int_equal(parts.esc_extra_ticks, i);
        assert_false(escn_equal(&out.card.escn, &last));
        last = out.card.escn;
    }
}

/* A card with what a test says of it; the rest is right. */
static struct card_input completed(const struct card_input *said)
{
    struct card_input input = *said;
    input.status = said->status == NULL ? "ACTIVE" : said->status;
    input.type = said->type == NULL ? "PASSIVE" : said->type;
    input.issued_day = TODAY;
    input.expires_day = said->expires_day == 0 ? TODAY : said->expires_day;
    input.issuer = said->issuer == NULL ? FIRST : said->issuer;
    input.person = said->person == NULL ? ADA : said->person;
    return input;
}

/* What is wrong in a card, and how it is said. */
struct refusal {
    const char *name, *actor;
    struct card_input input;
    enum rc rc;
    const char *code, *field, *msg;
};

#define ANOTHER_PIC "6a01dfc0-cb98-1035-a19b-001999999992"

static const struct refusal refusals[] = {
    {"an unknown issuer", FIRST, {.issuer = "123456789"}, RC_INVALID, "ER-0004", "issuerIdentifier",
        "there is no organisation 123456789 in this router"},
    {"another issuer", FIRST, {.issuer = SECOND}, RC_DENIED, "SE-0000", "", "access denied"},
    {"a processor without mandate", WITHOUT_MANDATE, {0}, RC_DENIED, "SE-0000", "", "access denied"},
    {"a processor after its mandate", ENDED_YESTERDAY, {0}, RC_DENIED, "SE-0000", "", "access denied"},
    {"a processor before its mandate", BEGINS_TOMORROW, {0}, RC_DENIED, "SE-0000", "", "access denied"},
    {"a suspended processor", SUSPENDED_PROCESSOR, {0}, RC_DENIED, "ER-2002", "", "organisation " SUSPENDED_PROCESSOR " is suspended"},
    {"a processor that has not accepted", UNACCEPTED_PROCESSOR, {0}, RC_DENIED, "ER-2003", "", "has not accepted"},
    {"a suspended issuer", SUSPENDED, {.issuer = SUSPENDED}, RC_DENIED, "ER-2002", "", "is suspended"},
    {"an issuer that has not accepted", UNACCEPTED, {.issuer = UNACCEPTED}, RC_DENIED, "ER-2003", "", "has not accepted"},
    {"a processor as issuer", PROCESSOR, {.issuer = PROCESSOR}, RC_INVALID, "ER-0004", "issuerIdentifier",
        "organisation " PROCESSOR " is a processor: cards are issued by institutions and public authorities"},
    {"an unknown type", FIRST, {.type = "GOLDEN"}, RC_INVALID, "ER-1012", "cardType", "cardType is \"GOLDEN\""},
    {"expired as status", FIRST, {.status = "EXPIRED"}, RC_INVALID, "ER-1012", "cardStatusType", "ACTIVE or INACTIVE was expected"},
    {"an expiry before the issue", FIRST, {.expires_day = TODAY - 1}, RC_INVALID, "ER-1014", "expiresAt", "before issuedAt"},
    {"an unknown processor", FIRST, {.processor = "B00000000"}, RC_INVALID, "ER-0006", "processorIdentifier",
        "processorIdentifier is B00000000, which is no processor mandated by the issuer " FIRST},
    {"a processor with no mandate now", FIRST, {.processor = ENDED_YESTERDAY}, RC_INVALID, "ER-0006", "processorIdentifier",
        "no processor mandated by the issuer"},
    {"an institution as processor", FIRST, {.processor = SECOND}, RC_INVALID, "ER-0006", "processorIdentifier", SECOND},
    {"no number", FIRST, {.number = "one"}, RC_INVALID, "ER-1001", "cardNumber", "has 3 characters"},
    {"a number of another issuer", FIRST, {.number = ANOTHER_PIC}, RC_INVALID, "ER-1001", "cardNumber", SECOND},
    {"a number of version 4", FIRST, {.number = "6a01dfc0-cb98-4035-a19b-001" FIRST}, RC_INVALID, "ER-1001", "cardNumber", "version"},
    {"no person", FIRST, {.person = ""}, RC_INVALID, "ER-1002", "personIdentifier", "doesn't begin as one"},
    {"an unknown person", FIRST, {.person = ESI("nobody")}, RC_INVALID, "ER-0007", "personIdentifier",
        "who is not enrolled at the issuer " FIRST "; register the person there first"},
    {"a person enrolled elsewhere", SECOND, {.issuer = SECOND, .person = BOB}, RC_INVALID, "ER-0007", "personIdentifier",
        "not enrolled at the issuer " SECOND},
};

static void test_refusals_leave_nothing(void **state)
{
    AUTO(office_close) struct office office;
    struct card_detail out;
    begin(&office, state);
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        const struct card_input input = completed(&refusals[i].input);
        struct err e = {0};
        if (office_issue(&office, refusals[i].actor, &input, &out, &e) != refusals[i].rc || strstr(e.msg, refusals[i].msg) == NULL) {
            fail_msg("%s: %s, %s", refusals[i].name, rc_name(e.rc), e.msg);
        }
        if (strcmp(e.code, refusals[i].code) != 0 || strcmp(e.field, refusals[i].field) != 0) {
            fail_msg("%s: code %s, field %s", refusals[i].name, e.code, e.field);
        }
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM counter"), 0);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action >= 10 AND action < 20"), 0);
    office_assert_sound(&office);
}

static void test_any_number_is_admitted_when_told(void **state)
{
    AUTO(office_close) struct office office;
    AUTO(office_close) struct office lenient;
    const struct registry_settings settings = {.any_number = true};
    static const char *const numbers[] = {ANOTHER_PIC, "01234567-89ab-4cde-8f01-23456789abcd", "ffffffff-ffff-ffff-ffff-ffffffffffff"};
    struct card_detail out;
    begin(&office, state);
    office_open_again(&lenient, *state, &settings);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        const struct card_input input = numbered(numbers[i]);
        MUST(office_issue(&lenient, FIRST, &input, &out, &e));
        MUST(office_get_card(&lenient, FIRST, numbers[i], &out, &e));
    }
    const struct card_input none = numbered("one");
    REFUSED(office_issue(&lenient, FIRST, &none, &out, &e), RC_INVALID, "ER-1001", "cardNumber", "has 3 characters");
}

static void test_processors(void **state)
{
    static const struct {
        const char *name, *actor, *named, *expected;
    } cases[] = {
        {"nobody", FIRST, NULL, NULL},
        {"a blank is nobody", FIRST, " ", NULL},
        {"one that the issuer names", FIRST, PROCESSOR, PROCESSOR},
        {"in another letter case", FIRST, "b99999999", PROCESSOR},
        {"the processor that asks", PROCESSOR, NULL, PROCESSOR},
        {"the processor that asks, named", PROCESSOR, PROCESSOR, PROCESSOR},
        {"the processor that asks, naming another", PROCESSOR, ENDS_TODAY, PROCESSOR},
        {"the operator names none", NULL, NULL, NULL},
        {"the operator names one", NULL, ENDS_TODAY, ENDS_TODAY},
    };
    AUTO(office_close) struct office office;
    begin(&office, state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct card_input input = plain();
        struct card_detail out;
        input.processor = cases[i].named;
        MUST(office_issue(&office, cases[i].actor, &input, &out, &e));
        if (strcmp(out.processor == NULL ? "" : out.processor->identifier, cases[i].expected == NULL ? "" : cases[i].expected) != 0) {
            fail_msg("%s: %s", cases[i].name, out.processor == NULL ? "none" : out.processor->identifier);
        }
    }
}

static void test_a_number_is_never_given_twice(void **state)
{
    AUTO(office_close) struct office office;
    struct card_input input = numbered(NUMBER);
    struct card_detail out;
    begin(&office, state);
    MUST(office_issue(&office, FIRST, &input, &out, &e));
    input.number = NUMBER_SHOUTED;
    REFUSED(office_issue(&office, FIRST, &input, &out, &e), RC_CONFLICT, "ER-0002", "cardNumber",
        "a card with the number " NUMBER " exists already; change it with PUT");
    input.person = BOB;
    REFUSED(office_issue(&office, FIRST, &input, &out, &e), RC_CONFLICT, "ER-0002", "cardNumber", "exists already");
    MUST(office_delete_card(&office, FIRST, NUMBER, &e));
    REFUSED(office_issue(&office, FIRST, &input, &out, &e), RC_CONFLICT, "ER-0002", "cardNumber",
        "the number " NUMBER " was used for a card of another person or issuer, and a number is never given twice; take a new one");
    input.person = ADA;
    MUST(office_issue(&office, FIRST, &input, &out, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM card"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 11 AND object_id = 1"), 1);
    office_assert_sound(&office);
}

static void test_a_number_of_somebody_erased_is_gone(void **state)
{
    AUTO(office_close) struct office office;
    struct card_input input = numbered(NUMBER);
    struct card_detail out;
    begin(&office, state);
    input.person = BOB;
    MUST(office_issue(&office, FIRST, &input, &out, &e));
    MUST(office_delete_person(&office, FIRST, BOB, &e));
    office_add_person(&office, FIRST, BOB, "Bob again");
    REFUSED(office_issue(&office, FIRST, &input, &out, &e), RC_CONFLICT, "ER-0002", "cardNumber", "was used for a card of another person");
    input.person = ADA;
    REFUSED(office_issue(&office, FIRST, &input, &out, &e), RC_CONFLICT, "ER-0002", "cardNumber", "was used for a card of another person");
    office_assert_sound(&office);
}

static void test_issuing_again_begins_anew(void **state)
{
    AUTO(office_close) struct office office;
    struct card_input input = numbered(NUMBER);
    struct card_detail first;
    struct card_detail again;
    begin(&office, state);
    input.display_name = "Old name";
    MUST(office_issue(&office, PROCESSOR, &input, &first, &e));
    MUST(office_delete_card(&office, PROCESSOR, NUMBER, &e));
    (void)office_add_card(&office, FIRST, ADA);
    input.display_name = NULL;
    input.type = "PASSIVE";
    input.issued_day = TODAY - 5;
    MUST(office_issue(&office, FIRST, &input, &again, &e));
    assert_int_equal(again.card.id, first.card.id);
    assert_int_equal(again.card.type, CARD_PASSIVE);
    assert_int_equal(again.card.issued_day, TODAY - 5);
    assert_int_equal(again.card.processor_id, 0);
    assert_int_equal(again.card.deleted_at_us, 0);
    assert_true(again.card.seq > first.card.seq + 1);
    assert_string_equal(detail_card_name(&again), "Ada Lovelace");
    office_assert_sound(&office);
}

static void test_an_update_changes_values(void **state)
{
    AUTO(office_close) struct office office;
    struct card_input input = numbered(NUMBER);
    struct card_detail out;
    begin(&office, state);
    MUST(office_issue(&office, FIRST, &input, &out, &e));
    input = (struct card_input){.number = " ",
        .status = "INACTIVE",
        .type = "UNKNOWN",
        .display_name = "New",
        .issued_day = TODAY - 400,
        .expires_day = TODAY - 1,
        .issuer = FIRST,
        .person = ESI("ADA"),
        .processor = ENDS_TODAY};
    MUST(office_update_card(&office, FIRST, NUMBER_SHOUTED, &input, &out, &e));
    assert_int_equal(out.card.version, 2);
    MUST(office_get_card(&office, FIRST, NUMBER, &out, &e));
    assert_int_equal(out.card.status, CARD_INACTIVE);
    assert_int_equal(out.shown, CARD_EXPIRED);
    assert_int_equal(out.card.type, CARD_TYPE_UNKNOWN);
    assert_string_equal(out.card.display_name, "New");
    assert_string_equal(out.processor->identifier, ENDS_TODAY);
    assert_int_equal(office_number(*state,
                         "SELECT COUNT(*) FROM audit WHERE action = 12 AND detail = 'status ACTIVE > INACTIVE, type SMART_CDZ > UNKNOWN, "
                         "issued 2026-11-22 > 2025-10-18, expires 2027-11-22 > 2026-11-21, displayName'"),
        1);
    office_assert_sound(&office);
    /* An expired card comes back with a status and a new expiry. */
    input.status = "ACTIVE";
    input.expires_day = TODAY;
    MUST(office_update_card(&office, FIRST, NUMBER, &input, &out, &e));
    assert_int_equal(out.shown, CARD_ACTIVE);
    office_assert_sound(&office);
}

static void test_number_issuer_and_holder_stay(void **state)
{
    static const struct {
        const char *name, *actor;
        struct card_input input;
        enum rc rc;
        const char *code, *field, *msg;
    } cases[] = {
        {"another number", FIRST, {.number = OTHER_NUMBER}, RC_INVALID, "ER-1017", "cardNumber",
            "cardNumber is " OTHER_NUMBER ", but the path names the card " NUMBER},
        {"no number", FIRST, {.number = "one"}, RC_INVALID, "ER-1001", "cardNumber", "has 3 characters"},
        {"another issuer, as the operator", NULL, {.issuer = SECOND}, RC_INVALID, "ER-1017", "issuerIdentifier",
            "issuerIdentifier is " SECOND ", which has not issued this card"},
        {"another issuer", FIRST, {.issuer = SECOND}, RC_DENIED, "SE-0000", "", "access denied"},
        {"another holder", FIRST, {.person = BOB}, RC_INVALID, "ER-1017", "personIdentifier", "names another person than the holder"},
        {"an unknown holder", FIRST, {.person = ESI("nobody")}, RC_INVALID, "ER-0007", "personIdentifier", "not enrolled"},
        {"another's card", SECOND, {.issuer = SECOND}, RC_DENIED, "SE-0000", "", "the card was issued by another organisation"},
        {"a bad type", FIRST, {.type = ""}, RC_INVALID, "ER-1012", "cardType", "cardType is \"\""},
    };
    AUTO(office_close) struct office office;
    const struct card_input input = numbered(NUMBER);
    struct card_detail out;
    begin(&office, state);
    MUST(office_issue(&office, FIRST, &input, &out, &e));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct card_input change = completed(&cases[i].input);
        struct err e = {0};
        if (office_update_card(&office, cases[i].actor, NUMBER, &change, &out, &e) != cases[i].rc || strstr(e.msg, cases[i].msg) == NULL ||
            strcmp(e.code, cases[i].code) != 0 || strcmp(e.field, cases[i].field) != 0) {
            fail_msg("%s: %s %s %s, %s", cases[i].name, rc_name(e.rc), e.code, e.field, e.msg);
        }
    }
    MUST(office_get_card(&office, FIRST, NUMBER, &out, &e));
    assert_int_equal(out.card.version, 1);
    assert_int_equal(out.card.type, CARD_SMART_CDZ);
}

static void test_a_deleted_card_is_no_card(void **state)
{
    AUTO(office_close) struct office office;
    const struct card_input input = numbered(NUMBER);
    struct card_detail out;
    struct public_status status;
    struct public_verification verification;
    begin(&office, state);
    MUST(office_issue(&office, FIRST, &input, &out, &e));
    MUST(office_delete_card(&office, FIRST, NUMBER_SHOUTED, &e));
    REFUSED(office_get_card(&office, FIRST, NUMBER, &out, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", NUMBER);
    REFUSED(office_delete_card(&office, FIRST, NUMBER, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", NUMBER);
    REFUSED(office_update_card(&office, FIRST, NUMBER, &input, &out, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", NUMBER);
    struct session *const session = office_act(&office, office.reader, NULL);
    REFUSED(registry_card_status(session, STR(NUMBER), &status, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", NUMBER);
    REFUSED(registry_verify_card(session, STR(NUMBER), &verification, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", NUMBER);
    assert_int_equal(
        office_number(*state, "SELECT COUNT(*) FROM card WHERE deleted_at_us = 1795338840000000 AND person_id IS NOT NULL"), 1);
    office_assert_sound(&office);
}

static void test_the_acts_of_a_card_are_not_lost_among_those_of_others_with_its_number(void **state)
{
    AUTO(office_close) struct office office;
    const struct card_input input = numbered(NUMBER);
    struct card_detail out;
    struct acts acts;
    begin(&office, state);
    MUST(office_issue(&office, FIRST, &input, &out, &e));
    office_script(*state,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) "
        "INSERT INTO audit (at_us, organisation_id, action, object_id) SELECT 1, 1, 2, card.id FROM n, card; "
        "INSERT INTO audit (at_us, organisation_id, action, object_id) SELECT 1, 2, 12, id FROM card");
    struct session *const session = office_act(&office, office.reader, NULL);
    MUST(registry_list_card_acts(session, &out.card, 10, &acts, &e));
    assert_int_equal(acts.count, 1);
    assert_int_equal(acts.items[0].action, AUDIT_CARD_ISSUE);
    const struct session_user nobody = {.account_id = 1};
    session->user = &nobody;
    REFUSED(registry_list_card_acts(session, &out.card, 10, &acts, &e), RC_DENIED, "ER-2215", "", "you may not read the log of acts here");
    session->user = NULL;
    struct session *const other = office_act(&office, office.reader, SECOND);
    REFUSED(registry_list_card_acts(other, &out.card, 10, &acts, &e), RC_DENIED, "SE-0000", "", "access denied");
}

static void test_a_number_that_nobody_has(void **state)
{
    AUTO(office_close) struct office office;
    const struct card_input input = plain();
    struct card_detail out;
    begin(&office, state);
    REFUSED(office_get_card(&office, FIRST, NUMBER, &out, &e), RC_NOT_FOUND, "ER-0001", "cardNumber",
        "there is no card with the number " NUMBER);
    REFUSED(office_get_card(&office, FIRST, "one", &out, &e), RC_INVALID, "ER-1001", "cardNumber", "has 3 characters");
    REFUSED(office_update_card(&office, FIRST, NUMBER, &input, &out, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", NUMBER);
    REFUSED(office_delete_card(&office, FIRST, NUMBER, &e), RC_NOT_FOUND, "ER-0001", "cardNumber", NUMBER);
    REFUSED(office_delete_card(&office, FIRST, "one", &e), RC_INVALID, "ER-1001", "cardNumber", "has 3 characters");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_card_is_issued),
        CONTRACT_TEST(test_without_a_name_the_persons_at_the_issuer_is_shown),
        CONTRACT_TEST(test_a_blank_number_is_made_by_the_router),
        CONTRACT_TEST(test_refusals_leave_nothing),
        CONTRACT_TEST(test_any_number_is_admitted_when_told),
        CONTRACT_TEST(test_processors),
        CONTRACT_TEST(test_a_number_is_never_given_twice),
        CONTRACT_TEST(test_a_number_of_somebody_erased_is_gone),
        CONTRACT_TEST(test_issuing_again_begins_anew),
        CONTRACT_TEST(test_an_update_changes_values),
        CONTRACT_TEST(test_number_issuer_and_holder_stay),
        CONTRACT_TEST(test_a_deleted_card_is_no_card),
        CONTRACT_TEST(test_a_number_that_nobody_has),
        CONTRACT_TEST(test_the_acts_of_a_card_are_not_lost_among_those_of_others_with_its_number),
    };
    return CONTRACT_RUN("registry cards", tests);
}
