/* SPDX-License-Identifier: EUPL-1.2 */
/* What the operator does: organisations, mandates, legal documents and tokens; and the check-up. */
#include "registries.h"

#include "base/day.h"
#include "registry/admin.h"
#include "registry/doctor.h"
#include "registry/legal.h"
#include "registry/secret.h"
#include "registry/tokens.h"

#include <string.h>

struct adding {
    struct organisation organisation;
    const char *accepted_by;
};

static enum rc add(struct session *session, void *argument, struct err *e)
{
    struct adding *const adding = argument;
    return registry_add_organisation(session, &adding->organisation, adding->accepted_by, e);
}

static struct adding good(const char *identifier)
{
    return (struct adding){.organisation = {.identifier = identifier,
                               .kind = identifier[0] >= 'A' ? ORGANISATION_PROCESSOR : ORGANISATION_INSTITUTION,
                               .name = "Name",
                               .country = "FR",
                               .new_logo_day = DAY_NONE}};
}

static enum rc run(struct office *office, session_work_fn *work, void *argument, struct err *e)
{
    return session_transaction(office_act(office, office->writer, NULL), work, argument, e);
}

static const struct organisation *find(struct office *office, const char *identifier)
{
    return directory_find(&office_act(office, office->reader, NULL)->directory, str_of(identifier));
}

static void test_an_organisation_is_added_and_known_at_once(void **state)
{
    AUTO(office_close) struct office office;
    struct adding plain = good("111111111");
    struct adding accepting = good("222222222");
    accepting.accepted_by = "the rector";
    office_open(&office, *state);
    assert_null(find(&office, "111111111"));
    MUST(run(&office, add, &plain, &e));
    MUST(run(&office, add, &accepting, &e));
    assert_int_equal(find(&office, "111111111")->id, plain.organisation.id);
    assert_false(find(&office, "111111111")->legal_accepted);
    assert_true(find(&office, "222222222")->legal_accepted);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 20 AND object_id > 13"), 2);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 23 AND organisation_id = 15"), 1);
}

#define NAME_50 "12345678901234567890123456789012345678901234567890"
#define NAME_255 NAME_50 NAME_50 NAME_50 NAME_50 NAME_50 "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"

static const struct {
    const char *name, *identifier, *title, *country, *domain, *website;
    enum rc rc;
    const char *code, *field, *msg;
} refused[] = {
    {"a good one", "111111111", NAME_255, "fr", "univ.example", "https://univ.example", RC_OK, "", "", ""},
    {"no PIC", "11111111", "Name", "FR", NULL, NULL, RC_INVALID, "ER-1003", "pic", "nine decimal digits"},
    {"no VAT number", "B-1", "Name", "FR", NULL, NULL, RC_INVALID, "ER-1005", "identifier", "VAT number"},
    {"no country", "111111111", "Name", "France", NULL, NULL, RC_INVALID, "ER-1006", "country", "the country is \"France\""},
    {"no name", "111111111", "", "FR", NULL, NULL, RC_INVALID, "ER-1012", "name", "the organisation's name is missing"},
    {"a blank name", "111111111", "  ", "FR", NULL, NULL, RC_INVALID, "ER-1012", "name", "the organisation's name is missing"},
    {"a long name", "111111111", NAME_255 "x", "FR", NULL, NULL, RC_INVALID, "ER-1012", "name",
        "the organisation's name is too long; 1 to 255 characters were expected"},
    {"a name that is no text", "111111111", "Universit\xe9", "FR", NULL, NULL, RC_INVALID, "ER-1012", "name",
        "the organisation's name is no valid UTF-8 text"},
    {"a website that is no text", "111111111", "Name", "FR", NULL, "https://\xff", RC_INVALID, "ER-1012", "website", "no valid UTF-8"},
    {"no domain", "111111111", "Name", "FR", "univ", NULL, RC_INVALID, "ER-1007", "schacHomeOrganization", "no domain name"},
    {"a known PIC", FIRST, "Name", "FR", NULL, NULL, RC_CONFLICT, "ER-0008", "identifier", "there is an organisation " FIRST " already"},
    {"a known VAT number in another case", "b99999999", "Name", "FR", NULL, NULL, RC_CONFLICT, "ER-0008", "identifier",
        "there is an organisation " PROCESSOR " already"},
};

static void test_what_organisations_must_have(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct adding adding = good(refused[i].identifier);
        struct err e = {0};
        adding.organisation.kind = refused[i].identifier[0] >= 'A' ? ORGANISATION_PROCESSOR : ORGANISATION_INSTITUTION;
        adding.organisation.name = refused[i].title;
        adding.organisation.country = refused[i].country;
        adding.organisation.schac_home_organization = refused[i].domain;
        adding.organisation.website = refused[i].website;
        if (run(&office, add, &adding, &e) != refused[i].rc || strstr(e.msg, refused[i].msg) == NULL) {
            fail_msg("%s: %s, %s", refused[i].name, rc_name(e.rc), e.msg);
        }
        assert_string_equal(e.code, refused[i].code);
        assert_string_equal(e.field, refused[i].field);
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM organisation"), 14);
}

