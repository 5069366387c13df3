/* SPDX-License-Identifier: EUPL-1.2 */
#include "acts.h"

#include "base/day.h"
#include "registry/admin.h"
#include "registry/doctor.h"
#include "registry/legal.h"
#include "registry/mandates.h"
#include "registry/numbers.h"
#include "registry/organisations.h"
#include "registry/pictures.h"
#include "registry/registrations.h"
#include "registry/tokens.h"

#include <stdio.h>
#include <string.h>

static enum rc nothing(struct session *session, void *argument, struct err *e)
{
    (void)session;
    (void)argument;
    (void)e;
    return RC_OK;
}

/* Enrols the round's person at one or two organisations. */
static enum rc enrol(struct session *session, const struct round *round, const char *first, const char *second, struct err *e)
{
    const struct enrolment_input enrolments[] = {
        {.organisation = first, .full_name = "\xc5\x81ukasz \xc3\x84ngstr\xc3\xb6m", .email = "l@example.org", .academic_level = "MASTER"},
        {.organisation = second, .full_name = "Lukas"},
    };
    const struct enrolment_input *const pointers[] = {&enrolments[0], &enrolments[1]};
    const struct person_input input = {.identifier = round->esi, .enrolments = pointers, .count = second == NULL ? 1 : 2};
    struct person_detail out;
    return registry_enrol_person(session, &input, &out, e);
}

enum rc enrol_here(struct session *session, void *argument, struct err *e)
{
    return enrol(session, argument, FIRST, NULL, e);
}

static enum rc enrol_there(struct session *session, void *argument, struct err *e)
{
    return enrol(session, argument, SECOND, NULL, e);
}

static enum rc enrol_at_both(struct session *session, void *argument, struct err *e)
{
    return enrol(session, argument, FIRST, SECOND, e);
}

static enum rc update_person(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    const struct enrolment_input enrolments[] = {
        {.organisation = FIRST, .full_name = "Ch\xc3\xa9ri", .email = "c@example.org", .academic_level = "8"},
        {.organisation = SECOND, .full_name = "New there"},
    };
    const struct enrolment_input *const pointers[] = {&enrolments[0], &enrolments[1]};
    const size_t count = session->actor == NULL ? 2 : 1;
    const struct person_input input = {.identifier = round->esi, .enrolments = pointers, .count = count};
    struct person_detail out;
    return registry_update_person(session, str_of(round->esi), &input, &out, e);
}

static enum rc delete_person(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    return registry_delete_person(session, str_of(round->esi), e);
}

static enum rc issue(struct session *session, struct round *round, const char *number, struct err *e)
{
    struct card_input input = card_input_of(FIRST, round->esi);
    struct card_detail out;
    input.number = number;
    input.display_name = "On the card";
    input.processor = number == NULL ? NULL : PROCESSOR;
    if (registry_issue_card(session, &input, &out, e) != RC_OK) {
        return e->rc;
    }
    escn_format(&out.card.escn, round->card);
    return RC_OK;
}

enum rc issue_new(struct session *session, void *argument, struct err *e)
{
    return issue(session, argument, NULL, e);
}

static enum rc issue_own_number(struct session *session, void *argument, struct err *e)
{
    char number[ESCN_TEXT_SIZE];
    struct round *const round = argument;
    (void)snprintf(number, sizeof number, "%08x-cb98-1035-a19b-001%s", (unsigned)round->number, FIRST);
    return issue(session, round, number, e);
}

static enum rc issue_again(struct session *session, void *argument, struct err *e)
{
    struct round *const round = argument;
    return issue(session, round, round->card, e);
}

static enum rc update_card(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    struct card_input input = card_input_of(FIRST, round->esi);
    struct card_detail out;
    input.type = "PASSIVE";
    input.status = "INACTIVE";
    return registry_update_card(session, str_of(round->card), &input, &out, e);
}

static enum rc delete_card(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    return registry_delete_card(session, str_of(round->card), e);
}

static enum rc with_a_card(struct session *session, void *argument, struct err *e)
{
    return enrol_here(session, argument, e) == RC_OK ? issue_new(session, argument, e) : e->rc;
}

static enum rc with_two_cards(struct session *session, void *argument, struct err *e)
{
    return with_a_card(session, argument, e) == RC_OK ? issue_new(session, argument, e) : e->rc;
}

static enum rc with_cards_and_elsewhere(struct session *session, void *argument, struct err *e)
{
    return enrol_at_both(session, argument, e) == RC_OK ? issue_new(session, argument, e) : e->rc;
}

static enum rc with_a_deleted_card(struct session *session, void *argument, struct err *e)
{
    return with_a_card(session, argument, e) == RC_OK ? delete_card(session, argument, e) : e->rc;
}

static enum rc put_picture(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    return registry_put_picture(session, STR(FIRST), str_of(round->esi), STR("\xff\xd8\xff picture"), e);
}

static enum rc delete_picture(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    return registry_delete_picture(session, STR(FIRST), str_of(round->esi), e);
}

