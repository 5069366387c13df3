/* SPDX-License-Identifier: EUPL-1.2 */
/* Legal documents: published, shown, accepted, proven, and what is written meanwhile. */
#include "registries.h"

#include "base/day.h"
#include "registry/legal.h"
#include "registry/organisations.h"

static const struct legal_text english[] = {
    {LEGAL_PRIVACY, "en", "Privacy Statement", "We use {{processors}}."},
    {LEGAL_TERMS, "en", "Terms and Conditions",
        "For {{organisation.name}} ({{organisation.identifier}}), version {{document.version}}.\n"
        "{{#processors}}\n- {{processor.name}}\n{{/processors}}\n"},
};

static const struct legal_text bilingual[] = {
    {LEGAL_TERMS, "fr", "Conditions", "Pour {{organisation.name}}."},
    {LEGAL_TERMS, "en", "Terms", "For {{organisation.name}}."},
};

struct act {
    struct legal_publication publication;
    struct legal_version version;
    struct legal_consent consent;
    struct legal_acceptance acceptance;
    const struct session_user *user;
    int32_t days_later;
};

static enum rc run_publish(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_publish_legal(session, &act->publication, &act->version, e);
}

static enum rc run_accept(struct session *session, void *argument, struct err *e)
{
    struct act *const act = argument;
    return registry_accept_legal(session, &act->consent, &act->acceptance, e);
}

static enum rc run(struct office *office, session_work_fn *work, struct act *act, struct err *e)
{
    struct session *const session = office_act(office, office->writer, NULL);
    session->user = act->user;
    session->today += act->days_later;
    return session_transaction(session, work, act, e);
}

static struct act publication_of(const struct legal_text *texts, size_t count, int32_t grace_until_day)
{
    return (struct act){.publication = {.title = "Documents of 2027", .grace_until_day = grace_until_day, .texts = texts, .count = count}};
}

static struct act acceptance_of(int64_t organisation_id)
{
    return (struct act){.consent = {.organisation_id = organisation_id, .accepted_by = " The Rector ", .language = "en"}};
}

static void publish(struct office *office, int32_t grace_until_day)
{
    struct act act = publication_of(english, COUNT_OF(english), grace_until_day);
    MUST(run(office, run_publish, &act, &e));
}

static struct legal_shown show(struct office *office, const char *identifier)
{
    struct session *const session = office_act(office, office->reader, NULL);
    struct legal_shown shown;
    MUST(registry_show_legal(session, 0, NULL, directory_find(&session->directory, str_of(identifier)), &shown, &e));
    return shown;
}

static void test_a_version_is_shown_filled(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    publish(&office, DAY_NONE);
    const struct legal_shown shown = show(&office, FIRST);
    assert_int_equal(shown.version, 2);
    assert_string_equal(shown.language, "en");
    assert_string_equal(shown.text,
        "Terms and Conditions\n\n"
        "For Universit\xc3\xa9 de Saint-Valentin (999999991), version 2.\n- CampusCard Services\n- Ends\n- Begins\n- Unaccepted\n"
        "- Suspended\n"
        "\n\nPrivacy Statement\n\n"
        "We use CampusCard Services (" PROCESSOR "), Ends (" ENDS_TODAY "), Begins (" BEGINS_TODAY "), Unaccepted (" UNACCEPTED_PROCESSOR
        "), Suspended (" SUSPENDED_PROCESSOR ").");
    assert_string_equal(show(&office, SECOND).text,
        "Terms and Conditions\n\nFor Hochschule Musterstadt (999999992), version 2.\n\n\nPrivacy Statement\n\nWe use none.");
    struct legal_shown plain;
    MUST(registry_show_legal(office_act(&office, office.reader, NULL), 2, "en", NULL, &plain, &e));
    assert_non_null(strstr(plain.text, "{{organisation.name}}"));
    REFUSED(registry_show_legal(office_act(&office, office.reader, NULL), 7, NULL, NULL, &plain, &e), RC_NOT_FOUND, "ER-2106", "version",
        "there is no version 7 of the legal documents");
    REFUSED(registry_show_legal(office_act(&office, office.reader, NULL), 0, "de", NULL, &plain, &e), RC_NOT_FOUND, "ER-2106", "language",
        "is not there in the language \"de\"");
}

static void test_languages(void **state)
{
    AUTO(office_close) struct office office;
    struct legal_shown shown;
    office_open(&office, *state);
    struct act act = publication_of(bilingual, 2, DAY_NONE);
    MUST(run(&office, run_publish, &act, &e));
    assert_string_equal(show(&office, SECOND).text, "Terms\n\nFor Hochschule Musterstadt.");
    struct session *const session = office_act(&office, office.reader, NULL);
    MUST(registry_show_legal(session, 0, "fr", directory_find(&session->directory, STR(SECOND)), &shown, &e));
    assert_string_equal(shown.text, "Conditions\n\nPour Hochschule Musterstadt.");
}

