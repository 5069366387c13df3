/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/organisation.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_codes(void **state)
{
    (void)state;
    static const struct {
        enum organisation_kind kind;
        const char *key, *identifier;
        bool is_issuer;
    } kinds[] = {
        {ORGANISATION_INSTITUTION, "HEI", "PIC", true},
        {ORGANISATION_PUBLIC_AUTHORITY, "PUBLIC_AUTHORITY", "PIC", true},
        {ORGANISATION_PROCESSOR, "THIRD_PARTY_PROCESSOR", "VAT", false},
    };
    assert_int_equal(COUNT_OF(kinds), ORGANISATION_KIND_COUNT);
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const struct organisation organisation = {.kind = kinds[i].kind};
        assert_int_equal(kinds[i].kind, i);
        assert_string_equal(organisation_kind_code(kinds[i].kind)->key, kinds[i].key);
        assert_string_equal(organisation_identifier_code(kinds[i].kind)->key, kinds[i].identifier);
        assert_int_equal(organisation_is_issuer(&organisation), kinds[i].is_issuer);
    }
    assert_string_equal(organisation_status_code(ORGANISATION_ACTIVE)->key, "ACTIVE");
    assert_string_equal(organisation_status_code(ORGANISATION_SUSPENDED)->key, "SUSPENDED");
}

static void test_kind_parse(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int kind; /* -1: refused */
    } cases[] = {
        {"institution", ORGANISATION_INSTITUTION},
        {"authority", ORGANISATION_PUBLIC_AUTHORITY},
        {"processor", ORGANISATION_PROCESSOR},
        {"Processor", ORGANISATION_PROCESSOR},
        {"INSTITUTION", ORGANISATION_INSTITUTION},
        {"HEI", -1},
        {"university", -1},
        {"", -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum organisation_kind kind = ORGANISATION_INSTITUTION;
        const bool good = organisation_kind_parse(str_of(cases[i].name), &kind);
        if (good != (cases[i].kind >= 0) || (good && (int)kind != cases[i].kind)) {
            fail_msg("%s: %d, kind %d", cases[i].name, good, kind);
        }
    }
}

struct refusal {
    const char *code, *field, *msg;
};

/* Holds a check's outcome to what the table says: `msg` NULL for RC_OK. */
static void assert_outcome(const char *name, enum rc rc, enum rc refused, const struct err *e, const struct refusal *expected)
{
    if (rc != (expected->msg == NULL ? RC_OK : refused)) {
        fail_msg("%s: rc %d, %s", name, rc, e->msg);
    }
    if (expected->msg != NULL) {
        assert_string_equal(e->msg, expected->msg);
        assert_string_equal(e->code, expected->code);
        assert_string_equal(e->field, expected->field);
    }
}

#define BAD_PIC(found)                                                                                     \
    {                                                                                                      \
        "ER-1003", "pic", "the PIC is \"" found "\"; nine decimal digits were expected, such as 999859608" \
    }
#define TAKEN            \
    {                    \
        NULL, NULL, NULL \
    }

static const struct {
    const char *name;
    enum organisation_kind kind;
    const char *identifier;
    struct refusal refusal;
} identifiers[] = {
    {"a PIC", ORGANISATION_INSTITUTION, "999859608", TAKEN},
    {"a PIC with zeros in front", ORGANISATION_PUBLIC_AUTHORITY, "000000001", TAKEN},
    {"eight digits", ORGANISATION_INSTITUTION, "99985960", BAD_PIC("99985960")},
    {"ten digits", ORGANISATION_PUBLIC_AUTHORITY, "9998596080", BAD_PIC("9998596080")},
    {"a letter", ORGANISATION_INSTITUTION, "99985960a", BAD_PIC("99985960a")},
    {"a VAT number at an institution", ORGANISATION_INSTITUTION, "B12345678", BAD_PIC("B12345678")},
    {"nothing", ORGANISATION_INSTITUTION, "", BAD_PIC("")},
    {"digits of another script", ORGANISATION_INSTITUTION, "\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\x31", BAD_PIC("????????1")},
    {"a VAT number", ORGANISATION_PROCESSOR, " esB58378431 ", TAKEN},
    {"a mistyped VAT number", ORGANISATION_PROCESSOR, "B58378432",
        {"ER-1005", "identifier", "the check digits of the VAT number \"B58378432\" don't agree with the others; one of them is mistyped"}},
    {"no VAT number", ORGANISATION_PROCESSOR, "",
        {"ER-1005", "identifier",
            "\"\" has not the form of a VAT number of Spain, which is ESX9999999X (9 a digit, A a letter, X either)"}},
};