static enum rc with_a_picture(struct session *session, void *argument, struct err *e)
{
    return enrol_here(session, argument, e) == RC_OK ? put_picture(session, argument, e) : e->rc;
}

static enum rc make_numbers(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    struct escn numbers[7];
    return registry_make_numbers(session, 1, FIRST, numbers, COUNT_OF(numbers), e);
}

static enum rc add_organisation(struct session *session, void *argument, struct err *e)
{
    struct round *const round = argument;
    char identifier[12];
    (void)snprintf(identifier, sizeof identifier, "%09d", round->number);
    struct organisation organisation = {.identifier = identifier, .name = "New", .country = "FR", .new_logo_day = DAY_NONE};
    return registry_add_organisation(session, &organisation, "the rector", e);
}

static enum rc add_mandate(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    return registry_add_mandate(session, 1, 6, e);
}

static enum rc create_token(struct session *session, void *argument, struct err *e)
{
    struct round *const round = argument;
    char name[24]; /* two of one name are the most there can be */
    (void)snprintf(name, sizeof name, "sis %d", round->number);
    const struct new_token input = {.organisation_id = 1, .name = name};
    struct token token;
    char secret[TOKEN_TEXT_SIZE];
    if (registry_create_token(session, &input, &token, secret, e) != RC_OK) {
        return e->rc;
    }
    round->id = token.id;
    return RC_OK;
}

static enum rc revoke_token(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    return registry_revoke_token(session, round->id, e);
}

/* The first organisation with another website each time. */
static enum rc edit_organisation(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    char website[60];
    (void)snprintf(website, sizeof website, "https://round-%d.example", round->number);
    struct organisation changed = *directory_get(&session->directory, 1);
    changed.website = website;
    return registry_edit_organisation(session, &changed, e);
}

static enum rc suspend_second(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    return registry_suspend_organisation(session, 2, "the agreement has ended", e);
}

static enum rc resume_second(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    const struct organisation *const second = directory_get(&session->directory, 2);
    return second->status == ORGANISATION_ACTIVE ? RC_OK : registry_resume_organisation(session, 2, e);
}

static enum rc add_contact(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    struct contact contact = {.organisation_id = 1, .role = CONTACT_TECHNICAL, .name = "Ada", .email = "ada@example.org"};
    return registry_add_contact(session, &contact, e);
}

static enum rc request_registration(struct session *session, void *argument, struct err *e)
{
    struct round *const round = argument;
    char identifier[12];
    (void)snprintf(identifier, sizeof identifier, "%09d", 500000000 + round->number);
    struct registration registration = {
        .identifier = identifier, .name = "New", .country = "FR", .representative_name = "Ada", .representative_email = "ada@example.org"};
    if (registry_request_registration(session, &registration, e) != RC_OK) {
        return e->rc;
    }
    round->id = registration.id;
    return RC_OK;
}

static enum rc validate_registration(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    struct validation validation;
    return registry_validate_registration(session, round->id, "https://router.example", &validation, e);
}

static enum rc refuse_registration(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    struct registration registration;
    return registry_refuse_registration(session, round->id, "no charter", &registration, e);
}

static enum rc publish_legal(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    const struct legal_text text = {LEGAL_TERMS, "en", "Terms", "For {{organisation.name}} by {{processors}}."};
    const struct legal_publication publication = {.title = "Terms", .grace_until_day = session->today + 10, .texts = &text, .count = 1};
    struct legal_version version;
    return registry_publish_legal(session, &publication, &version, e);
}

static enum rc forget_acceptance(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    session_touch_directory(session);
    return db_script(session->db, "DELETE FROM legal_acceptance WHERE organisation_id = 1 AND version > 1", e);
}

static enum rc accept_legal(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    const struct legal_consent consent = {.organisation_id = 1, .accepted_by = "the rector"};
    struct legal_acceptance acceptance;
    return registry_accept_legal(session, &consent, &acceptance, e);
}

static enum rc give_mandate(struct session *session, void *argument, struct err *e)
{
    struct round *const round = argument;
    const int32_t day = session->today + round->number;
    struct mandate mandate = {.issuer_id = 2, .processor_id = 11, .from_day = day, .until_day = day};
    if (registry_give_mandate(session, &mandate, e) != RC_OK) {
        return e->rc;
    }
    round->id = mandate.id;
    return RC_OK;
}

/* One that was not withdrawn; no more than one, for each is read with the organisations. */
static enum rc have_mandate(struct session *session, void *argument, struct err *e)
{
    struct round *const round = argument;
    struct mandates all;
    if (registry_list_mandates(session, 2, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].withdrawn_at_us == 0) {
            round->id = all.items[i].id;
            return RC_OK;
        }
    }
    return give_mandate(session, argument, e);
}

static enum rc withdraw_mandate(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    struct mandate mandate;
    return registry_withdraw_mandate(session, round->id, &mandate, e);
}