static enum rc add_twice(struct session *session, void *argument, struct err *e)
{
    if (add(session, argument, e) != RC_OK) {
        return e->rc;
    }
    return add(session, argument, e);
}

static void test_an_organisation_twice_in_one_transaction(void **state)
{
    AUTO(office_close) struct office office;
    struct adding adding = good("111111111");
    office_open(&office, *state);
    REFUSED(run(&office, add_twice, &adding, &e), RC_CONFLICT, "ER-0008", "identifier", "there is an organisation 111111111 already");
    assert_null(find(&office, "111111111"));
}

static enum rc publish(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    return publish_terms(session, "New terms", e);
}

static enum rc accept_as_first(struct session *session, void *unused, struct err *e)
{
    (void)unused;
    return registry_record_acceptance(session, directory_get(&session->directory, 1), "the rector", e);
}

static void test_new_legal_documents_stop_writing_until_they_are_accepted(void **state)
{
    AUTO(office_close) struct office office;
    struct card_detail out;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    const struct card_input input = card_input_of(FIRST, ESI("1"));
    MUST(run(&office, publish, NULL, &e));
    REFUSED(office_issue(&office, FIRST, &input, &out, &e), RC_DENIED, "ER-2003", "", "has not accepted the current legal documents");
    MUST(run(&office, accept_as_first, NULL, &e));
    MUST(office_issue(&office, FIRST, &input, &out, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 22"), 2);
}

/* A token with what a test says of it. */
struct making {
    struct new_token input;
    struct token token;
    char secret[TOKEN_TEXT_SIZE];
};

static enum rc make(struct session *session, void *argument, struct err *e)
{
    struct making *const making = argument;
    return registry_create_token(session, &making->input, &making->token, making->secret, e);
}

static enum rc revoke_named(struct session *session, void *argument, struct err *e)
{
    return registry_revoke_tokens_named(session, argument, e);
}

static void test_a_secret_is_told_once_and_kept_as_its_hash(void **state)
{
    AUTO(office_close) struct office office;
    struct making making = {.input = {.organisation_id = 1, .name = " sis ", .expires_at_us = NOW + 5}};
    unsigned char hash[TOKEN_HASH_BYTES];
    struct token found = {0};
    bool is_there = false;
    office_open(&office, *state);
    MUST(run(&office, make, &making, &e));
    assert_string_equal(making.token.name, "sis");
    assert_memory_equal(making.secret, "esc_live_", 9);
    assert_memory_equal(making.token.hint, making.secret, 13);
    assert_int_equal(strlen(making.token.hint), 13);
    token_hash(str_of(making.secret), hash);
    MUST(tokens_find_by_hash(office.reader->db, &office.arena, hash, &found, &is_there, &e));
    assert_true(is_there);
    assert_int_equal(found.id, making.token.id);
    assert_int_equal(found.expires_at_us, NOW + 5);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM token WHERE length(hash) = 32"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 30 AND organisation_id = 1"), 1);
}

static void test_names_of_tokens(void **state)
{
    AUTO(office_close) struct office office;
    struct making nameless = {.input = {.organisation_id = 1, .name = " "}};
    struct making no_text = {.input = {.organisation_id = 1, .name = "\xff"}};
    struct making first = {.input = {.organisation_id = 1, .name = "sandbox", .test = true}};
    struct making second = {.input = {.organisation_id = 2, .name = "sandbox"}};
    struct making other = {.input = {.organisation_id = 2, .name = "sis"}};
    char name[] = "sandbox";
    office_open(&office, *state);
    REFUSED(run(&office, make, &nameless, &e), RC_INVALID, "ER-1012", "name", "the token's name is missing; 1 to 255 characters");
    REFUSED(run(&office, make, &no_text, &e), RC_INVALID, "ER-1012", "name", "the token's name is no valid UTF-8 text");
    MUST(run(&office, make, &first, &e));
    MUST(run(&office, make, &second, &e));
    MUST(run(&office, make, &other, &e));
    assert_memory_equal(first.secret, "esc_test_", 9);
    MUST(run(&office, revoke_named, name, &e));
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM token WHERE revoked_at_us IS NULL"), 1);
}

static const struct finding *finding(const struct findings *findings, const char *name)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (strcmp(findings->items[i].name, name) == 0) {
            return &findings->items[i];
        }
    }
    fail_msg("no finding is called %s", name);
    return NULL;
}