static void test_what_a_version_must_have(void **state)
{
    static const struct legal_text incomplete[] = {
        {LEGAL_TERMS, "en", "T", "x"}, {LEGAL_PRIVACY, "en", "P", "x"}, {LEGAL_TERMS, "fr", "T", "x"}};
    static const struct legal_text twice[] = {{LEGAL_TERMS, "en", "T", "x"}, {LEGAL_TERMS, "en", "T", "y"}};
    static const struct legal_text unknown[] = {{LEGAL_TERMS, "en", "T", "x\n{{organisation.vat}}"}};
    static const struct legal_text tongue[] = {{LEGAL_TERMS, "english", "T", "x"}};
    static const struct legal_text nameless[] = {{LEGAL_TERMS, "en", "", "x"}};
    static const struct {
        const struct legal_text *texts;
        size_t count;
        const char *code, *field, *msg;
    } cases[] = {
        {NULL, 0, "ER-1012", "texts", "there is no document to publish"},
        {incomplete, 3, "ER-1012", "texts", "the Privacy Statement is there in en and not in fr"},
        {twice, 2, "ER-1012", "texts", "the Terms and Conditions is there twice in en"},
        {unknown, 1, "ER-2102", "body", "Terms and Conditions in en: line 2: there is no placeholder {{organisation.vat}}"},
        {tongue, 1, "ER-1012", "language", "the language is \"english\""},
        {nameless, 1, "ER-1012", "title", "the title is missing"},
    };
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct act act = publication_of(cases[i].texts, cases[i].count, DAY_NONE);
        REFUSED(run(&office, run_publish, &act, &e), RC_INVALID, cases[i].code, cases[i].field, cases[i].msg);
    }
    struct act past = publication_of(english, 2, TODAY - 1);
    REFUSED(run(&office, run_publish, &past, &e), RC_INVALID, "ER-1012", "graceUntil", "over already");
    struct act untitled = publication_of(english, 2, DAY_NONE);
    untitled.publication.title = "";
    REFUSED(run(&office, run_publish, &untitled, &e), RC_INVALID, "ER-1012", "title", "the version's title is missing");
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM legal_document"), 1);
}

static void test_what_was_accepted_is_kept_word_by_word(void **state)
{
    AUTO(office_close) struct office office;
    struct legal_acceptances all;
    const char *text = NULL;
    office_open(&office, *state);
    publish(&office, DAY_NONE);
    const struct legal_shown shown = show(&office, FIRST);
    struct act act = acceptance_of(1);
    act.consent.shown_hash = shown.hash;
    MUST(run(&office, run_accept, &act, &e));
    assert_string_equal(act.acceptance.accepted_by, "The Rector");
    /* What the organisation is called later changes nothing of it. */
    office_script(*state, "UPDATE organisation SET name = 'Renamed' WHERE id = 1; DELETE FROM mandate");
    registry_touch_all(office.registry, true);
    struct session *const session = office_act(&office, office.reader, NULL);
    MUST(registry_accepted_text(session, 1, 2, &text, &e));
    assert_string_equal(text, shown.text);
    MUST(registry_list_acceptances(session, 1, &all, &e));
    assert_int_equal(all.count, 2);
    assert_int_equal(all.items[1].version, 2);
    assert_string_equal(all.items[1].language, "en");
    assert_int_equal(all.items[1].accepted_at_us, NOW);
    assert_memory_equal(all.items[1].hash, shown.hash, LEGAL_HASH_BYTES);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE action = 23 AND organisation_id = 1 AND object_id = 2"), 1);
    assert_int_equal(office_number(*state, "SELECT COUNT(*) FROM audit WHERE detail LIKE '%Rector%'"), 0);
    REFUSED(registry_accepted_text(session, 3, 2, &text, &e), RC_NOT_FOUND, "ER-2106", "version", "was not accepted");
    struct act again = acceptance_of(1);
    REFUSED(
        run(&office, run_accept, &again, &e), RC_CONFLICT, "ER-2114", "version", "has accepted version 2 of the legal documents before");
}

static void test_only_what_was_read_is_accepted(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    publish(&office, DAY_NONE);
    const struct legal_shown shown = show(&office, FIRST);
    struct act act = acceptance_of(1);
    act.consent.shown_hash = shown.hash;
    office_script(*state, "UPDATE organisation SET name = 'Renamed' WHERE id = 1");
    registry_touch_all(office.registry, true);
    REFUSED(run(&office, run_accept, &act, &e), RC_CONFLICT, "ER-2113", "hash", "the text has changed since it was shown");
    struct act nameless = acceptance_of(1);
    nameless.consent.accepted_by = " ";
    REFUSED(run(&office, run_accept, &nameless, &e), RC_INVALID, "ER-1012", "acceptedBy", "the representative's name is missing");
    struct act foreign = acceptance_of(1);
    foreign.consent.language = "de";
    REFUSED(run(&office, run_accept, &foreign, &e), RC_NOT_FOUND, "ER-2106", "language", "is not there in the language");
    struct act nobody = acceptance_of(900);
    REFUSED(run(&office, run_accept, &nobody, &e), RC_NOT_FOUND, "ER-2107", "id", "there is no organisation");
    office_script(*state, "UPDATE organisation SET status = 3 WHERE id = 1");
    registry_touch_all(office.registry, true);
    struct act closed = acceptance_of(1);
    REFUSED(run(&office, run_accept, &closed, &e), RC_DENIED, "ER-2002", "", "organisation 999999991 is closed");
}

