/* SPDX-License-Identifier: EUPL-1.2 */
#include "registries.h"

#include "base/day.h"
#include "registry/admin.h"
#include "registry/doctor.h"
#include "registry/legal.h"
#include "store/schema.h"

static const struct {
    const char *identifier, *name;
    enum organisation_kind kind;
    enum organisation_status status;
    bool accepts;
    int32_t from, until; /* of the first issuer's mandate; DAY_NONE as `from`: none */
} organisations[] = {
    {FIRST, "Universit\xc3\xa9 de Saint-Valentin", ORGANISATION_INSTITUTION, ORGANISATION_ACTIVE, true, DAY_NONE, 0},
    {SECOND, "Hochschule Musterstadt", ORGANISATION_INSTITUTION, ORGANISATION_ACTIVE, true, DAY_NONE, 0},
    {UNACCEPTED, "Universit\xc3\xa0 di Borgo", ORGANISATION_INSTITUTION, ORGANISATION_ACTIVE, false, DAY_NONE, 0},
    {SUSPENDED, "Universidad Suspendida", ORGANISATION_INSTITUTION, ORGANISATION_SUSPENDED, true, DAY_NONE, 0},
    {AUTHORITY, "Agence des cartes", ORGANISATION_PUBLIC_AUTHORITY, ORGANISATION_ACTIVE, true, DAY_NONE, 0},
    {PROCESSOR, "CampusCard Services", ORGANISATION_PROCESSOR, ORGANISATION_ACTIVE, true, TODAY - 400, DAY_NONE},
    {ENDED_YESTERDAY, "Ended", ORGANISATION_PROCESSOR, ORGANISATION_ACTIVE, true, TODAY - 400, TODAY - 1},
    {ENDS_TODAY, "Ends", ORGANISATION_PROCESSOR, ORGANISATION_ACTIVE, true, TODAY - 400, TODAY},
    {BEGINS_TODAY, "Begins", ORGANISATION_PROCESSOR, ORGANISATION_ACTIVE, true, TODAY, TODAY + 400},
    {BEGINS_TOMORROW, "Soon", ORGANISATION_PROCESSOR, ORGANISATION_ACTIVE, true, TODAY + 1, DAY_NONE},
    {WITHOUT_MANDATE, "Nobody's", ORGANISATION_PROCESSOR, ORGANISATION_ACTIVE, true, DAY_NONE, 0},
    {UNACCEPTED_PROCESSOR, "Unaccepted", ORGANISATION_PROCESSOR, ORGANISATION_ACTIVE, false, TODAY, DAY_NONE},
    {SUSPENDED_PROCESSOR, "Suspended", ORGANISATION_PROCESSOR, ORGANISATION_SUSPENDED, true, TODAY, DAY_NONE},
};

enum rc publish_terms(struct session *session, const char *title, struct err *e)
{
    const struct legal_text text = {LEGAL_TERMS, "en", title, "For {{organisation.name}}."};
    const struct legal_publication publication = {.title = title, .grace_until_day = DAY_NONE, .texts = &text, .count = 1};
    struct legal_version version;
    return registry_publish_legal(session, &publication, &version, e);
}

