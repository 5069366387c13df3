/* SPDX-License-Identifier: EUPL-1.2 */
#include "acts.h"

#include "base/day.h"
#include "registry/consents.h"
#include "registry/identifiers.h"
#include "registry/imports.h"
#include "registry/invitations.h"
#include "registry/own_account.h"
#include "registry/retention.h"
#include "registry/rights.h"
#include "registry/services.h"
#include "registry/users.h"

#include <stdio.h>

#define BASE "https://router.example"
#define ADDRESS_SIZE 40

static void address_of(const struct round *round, char out[ADDRESS_SIZE])
{
    (void)snprintf(out, ADDRESS_SIZE, "u%d@univ.example", round->number);
}

enum rc add_user(struct session *session, void *argument, struct err *e)
{
    struct round *const round = argument;
    char email[ADDRESS_SIZE];
    address_of(round, email);
    const struct new_user input = {.email = email, .name = "Ada", .password_hash = "hash", .grant = {1, ROLE_READER}};
    struct account account;
    if (registry_add_user(session, &input, &account, e) != RC_OK) {
        return e->rc;
    }
    round->id = account.id;
    return RC_OK;
}

enum rc give_role(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    const struct grant grant = {2, ROLE_TECHNICAL};
    return registry_give_role(session, round->id, &grant, e);
}

enum rc disable_user(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    return registry_disable_user(session, round->id, e);
}

enum rc invite_user(struct session *session, void *argument, struct err *e)
{
    char email[ADDRESS_SIZE];
    address_of(argument, email);
    const struct invitation invitation = {.organisation_id = 1, .role = ROLE_FUNCTIONAL, .email = email, .base_url = BASE};
    struct link link;
    char secret[LINK_SECRET_SIZE];
    return registry_invite(session, &invitation, &link, secret, e);
}

enum rc ask_reset(struct session *session, void *argument, struct err *e)
{
    char email[ADDRESS_SIZE];
    address_of(argument, email);
    return registry_ask_reset(session, str_of(email), BASE, e);
}

/* Each one more would have to be told of all that the other acts do. */
enum rc drop_services(struct session *session, void *argument, struct err *e)
{
    (void)argument;
    session_touch_directory(session);
    return db_script(session->db, "DELETE FROM outbox WHERE service_id IS NOT NULL; DELETE FROM remote_service", e);
}

enum rc add_service(struct session *session, void *argument, struct err *e)
{
    struct round *const round = argument;
    const struct new_service input = {.organisation_id = 2, .name = "portal", .url = "https://portal.example/hook"};
    struct remote_service service;
    char secret[SERVICE_SECRET_SIZE];
    if (registry_add_service(session, &input, &service, secret, e) != RC_OK) {
        return e->rc;
    }
    round->id = service.id;
    return RC_OK;
}

enum rc have_service(struct session *session, void *argument, struct err *e)
{
    return drop_services(session, argument, e) == RC_OK ? add_service(session, argument, e) : e->rc;
}

enum rc remove_service(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    return registry_remove_service(session, round->id, e);
}

/* With a card, and a consent to a text of the round's own. */
enum rc enrol_consenting(struct session *session, void *argument, struct err *e)
{
    const struct consent_text_input input = {FIRST, 0, "en", "I agree."};
    struct consent_text text;
    if (registry_publish_consent_text(session, &input, &text, e) != RC_OK || enrol_here(session, argument, e) != RC_OK ||
        issue_new(session, argument, e) != RC_OK) {
        return e->rc;
    }
    return record_consent(session, argument, e);
}

enum rc record_consent(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    const struct consent_input input = {.identifier = round->esi, .organisation = FIRST, .how = "LINK", .language = "en"};
    struct consent consent;
    return registry_record_consent(session, &input, &consent, e);
}

enum rc withdraw_student(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    struct cardholder cardholder;
    if (registry_student_for(session, str_of(round->esi), FIRST, &cardholder, e) != RC_OK) {
        return e->rc;
    }
    return registry_student_withdraw(session, &cardholder, NULL, e);
}

enum rc change_identifier(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    char identifier[80];
    struct person_detail person;
    enum identifier_change change;
    (void)snprintf(identifier, sizeof identifier, "%s%d", ESI("moved-"), round->number);
    return registry_change_identifier(session, str_of(round->esi), str_of(identifier), &person, &change, e);
}

static const struct new_import import_input = {
    .operation = IMPORT_CREATE,
    .mode = IMPORT_VALID,
    .is_local = true, /* as many as there are */
    .file = "0123456789abcdef0123.csv",
    .bytes = 100,
    .columns = 1U << IMPORT_PERSON | 1U << IMPORT_CARD_TYPE | 1U << IMPORT_EXPIRES,
    .separator = ',',
};

enum rc begin_import(struct session *session, void *argument, struct err *e)
{
    struct round *const round = argument;
    struct import import;
    if (registry_begin_import(session, &import_input, &import, e) != RC_OK) {
        return e->rc;
    }
    round->id = import.id;
    return RC_OK;
}