static void test_identifiers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(identifiers); i++) {
        struct err e = {0};
        char stored[ORGANISATION_IDENTIFIER_SIZE];
        const enum rc rc = organisation_read_identifier(identifiers[i].kind, STR("es"), str_of(identifiers[i].identifier), stored, &e);
        assert_outcome(identifiers[i].name, rc, RC_INVALID, &e, &identifiers[i].refusal);
    }
}

static void test_the_stored_form_of_identifiers(void **state)
{
    (void)state;
    struct err e = {0};
    char stored[ORGANISATION_IDENTIFIER_SIZE];
    assert_int_equal(organisation_read_identifier(ORGANISATION_INSTITUTION, STR("ES"), STR(" 999859608\t"), stored, &e), RC_OK);
    assert_string_equal(stored, "999859608");
    assert_int_equal(organisation_read_identifier(ORGANISATION_PROCESSOR, STR("ES"), STR("es b-58378431"), stored, &e), RC_OK);
    assert_string_equal(stored, "ESB58378431");
    assert_int_equal(organisation_read_identifier(ORGANISATION_PROCESSOR, STR("Spain"), STR("B58378431"), stored, &e), RC_INVALID);
    assert_string_equal(e.code, "ER-1006");
}

static void test_organisations_are_the_same_by_their_identifiers(void **state)
{
    (void)state;
    static const struct {
        struct organisation a, b;
        bool same;
    } cases[] = {
        {{.identifier = "999859608", .country = "FR"}, {.identifier = "999859608", .country = "DE"}, true},
        {{.identifier = "999859608", .country = "FR"}, {.identifier = "999859609", .country = "FR"}, false},
        {{.identifier = "B58378431", .country = "ES", .kind = ORGANISATION_PROCESSOR},
            {.identifier = "ESB58378431", .country = "es", .kind = ORGANISATION_PROCESSOR}, true},
        {{.identifier = "B58378431", .country = "ES", .kind = ORGANISATION_PROCESSOR},
            {.identifier = "ESB58378431", .country = "FR", .kind = ORGANISATION_PROCESSOR}, false},
        {{.identifier = "b1", .country = "Nowhere", .kind = ORGANISATION_PROCESSOR},
            {.identifier = "B1", .country = "ES", .kind = ORGANISATION_PROCESSOR}, true},
        {{.identifier = "B1", .country = "Nowhere", .kind = ORGANISATION_PROCESSOR},
            {.identifier = "B2", .country = "ES", .kind = ORGANISATION_PROCESSOR}, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(organisation_is_same(&cases[i].a, &cases[i].b), cases[i].same);
        assert_int_equal(organisation_is_same(&cases[i].b, &cases[i].a), cases[i].same);
    }
}

static void test_who_may_be_written_for(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum organisation_status status;
        bool accepted;
        int32_t grace;
        const char *reason;
        struct refusal refusal;
    } cases[] = {
        {"active and accepted", ORGANISATION_ACTIVE, true, 0, NULL, TAKEN},
        {"suspended", ORGANISATION_SUSPENDED, true, 0, NULL,
            {"ER-2002", "", "organisation 999999991 is suspended: it can read, but nothing can be written for it"}},
        {"suspended with a reason", ORGANISATION_SUSPENDED, true, 0, "the agreement has ended",
            {"ER-2002", "",
                "organisation 999999991 is suspended: it can read, but nothing can be written for it; the reason: the agreement has "
                "ended"}},
        {"invited", ORGANISATION_INVITED, true, 0, NULL,
            {"ER-2002", "",
                "organisation 999999991 is invited and has not taken up its work yet: it can read, but nothing can be written for it"}},
        {"closed", ORGANISATION_CLOSED, true, 0, NULL,
            {"ER-2002", "", "organisation 999999991 is closed: it can read, but nothing can be written for it"}},
        {"the last day of its grace", ORGANISATION_ACTIVE, false, 20779, NULL, TAKEN},
        {"the day after its grace", ORGANISATION_ACTIVE, false, 20778, NULL,
            {"ER-2003", "",
                "organisation 999999991 has not accepted the current legal documents: its authorised representative must accept them "
                "before anything is written"}},
        {"suspended within its grace", ORGANISATION_SUSPENDED, false, 20779, NULL,
            {"ER-2002", "", "organisation 999999991 is suspended: it can read, but nothing can be written for it"}},
        {"not accepted", ORGANISATION_ACTIVE, false, 0, NULL,
            {"ER-2003", "",
                "organisation 999999991 has not accepted the current legal documents: its authorised representative must accept them "
                "before anything is written"}},
        {"both", ORGANISATION_SUSPENDED, false, 0, NULL,
            {"ER-2002", "", "organisation 999999991 is suspended: it can read, but nothing can be written for it"}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {0};
        const struct organisation organisation = {
            .identifier = "999999991",
            .status = cases[i].status,
            .legal_accepted = cases[i].accepted,
            .legal_grace_day = cases[i].grace,
            .status_reason = cases[i].reason,
        };
        const enum rc rc = organisation_check_writable(&organisation, 20779, &e);
        assert_outcome(cases[i].name, rc, RC_DENIED, &e, &cases[i].refusal);
    }
}

#define BAD_COUNTRY(found)                                                                                               \
    {                                                                                                                    \
        "ER-1006", "country", "the country is \"" found "\"; a code of two letters such as FR was expected (ISO 3166-1)" \
    }

static void test_countries(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct refusal refusal;
    } cases[] = {
        {"FR", TAKEN},
        {"de", TAKEN},
        {"", BAD_COUNTRY("")},
        {"F", BAD_COUNTRY("F")},
        {"FRA", BAD_COUNTRY("FRA")},
        {"F1", BAD_COUNTRY("F1")},
        {"ZZ", BAD_COUNTRY("ZZ")},
        {"EL", BAD_COUNTRY("EL")},
        {"\xc3\x84", BAD_COUNTRY("\xc3\x84")},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {0};
        const enum rc rc = country_check(str_of(cases[i].text), &e);
        assert_outcome(cases[i].text, rc, RC_INVALID, &e, &cases[i].refusal);
    }
}