static enum rc add_organisations(struct session *session, void *unused, struct err *e)
{
    (void)unused;
    int64_t first_id = 0;
    if (publish_terms(session, "Terms", e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < COUNT_OF(organisations); i++) {
        struct organisation organisation = {
            .identifier = organisations[i].identifier,
            .name = organisations[i].name,
            .kind = organisations[i].kind,
            .status = organisations[i].status,
            .country = organisations[i].kind == ORGANISATION_PROCESSOR ? "ES" : "FR",
            .new_logo_day = DAY_NONE,
        };
        if (registry_add_organisation(session, &organisation, organisations[i].accepts ? "the rector" : NULL, e) != RC_OK) {
            return e->rc;
        }
        first_id = i == 0 ? organisation.id : first_id;
        struct mandate mandate = {
            .issuer_id = first_id, .processor_id = organisation.id, .from_day = organisations[i].from, .until_day = organisations[i].until};
        if (mandate.from_day != DAY_NONE && mandates_insert(session->db, &mandate, NOW, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

static void make_database(const struct contract *contract)
{
    const struct db_options options = {.url = contract->url, .create = true, .fast_unsafe = true};
    struct db *db = NULL;
    MUST(store_open(&options, &db, &e));
    db_close(db);
}

void office_open_again(struct office *office, const struct contract *contract, const struct registry_settings *settings)
{
    static const unsigned char key[REGISTRY_KEY_BYTES] = {1, 2, 3};
    struct registry_settings own = settings == NULL ? (struct registry_settings){0} : *settings;
    *office = (struct office){0};
    arena_init(&office->arena, 16384);
    own.database = contract->url;
    own.temporary = true;
    own.password_cost = (struct password_cost){1, 8192}; /* as little as there is: tests hash a lot */
    own.key = own.key == NULL ? key : own.key;
    own.new_logo_day = own.new_logo_day == 0 ? DAY_MAX : own.new_logo_day;
    MUST(registry_open(&own, &office->registry, &e));
    MUST(session_open(office->registry, SESSION_WRITE, &office->writer, &e));
    MUST(session_open(office->registry, SESSION_READ, &office->reader, &e));
}

void office_open(struct office *office, const struct contract *contract)
{
    make_database(contract);
    office_open_again(office, contract, NULL);
    MUST(session_transaction(office_act(office, office->writer, NULL), add_organisations, NULL, &e));
}

void office_close(struct office *office)
{
    session_close(office->reader);
    session_close(office->writer);
    registry_close(office->registry);
    arena_deinit(&office->arena);
}

struct session *office_act(struct office *office, struct session *session, const char *actor)
{
    MUST(session_begin(session, &office->arena, "request-1", &e));
    session->now_us = NOW;
    session->today = TODAY;
    if (actor != NULL) {
        session->actor = directory_find(&session->directory, str_of(actor));
        assert_non_null(session->actor);
    }
    return session;
}

/* What one of the registry's operations is called with. */
struct call {
    const char *key;
    const void *input;
    void *out;
};

static enum rc run_enrol(struct session *session, void *argument, struct err *e)
{
    const struct call *const call = argument;
    return registry_enrol_person(session, call->input, call->out, e);
}

static enum rc run_update_person(struct session *session, void *argument, struct err *e)
{
    const struct call *const call = argument;
    return registry_update_person(session, str_of(call->key), call->input, call->out, e);
}

static enum rc run_delete_person(struct session *session, void *argument, struct err *e)
{
    const struct call *const call = argument;
    return registry_delete_person(session, str_of(call->key), e);
}

static enum rc run_issue(struct session *session, void *argument, struct err *e)
{
    const struct call *const call = argument;
    return registry_issue_card(session, call->input, call->out, e);
}

static enum rc run_update_card(struct session *session, void *argument, struct err *e)
{
    const struct call *const call = argument;
    return registry_update_card(session, str_of(call->key), call->input, call->out, e);
}

static enum rc run_delete_card(struct session *session, void *argument, struct err *e)
{
    const struct call *const call = argument;
    return registry_delete_card(session, str_of(call->key), e);
}

static enum rc run(struct office *office, const char *actor, session_work_fn *work, struct call call, struct err *e)
{
    return session_transaction(office_act(office, office->writer, actor), work, &call, e);
}

enum rc office_enrol(struct office *office, const char *actor, const struct person_input *input, struct person_detail *out, struct err *e)
{
    return run(office, actor, run_enrol, (struct call){NULL, input, out}, e);
}

enum rc office_update_person(
    struct office *office, const char *actor, const char *esi, const struct person_input *input, struct person_detail *out, struct err *e)
{
    return run(office, actor, run_update_person, (struct call){esi, input, out}, e);
}

enum rc office_delete_person(struct office *office, const char *actor, const char *esi, struct err *e)
{
    return run(office, actor, run_delete_person, (struct call){esi, NULL, NULL}, e);
}

enum rc office_issue(struct office *office, const char *actor, const struct card_input *input, struct card_detail *out, struct err *e)
{
    return run(office, actor, run_issue, (struct call){NULL, input, out}, e);
}

enum rc office_update_card(
    struct office *office, const char *actor, const char *number, const struct card_input *input, struct card_detail *out, struct err *e)
{
    return run(office, actor, run_update_card, (struct call){number, input, out}, e);
}

enum rc office_delete_card(struct office *office, const char *actor, const char *number, struct err *e)
{
    return run(office, actor, run_delete_card, (struct call){number, NULL, NULL}, e);
}

enum rc office_get_person(struct office *office, const char *actor, const char *esi, struct person_detail *out, struct err *e)
{
    return registry_get_person(office_act(office, office->reader, actor), str_of(esi), out, e);
}

enum rc office_get_card(struct office *office, const char *actor, const char *number, struct card_detail *out, struct err *e)
{
    return registry_get_card(office_act(office, office->reader, actor), str_of(number), out, e);
}

struct card_input card_input_of(const char *issuer, const char *esi)
{
    return (struct card_input){
        .status = "ACTIVE",
        .type = "SMART_CDZ",
        .issued_day = TODAY,
        .expires_day = TODAY + 365,
        .issuer = issuer,
        .person = esi,
    };
}

void office_add_person(struct office *office, const char *organisation, const char *esi, const char *name)
{
    const struct enrolment_input enrolment = {.organisation = organisation, .full_name = name};
    const struct enrolment_input *const enrolments[] = {&enrolment};
    const struct person_input input = {.identifier = esi, .enrolments = enrolments, .count = 1};
    struct person_detail detail;
    MUST(office_enrol(office, organisation, &input, &detail, &e));
}

const char *office_add_card(struct office *office, const char *issuer, const char *esi)
{
    const struct card_input input = card_input_of(issuer, esi);
    struct card_detail detail;
    char number[ESCN_TEXT_SIZE];
    MUST(office_issue(office, issuer, &input, &detail, &e));
    escn_format(&detail.card.escn, number);
    const char *const copy = arena_copy(&office->arena, number);
    assert_non_null(copy);
    return copy;
}

void office_assert_sound(struct office *office)
{
    struct findings findings = {0};
    MUST(registry_examine(office_act(office, office->reader, NULL), NULL, &findings, &e));
    for (size_t i = 0; i < findings.count; i++) {
        if (!findings.items[i].good) {
            fail_msg("%s: %s", findings.items[i].name, findings.items[i].what);
        }
    }
}

int64_t office_number(const struct contract *contract, const char *sql)
{
    const struct db_statement statement = {{sql}};
    const struct db_options options = {.url = contract->url};
    AUTO(db_closep) struct db *db = NULL;
    AUTO(db_rows_finish) struct db_rows rows = {0};
    bool has = false;
    MUST(db_open(&options, (struct db_statements){&statement, 1}, &db, &e));
    MUST(db_query(db, 0, NULL, 0, &rows, &e));
    MUST(db_next(&rows, &has, &e));
    assert_true(has);
    return db_column_int(&rows, 0);
}

void office_script(const struct contract *contract, const char *sql)
{
    const struct db_options options = {.url = contract->url};
    AUTO(db_closep) struct db *db = NULL;
    MUST(db_open(&options, (struct db_statements){NULL, 0}, &db, &e));
    MUST(db_script(db, sql, &e));
}