enum rc have_import(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    struct import import;
    session->actor = directory_find(&session->directory, STR(FIRST));
    if (begin_import(session, argument, e) != RC_OK || registry_get_import(session, round->id, &import, e) != RC_OK ||
        import_step_start(session, &import, e) != RC_OK) {
        return e->rc;
    }
    return import_step_phase(session, &import, IMPORT_PHASE_APPLY, e);
}

/* A good row of the round's person, and one that is refused. */
static enum rc make_rows(struct session *session, const struct round *round, struct import_row rows[2], struct err *e)
{
    static const char *const types[] = {"SMART_CDZ", "NONE"};
    for (size_t i = 0; i < 2; i++) {
        rows[i] = (struct import_row){.number = (int64_t)i + 2};
        rows[i].cells[IMPORT_PERSON] = str_of(round->esi);
        rows[i].cells[IMPORT_CARD_TYPE] = str_of(types[i]);
        rows[i].cells[IMPORT_EXPIRES] = STR("2999-12-31");
        if (import_row_read(&rows[i], IMPORT_CREATE, session->arena, e) != RC_OK) {
            return e->rc;
        }
    }
    return RC_OK;
}

enum rc apply_import(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    const struct import_tally tally = {.last_row = 3, .progress = 100};
    struct import_row rows[2];
    struct import import;
    size_t failed_at = 0;
    if (make_rows(session, round, rows, e) != RC_OK || registry_get_import(session, round->id, &import, e) != RC_OK) {
        return e->rc;
    }
    return import_step_apply(session, &import, rows, COUNT_OF(rows), &tally, &failed_at, e);
}

enum rc have_applied_import(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    struct import import;
    if (have_import(session, argument, e) != RC_OK || apply_import(session, argument, e) != RC_OK ||
        registry_get_import(session, round->id, &import, e) != RC_OK) {
        return e->rc;
    }
    return import_step_end(session, &import, IMPORT_DONE, NULL, e);
}

enum rc undo_import(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    struct import import;
    return registry_undo_import(session, round->id, &import, e);
}

/* A user has had a file checked; those of earlier rounds don't wait any more. */
static enum rc check_import(struct session *session, struct import *import, struct err *e)
{
    const struct grant grant = {session->actor->id, ROLE_FUNCTIONAL};
    const struct session_user user = {.account_id = 1, .grants = &grant, .grant_count = 1};
    const struct import_tally tally = {.last_row = 2, .progress = 100, .created = 1};
    struct new_import input = import_input;
    input.is_dry_run = true;
    input.is_local = false;
    session->user = &user;
    const enum rc rc = registry_begin_import(session, &input, import, e);
    session->user = NULL;
    if (rc != RC_OK || import_step_start(session, import, e) != RC_OK || import_step_check(session, import, NULL, 0, &tally, e) != RC_OK) {
        return e->rc;
    }
    return import_step_end(session, import, IMPORT_DONE, NULL, e);
}

enum rc have_checked_import(struct session *session, void *argument, struct err *e)
{
    struct round *const round = argument;
    struct import import;
    const int64_t now_us = session->now_us;
    session->now_us = now_us + 2 * IMPORT_WAITS_US;
    const enum rc rc = registry_drop_checked_files(session, e);
    session->now_us = now_us;
    session->actor = directory_find(&session->directory, STR(FIRST));
    if (rc != RC_OK || check_import(session, &import, e) != RC_OK) {
        return e->rc;
    }
    round->id = import.id;
    return RC_OK;
}

enum rc start_checked_import(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    struct import import;
    return registry_start_checked_import(session, round->id, IMPORT_VALID, &import, e);
}

/* The last card, whose holder nobody has changed for long. */
enum rc have_old_card(struct session *session, void *argument, struct err *e)
{
    struct round *const round = argument;
    struct card_input input = card_input_of(FIRST, round->esi);
    struct card_detail out;
    input.issued_day = TODAY - 800;
    input.expires_day = TODAY - 700;
    if (enrol_here(session, argument, e) != RC_OK || registry_issue_card(session, &input, &out, e) != RC_OK) {
        return e->rc;
    }
    round->id = out.card.id;
    return db_script(session->db, "UPDATE enrolment SET updated_at_us = 1 WHERE id = (SELECT MAX(id) FROM enrolment)", e);
}

enum rc erase_old_card(struct session *session, void *argument, struct err *e)
{
    const struct round *const round = argument;
    const struct retention_rules rules = {.day = TODAY, .card_days = 30, .person_days = 365};
    const struct retention_walk walk = {.ids = {round->id}, .count = 1};
    struct retention_counts counts;
    if (retention_counts_make(session, session->arena, &counts, e) != RC_OK) {
        return e->rc;
    }
    return registry_retention_erase(session, &rules, &walk, &counts, e);
}