static struct findings examine(struct office *office)
{
    struct findings out = {0};
    MUST(registry_examine(office_act(office, office->reader, NULL), NULL, &out, &e));
    size_t bad = 0;
    for (size_t i = 0; i < out.count; i++) {
        bad += !out.items[i].good;
        assert_true(strlen(out.items[i].what) > 0);
        assert_int_equal(out.items[i].cure == NULL, out.items[i].good);
    }
    assert_int_equal(out.count, 12);
    assert_int_equal(out.bad, bad);
    return out;
}

static void test_the_check_up_names_what_is_wrong_and_its_cure(void **state)
{
    static const struct {
        const char *damage, *name, *what, *cure;
        bool mended;
        size_t bad; /* findings that the damage causes */
    } cases[] = {
        {"UPDATE list_head SET entries = entries + 1 WHERE list = 1", "list-counts", "1 lists whose count differs from their entries",
            "run \"esc-router doctor --repair\"", true, 1},
        {"UPDATE list_bucket SET entries = 7", "list-places", "2 stretches of lists whose count differs", "doctor --repair", true, 1},
        {"DELETE FROM counter", "card-counters", "1 counters that differ from the cards", "doctor --repair", true, 1},
        {"UPDATE tally SET amount = amount + 1 WHERE slot < 2147483647 AND measure = 3", "active-counts",
            "4 counts of active cards or their holders that differ from the cards", "doctor --repair", true, 1},
        {"DELETE FROM tally WHERE slot = 2147483647", "active-counts", "4 counts of active cards", "doctor --repair", true, 1},
        {"UPDATE issued SET month = 1 + month % 12", "issued-counts", "2 counts of issued cards that differ from the cards",
            "doctor --repair", true, 1},
        {"UPDATE enrolment SET has_picture = 1", "pictures", "1 enrolments that have a picture and don't know it", "doctor --repair", true,
            1},
        {"UPDATE card SET person_id = NULL", "cards-have-holders", "1 cards whose holder is not enrolled at the issuer",
            "restore the latest good backup", false, 2},
        {"INSERT INTO person VALUES (70, 'x', 'x', 0)", "persons-are-enrolled", "1 persons who are enrolled nowhere", "restore", false, 1},
        {"PRAGMA foreign_keys = OFF; UPDATE mandate SET issuer_id = 900", "database-files", "mandate", "restore", false, 1},
    };
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_add_person(&office, FIRST, ESI("1"), "Ada");
    (void)office_add_card(&office, FIRST, ESI("1"));
    assert_int_equal(examine(&office).bad, 0);
    size_t unmended = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        office_script(*state, cases[i].damage);
        const struct findings findings = examine(&office);
        const struct finding *const found = finding(&findings, cases[i].name);
        if (found->good || strstr(found->what, cases[i].what) == NULL || strstr(found->cure, cases[i].cure) == NULL) {
            fail_msg("%s: %s; %s", cases[i].name, found->what, found->good ? "" : found->cure);
        }
        assert_int_equal(findings.bad, unmended + cases[i].bad);
        MUST(run(&office, registry_repair, NULL, &e));
        unmended += !cases[i].mended;
        assert_int_equal(examine(&office).bad, unmended);
    }
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 40"), COUNT_OF(cases));
}

static void test_the_check_up_looks_at_the_organisations(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    struct findings findings = examine(&office);
    assert_string_equal(finding(&findings, "organisations")->what,
        "4 of 13 organisations can read but not write: suspended, closed, invited, or the current legal documents are not accepted");
    office_script(
        *state, "UPDATE organisation SET status = 0; DELETE FROM legal_acceptance; DELETE FROM legal_text; DELETE FROM legal_document");
    registry_touch_all(office.registry, true);
    findings = examine(&office);
    assert_string_equal(finding(&findings, "organisations")->what, "every organisation may write");
    office_script(*state, "DELETE FROM mandate; DELETE FROM organisation");
    registry_touch_all(office.registry, true);
    findings = examine(&office);
    assert_false(finding(&findings, "organisations")->good);
    assert_string_equal(finding(&findings, "organisations")->what, "there is no organisation yet");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_an_organisation_is_added_and_known_at_once),
        CONTRACT_TEST(test_what_organisations_must_have),
        CONTRACT_TEST(test_an_organisation_twice_in_one_transaction),
        CONTRACT_TEST(test_new_legal_documents_stop_writing_until_they_are_accepted),
        CONTRACT_TEST(test_a_secret_is_told_once_and_kept_as_its_hash),
        CONTRACT_TEST(test_names_of_tokens),
        CONTRACT_TEST(test_the_check_up_names_what_is_wrong_and_its_cure),
        CONTRACT_TEST(test_the_check_up_looks_at_the_organisations),
    };
    return CONTRACT_RUN("registry admin", tests);
}