/* First what costs more with each row that the others leave behind. */
const struct act acts[] = {
    {"repair", NULL, nothing, registry_repair},
    {"publish legal documents", NULL, nothing, publish_legal},
    {"accept legal documents", NULL, forget_acceptance, accept_legal},
    {"enrol", FIRST, nothing, enrol_here},
    {"enrol who is known elsewhere", FIRST, enrol_there, enrol_here},
    {"enrol at two organisations", NULL, nothing, enrol_at_both},
    {"update a person", FIRST, enrol_here, update_person},
    {"update a person, enrolling", NULL, enrol_here, update_person},
    {"delete and erase a person with cards", FIRST, with_two_cards, delete_person},
    {"delete a person who stays elsewhere", FIRST, with_cards_and_elsewhere, delete_person},
    {"issue a card", FIRST, enrol_here, issue_new},
    {"issue a card as a processor with a number", PROCESSOR, enrol_here, issue_own_number},
    {"issue a card again", FIRST, with_a_deleted_card, issue_again},
    {"update a card", FIRST, with_a_card, update_card},
    {"delete a card", FIRST, with_a_card, delete_card},
    {"put a picture as a processor", PROCESSOR, enrol_here, put_picture},
    {"delete a picture", FIRST, with_a_picture, delete_picture},
    {"delete and erase a person with a picture", FIRST, with_a_picture, delete_person},
    {"make numbers", NULL, nothing, make_numbers},
    {"add a user", NULL, nothing, add_user},
    {"give a role", NULL, add_user, give_role},
    {"disable a user", NULL, add_user, disable_user},
    {"invite a user", NULL, nothing, invite_user},
    {"ask for a new password", NULL, add_user, ask_reset},
    {"add a service", NULL, drop_services, add_service},
    {"remove a service", NULL, have_service, remove_service},
    {"record a consent", NULL, enrol_consenting, record_consent},
    {"withdraw", NULL, enrol_consenting, withdraw_student},
    {"change an identifier", FIRST, enrol_here, change_identifier},
    {"begin an import", FIRST, nothing, begin_import},
    {"write rows of an import", NULL, have_import, apply_import},
    {"undo an import", FIRST, have_applied_import, undo_import},
    {"start a checked import", FIRST, have_checked_import, start_checked_import},
    {"erase what was kept long enough", NULL, have_old_card, erase_old_card},
    {"add an organisation", NULL, nothing, add_organisation},
    {"edit an organisation", NULL, nothing, edit_organisation},
    {"suspend an organisation", NULL, resume_second, suspend_second},
    {"add a contact", NULL, nothing, add_contact},
    {"ask to join", NULL, nothing, request_registration},
    {"validate a request to join", NULL, request_registration, validate_registration},
    {"refuse a request to join", NULL, request_registration, refuse_registration},
    {"give a mandate", NULL, nothing, give_mandate},
    {"withdraw a mandate", NULL, have_mandate, withdraw_mandate},
    {"add a mandate", NULL, nothing, add_mandate},
    {"create a token", NULL, nothing, create_token},
    {"revoke a token", NULL, create_token, revoke_token},
};
const size_t act_count = COUNT_OF(acts);

void bench_open(struct bench *bench, const struct contract *contract)
{
    *bench = (struct bench){0};
    office_open(&bench->office, contract);
    assert_int_equal(sqlite3_open_v2(strchr(contract->url, ':') + 1, &bench->eye, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(bench->eye, "PRAGMA data_version", -1, &bench->look, NULL), SQLITE_OK);
}

void bench_close(struct bench *bench)
{
    (void)sqlite3_finalize(bench->look);
    (void)sqlite3_close(bench->eye);
    office_close(&bench->office);
}

int64_t bench_look(struct bench *bench)
{
    assert_int_equal(sqlite3_step(bench->look), SQLITE_ROW);
    const int64_t version = sqlite3_column_int64(bench->look, 0);
    (void)sqlite3_reset(bench->look);
    return version;
}

void bench_prepare(struct bench *bench, const struct act *act)
{
    bench->round.number++;
    (void)snprintf(bench->round.esi, sizeof bench->round.esi, "%s%d", ESI("round-"), bench->round.number);
    MUST(session_transaction(office_act(&bench->office, bench->office.writer, NULL), act->prepare, &bench->round, &e));
    arena_reset(&bench->office.arena);
}

static enum rc begin_and_do(struct bench *bench, const struct act *act, struct arena *arena, struct err *e)
{
    struct session *const session = bench->office.writer;
    if (session_begin(session, arena, "fault", e) != RC_OK) {
        return e->rc;
    }
    session->now_us = NOW;
    session->today = TODAY;
    session->actor = act->actor == NULL ? NULL : directory_find(&session->directory, str_of(act->actor));
    return session_transaction(session, act->work, &bench->round, e);
}

enum rc bench_do(struct bench *bench, const struct act *act, struct err *e)
{
    struct arena arena;
    arena_init(&arena, 16);
    registry_touch_directory(bench->office.registry);
    const enum rc rc = begin_and_do(bench, act, &arena, e);
    arena_deinit(&arena);
    return rc;
}