/* A write of an organisation some days later. */
static enum rc write_on(struct office *office, const char *organisation, int32_t days_later, struct err *e)
{
    const struct card_input input = card_input_of(organisation, ESI("1"));
    struct session *const session = office_act(office, office->writer, organisation);
    const struct organisation *issuer = NULL;
    session->today += days_later;
    return card_check_issuer(session, input.issuer, &issuer, e);
}

static void test_the_grace_of_a_new_version(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    MUST(write_on(&office, FIRST, 0, &e));
    publish(&office, TODAY + 10);
    MUST(write_on(&office, FIRST, 0, &e));
    MUST(write_on(&office, FIRST, 10, &e));
    REFUSED(write_on(&office, FIRST, 11, &e), RC_DENIED, "ER-2003", "", "has not accepted the current legal documents");
    REFUSED(write_on(&office, UNACCEPTED, 0, &e), RC_DENIED, "ER-2003", "", "has not accepted the current legal documents");
    struct act act = acceptance_of(1);
    MUST(run(&office, run_accept, &act, &e));
    MUST(write_on(&office, FIRST, 11, &e));
    REFUSED(write_on(&office, SECOND, 11, &e), RC_DENIED, "ER-2003", "", "has not accepted");
    publish(&office, DAY_NONE);
    REFUSED(write_on(&office, FIRST, 0, &e), RC_DENIED, "ER-2003", "", "has not accepted");
}

static void test_accepting_takes_up_an_invited_organisation(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    publish(&office, DAY_NONE);
    office_script(*state, "UPDATE organisation SET status = 2 WHERE id = 3");
    registry_touch_all(office.registry, true);
    struct act act = acceptance_of(3);
    REFUSED(write_on(&office, UNACCEPTED, 0, &e), RC_DENIED, "ER-2002", "", "is invited");
    MUST(run(&office, run_accept, &act, &e));
    MUST(write_on(&office, UNACCEPTED, 0, &e));
}

static void test_nothing_is_published(void **state)
{
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_script(*state, "DELETE FROM legal_acceptance; DELETE FROM legal_text; DELETE FROM legal_document");
    struct act act = acceptance_of(1);
    REFUSED(run(&office, run_accept, &act, &e), RC_NOT_FOUND, "ER-2106", "version", "no legal documents are published");
}

static void test_rights(void **state)
{
    static const struct grant representative[] = {{1, ROLE_REPRESENTATIVE}};
    static const struct grant functional[] = {{1, ROLE_FUNCTIONAL}};
    static const struct session_user chief = {.account_id = 1, .grants = representative, .grant_count = 1};
    static const struct session_user clerk = {.account_id = 1, .grants = functional, .grant_count = 1};
    static const struct session_user super = {.account_id = 1, .is_super = true};
    AUTO(office_close) struct office office;
    office_open(&office, *state);
    office_script(*state, "INSERT INTO account (id, email, email_key, name, created_at_us) VALUES (1, 'a@x.org', 'a@x.org', 'A', 0)");
    struct act publishing = publication_of(english, 2, DAY_NONE);
    publishing.user = &chief;
    REFUSED(run(&office, run_publish, &publishing, &e), RC_DENIED, "ER-2215", "", "you may not publish legal documents here");
    publishing.user = &super;
    MUST(run(&office, run_publish, &publishing, &e));
    struct act act = acceptance_of(1);
    act.user = &clerk;
    REFUSED(run(&office, run_accept, &act, &e), RC_DENIED, "ER-2215", "", "you may not accept legal documents here");
    act.user = &super;
    REFUSED(run(&office, run_accept, &act, &e), RC_DENIED, "ER-2215", "", "you may not accept legal documents here");
    act.user = &chief;
    MUST(run(&office, run_accept, &act, &e));
    assert_int_equal(office_number(*state, "SELECT account_id FROM legal_acceptance WHERE version = 2"), 1);
    struct act foreign = acceptance_of(2);
    foreign.user = &chief;
    REFUSED(run(&office, run_accept, &foreign, &e), RC_DENIED, "ER-2215", "", "you may not accept legal documents here");
}

int main(void)
{
    static const struct contract_test tests[] = {
        CONTRACT_TEST(test_a_version_is_shown_filled),
        CONTRACT_TEST(test_languages),
        CONTRACT_TEST(test_what_a_version_must_have),
        CONTRACT_TEST(test_what_was_accepted_is_kept_word_by_word),
        CONTRACT_TEST(test_only_what_was_read_is_accepted),
        CONTRACT_TEST(test_the_grace_of_a_new_version),
        CONTRACT_TEST(test_accepting_takes_up_an_invited_organisation),
        CONTRACT_TEST(test_nothing_is_published),
        CONTRACT_TEST(test_rights),
    };
    return CONTRACT_RUN("registry legal", tests);
}