#define BAD_DOMAIN(found)                                                                             \
    {                                                                                                 \
        "ER-1007", "schacHomeOrganization", "\"" found "\" is no domain name such as univ-example.eu" \
    }
#define LABEL_63 "abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuvwxy"
#define LABEL_50 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx."

static const struct {
    const char *name, *text;
    struct refusal refusal;
} domains[] = {
    {"two labels", "univ-example.eu", TAKEN},
    {"upper case", "Univ.EXAMPLE.EU", TAKEN},
    {"digits in front", "4tu.nl", TAKEN},
    {"a domain beyond ASCII in its encoding", "xn--bcher-kva.example", TAKEN},
    {"a label of 63", LABEL_63 ".de", TAKEN},
    {"253 characters", LABEL_50 LABEL_50 LABEL_50 LABEL_50 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstu.a", TAKEN},
    {"254 characters", LABEL_50 LABEL_50 LABEL_50 LABEL_50 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstu.ab",
        BAD_DOMAIN("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx.abcdefghi")},
    {"a label of 64", LABEL_63 "z.de", BAD_DOMAIN("abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuv")},
    {"nothing", "", BAD_DOMAIN("")},
    {"one label", "localhost", BAD_DOMAIN("localhost")},
    {"a dot in front", ".example.eu", BAD_DOMAIN(".example.eu")},
    {"a dot at the end", "example.eu.", BAD_DOMAIN("example.eu.")},
    {"two dots", "example..eu", BAD_DOMAIN("example..eu")},
    {"a dash in front", "-example.eu", BAD_DOMAIN("-example.eu")},
    {"a dash at the end of a label", "example-.eu", BAD_DOMAIN("example-.eu")},
    {"an underscore", "my_univ.eu", BAD_DOMAIN("my_univ.eu")},
    {"a blank", "my univ.eu", BAD_DOMAIN("my univ.eu")},
    {"a letter beyond ASCII", "universit\xc3\xa0.it", BAD_DOMAIN("universit\xc3\xa0.it")},
    {"a link", "https://univ.eu", BAD_DOMAIN("https://univ.eu")},
};

static void test_domains(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(domains); i++) {
        struct err e = {0};
        const enum rc rc = domain_check(str_of(domains[i].text), &e);
        assert_outcome(domains[i].name, rc, RC_INVALID, &e, &domains[i].refusal);
    }
}

#define BAD_WEBSITE(found)                                                                                            \
    {                                                                                                                 \
        "ER-1012", "website", "website is \"" found "\"; an address such as https://www.univ-example.eu was expected" \
    }

static const struct {
    const char *text;
    struct refusal refusal;
} websites[] = {
    {"https://www.univ.example", TAKEN},
    {"http://univ.example/", TAKEN},
    {"https://univ.example:8443/a/b?c=d&e=%20#f", TAKEN},
    {"https://univ.example/universit\xc3\xa0", TAKEN},
    {"https://univ.example?page=1", TAKEN},
    {"", BAD_WEBSITE("")},
    {"univ.example", BAD_WEBSITE("univ.example")},
    {"https://", BAD_WEBSITE("https://")},
    {"https://univ", BAD_WEBSITE("https://univ")},
    {"https://user@univ.example/", BAD_WEBSITE("https://user@univ.example/")},
    {"https://univ.example:0/", BAD_WEBSITE("https://univ.example:0/")},
    {"https://univ.example:99999/", BAD_WEBSITE("https://univ.example:99999/")},
    {"https://univ.example:x/", BAD_WEBSITE("https://univ.example:x/")},
    {"https://univ.example/a b", BAD_WEBSITE("https://univ.example/a b")},
    {"https://univ.example/\"onload=", BAD_WEBSITE("https://univ.example/\"onload=")},
    {"https://univ.example/<b>", BAD_WEBSITE("https://univ.example/<b>")},
    {"https://univ.example/\n", BAD_WEBSITE("https://univ.example/\n")},
    {"javascript:alert(1)//univ.example", BAD_WEBSITE("javascript:alert(1)//univ.example")},
    {"HTTPS://univ.example", BAD_WEBSITE("HTTPS://univ.example")},
    {"ftp://univ.example", BAD_WEBSITE("ftp://univ.example")},
};

static void test_websites(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(websites); i++) {
        struct err e = {0};
        const enum rc rc = website_check(str_of(websites[i].text), &e);
        assert_outcome(websites[i].text, rc, RC_INVALID, &e, &websites[i].refusal);
    }
}

static void test_lines(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct refusal refusal;
    } cases[] = {
        {"the agreement has ended", TAKEN},
        {"\xc3\xa9", TAKEN},
        {"", {"ER-1012", "reason", "the reason is missing; 1 to 255 characters were expected"}},
        {"a\nb", {"ER-1012", "reason", "the reason has a control character in it; one line was expected"}},
        {"a\x7f", {"ER-1012", "reason", "the reason has a control character in it; one line was expected"}},
        {"\xe9", {"ER-1012", "reason", "the reason is no valid UTF-8 text"}},
        {LABEL_50 LABEL_50 LABEL_50 LABEL_50 LABEL_50 "abcdef",
            {"ER-1012", "reason", "the reason is too long; 1 to 255 characters were expected"}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct err e = {0};
        const enum rc rc = line_check("the reason", "reason", str_of(cases[i].text), &e);
        assert_outcome(cases[i].text, rc, RC_INVALID, &e, &cases[i].refusal);
    }
}

static void test_keys_of_the_command_line(void **state)
{
    (void)state;
    enum contact_role role = CONTACT_REPRESENTATIVE;
    enum legal_basis basis = LEGAL_BASIS_CONSENT;
    struct err e = {0};
    assert_int_equal(contact_role_parse(STR("data-protection"), &role, &e), RC_OK);
    assert_int_equal(role, CONTACT_DATA_PROTECTION);
    assert_int_equal(contact_role_parse(STR("Technical"), &role, &e), RC_OK);
    assert_int_equal(role, CONTACT_TECHNICAL);
    assert_int_equal(legal_basis_parse(STR("public_task"), &basis, &e), RC_OK);
    assert_int_equal(basis, LEGAL_BASIS_PUBLIC_TASK);
    assert_int_equal(contact_role_parse(STR("rector"), &role, &e), RC_INVALID);
    assert_string_equal(e.msg, "role is \"rector\"; REPRESENTATIVE, FUNCTIONAL, TECHNICAL or DATA_PROTECTION was expected");
    assert_int_equal(legal_basis_parse(STR("a basis that is longer than any key there can be"), &basis, &e), RC_INVALID);
    assert_string_equal(e.msg, "legalBasis is \"a basis that is longer than any key ther\"; CONSENT or PUBLIC_TASK was expected");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_kind_parse),
        cmocka_unit_test(test_identifiers),
        cmocka_unit_test(test_the_stored_form_of_identifiers),
        cmocka_unit_test(test_organisations_are_the_same_by_their_identifiers),
        cmocka_unit_test(test_who_may_be_written_for),
        cmocka_unit_test(test_countries),
        cmocka_unit_test(test_domains),
        cmocka_unit_test(test_websites),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_keys_of_the_command_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
