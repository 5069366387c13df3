/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/day.h"
#include "registry/cards.h"
#include "registry/identifiers.h"
#include "registry/import_rows.h"
#include "registry/persons.h"
#include "store/cards.h"
#include "store/enrolments.h"

#include <string.h>

/* A row being judged. */
struct judging {
    struct session *session;
    struct import_row *row;
    struct import_plan *plan;
};

enum import_outcome import_plan_outcome(const struct import_plan *plan)
{
    if ((plan->act & (IMPORT_CARD_ISSUED | IMPORT_CARD_REISSUED)) != 0) {
        return IMPORT_CREATED;
    }
    return plan->act == 0 ? IMPORT_UNCHANGED : IMPORT_UPDATED;
}

/* What a check of the registry has found: a problem of the row, or a failure that ends everything. */
static enum rc settle(struct judging *self, enum import_column column, enum rc rc, const struct err *found, struct err *e)
{
    switch (rc) {
    case RC_OK:
        return RC_OK;
    case RC_INVALID:
    case RC_DENIED:
    case RC_NOT_FOUND:
    case RC_CONFLICT:
        return import_row_blame(self->row, self->session->arena, import_column_name(column), found, e);
    case RC_UNAUTHENTICATED:
    case RC_BAD_METHOD:
    case RC_TOO_LARGE:
    case RC_BAD_TYPE:
    case RC_THROTTLED:
    case RC_UNPROCESSABLE:
    case RC_INTERNAL:
    case RC_UNAVAILABLE:
    case RC_NO_MEMORY:
    case RC_COUNT:
        break;
    }
    *e = *found;
    return e->rc;
}

static struct str cell(const struct judging *self, enum import_column column)
{
    return self->row->cells[column];
}

/* The issuer named, or the asking organisation where it is one. */
static enum rc find_issuer(struct judging *self, struct err *e)
{
    const struct organisation *const actor = self->session->actor;
    struct err found = {0};
    const char *identifier = cell(self, IMPORT_ISSUER).data;
    if (!import_row_has(self->row, IMPORT_ISSUER)) {
        identifier = actor != NULL && organisation_is_issuer(actor) ? actor->identifier : NULL;
    }
    const enum rc rc = identifier == NULL
        ? err_set(&found, RC_INVALID, "ER-1011", "", T_("%s is missing; only an issuer itself may leave it out"), "issuerIdentifier")
        : card_check_issuer(self->session, identifier, &self->plan->issuer, &found);
    if (rc != RC_OK) {
        self->plan->issuer = NULL;
    }
    return settle(self, IMPORT_ISSUER, rc, &found, e);
}

static enum rc find_processor(struct judging *self, struct err *e)
{
    struct err found = {0};
    const enum rc rc =
        card_check_processor(self->session, cell(self, IMPORT_PROCESSOR).data, self->plan->issuer, &self->plan->card.processor_id, &found);
    return settle(self, IMPORT_PROCESSOR, rc, &found, e);
}

/* Finds the person's enrolment at the issuer; its id stays 0 when there is none. */
static enum rc find_enrolment(struct judging *self, struct err *e)
{
    struct enrolments all = {0};
    if (enrolments_list_by_person(self->session->db, self->session->arena, self->plan->person.id, &all, e) != RC_OK) {
        return e->rc;
    }
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].organisation_id == self->plan->issuer->id) {
            self->plan->old_enrolment = all.items[i];
        }
    }
    return RC_OK;
}

/* Nobody is enrolled under an identifier that was replaced. */
static enum rc check_present(struct judging *self, struct err *e)
{
    struct err found = {0};
    if (!self->plan->is_known || self->plan->old_enrolment.id != 0) {
        return RC_OK;
    }
    const enum rc rc = identifier_check_present(&self->plan->person, cell(self, IMPORT_PERSON), &found);
    return settle(self, IMPORT_PERSON, rc, &found, e);
}

static enum rc find_person(struct judging *self, struct err *e)
{
    return person_find(self->session, cell(self, IMPORT_PERSON), &self->plan->person, &self->plan->is_known, e);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The enrolment with what the row says of it; blank cells say nothing. */
static void plan_enrolment(struct judging *self)
{
    struct import_plan *const plan = self->plan;
    const struct import_row *const row = self->row;
    struct enrolment *const enrolment = &plan->enrolment;
    *enrolment = plan->old_enrolment;
    if (import_row_has(row, IMPORT_FULL_NAME)) {
        enrolment->full_name = row->cells[IMPORT_FULL_NAME].data;
        enrolment->name_key = row->name_key;
    }
    if (import_row_has(row, IMPORT_EMAIL)) {
        enrolment->email = row->cells[IMPORT_EMAIL].data;
    }
    if (import_row_has(row, IMPORT_LEVEL)) {
        enrolment->academic_level = row->level;
    }
    if (enrolment->id == 0) {
        enrolment->organisation_id = plan->issuer->id;
        enrolment->expires_day = DAY_NONE;
        enrolment->full_name = enrolment->full_name == NULL ? "" : enrolment->full_name;
        enrolment->name_key = enrolment->name_key == NULL ? "" : enrolment->name_key;
        plan->act |= IMPORT_ENROLLED;
    } else if (!same_text(enrolment->full_name, plan->old_enrolment.full_name) || !same_text(enrolment->email, plan->old_enrolment.email) ||
        enrolment->academic_level != plan->old_enrolment.academic_level) {
        plan->act |= IMPORT_ENROLMENT_CHANGED;
    }
}

/* The card with what the row says of it; blank cells say nothing. */
static void plan_card(struct judging *self)
{
    const struct import_row *const row = self->row;
    struct card *const card = &self->plan->card;
    if (import_row_has(row, IMPORT_CARD_TYPE)) {
        card->type = row->type;
    }
    if (import_row_has(row, IMPORT_CARD_STATUS)) {
        card->status = row->status;
    }
    if (import_row_has(row, IMPORT_DISPLAY_NAME)) {
        card->display_name = row->cells[IMPORT_DISPLAY_NAME].data;
    }
    if (row->issued_day != DAY_NONE) {
        card->issued_day = row->issued_day;
    }
    if (row->expires_day != DAY_NONE) {
        card->expires_day = row->expires_day;
    }
}

static bool has_days(const struct import_row *row)
{
    return import_row_is_good(row, IMPORT_ISSUED) && import_row_is_good(row, IMPORT_EXPIRES);
}

static enum rc check_validity(struct judging *self, struct err *e)
{
    struct err found = {0};
    const enum rc rc = card_check_validity(self->plan->card.issued_day, self->plan->card.expires_day, &found);
    return settle(self, IMPORT_EXPIRES, rc, &found, e);
}

static bool same_card(const struct card *a, const struct card *b)
{
    return a->type == b->type && a->status == b->status && same_text(a->display_name, b->display_name) && a->issued_day == b->issued_day &&
        a->expires_day == b->expires_day && a->processor_id == b->processor_id;
}

/* A number that is in use: fine when the card is what the row says, so that a file can be sent twice. */
static enum rc meet_card(struct judging *self, struct err *e)
{
    struct import_plan *const plan = self->plan;
    struct err found = {0};
    struct judging as_is = *self;
    struct import_plan wanted = *plan;
    wanted.card = plan->old_card;
    as_is.plan = &wanted;
    plan_card(&as_is);
    if (import_row_has(self->row, IMPORT_PROCESSOR)) {
        wanted.card.processor_id = plan->card.processor_id;
    }
    const bool is_same = plan->old_card.issuer_id == plan->issuer->id && plan->is_known && plan->old_card.person_id == plan->person.id;
    if (plan->old_card.deleted_at_us == 0 && is_same && same_card(&plan->old_card, &wanted.card)) {
        return RC_OK;
    }
    if (plan->old_card.deleted_at_us == 0) {
        (void)(is_same
                ? err_set(&found, RC_CONFLICT, "ER-0002", "",
                      T_("a card with this number exists already and has other values; change it by an import with operation UPDATE"))
                : err_set(&found, RC_CONFLICT, "ER-0002", "", T_("a card with this number exists already for another person or issuer")));
    } else if (!is_same) {
        (void)err_set(&found, RC_CONFLICT, "ER-0002", "",
            T_("the number was used for a card of another person or issuer, and a number is never given twice; take a new one"));
    } else {
        plan->act |= IMPORT_CARD_REISSUED;
    }
    return settle(self, IMPORT_CARD_NUMBER, found.rc, &found, e);
}

static enum rc take_number(struct judging *self, struct err *e)
{
    struct import_plan *const plan = self->plan;
    struct session *const session = self->session;
    struct err found = {0};
    bool is_used = false;
    if (!import_row_has(self->row, IMPORT_CARD_NUMBER)) {
        plan->act |= IMPORT_CARD_ISSUED;
        return RC_OK;
    }
    plan->card.escn = self->row->escn;
    if (!session->registry->settings.any_number && escn_check_issuer(&self->row->escn, plan->issuer->identifier, &found) != RC_OK) {
        return settle(self, IMPORT_CARD_NUMBER, found.rc, &found, e);
    }
    if (cards_get_by_number(session->db, session->arena, &self->row->escn, &plan->old_card, &is_used, e) != RC_OK) {
        return e->rc;
    }
    if (is_used) {
        return meet_card(self, e);
    }
    plan->act |= IMPORT_CARD_ISSUED;
    return RC_OK;
}

static enum rc plan_create(struct judging *self, struct err *e)
{
    struct import_plan *const plan = self->plan;
    plan->card = (struct card){.status = CARD_ACTIVE, .issued_day = self->session->today};
    plan_card(self);
    if (has_days(self->row) && self->row->expires_day != DAY_NONE && check_validity(self, e) != RC_OK) {
        return e->rc;
    }
    if (find_issuer(self, e) != RC_OK || plan->issuer == NULL) {
        return e->rc;
    }
    plan->card.issuer_id = plan->issuer->id;
    if (find_processor(self, e) != RC_OK || !import_row_is_good(self->row, IMPORT_PERSON)) {
        return e->rc;
    }
    if (find_person(self, e) != RC_OK || (plan->is_known && find_enrolment(self, e) != RC_OK) || check_present(self, e) != RC_OK) {
        return e->rc;
    }
    plan_enrolment(self);
    return import_row_is_good(self->row, IMPORT_CARD_NUMBER) ? take_number(self, e) : RC_OK;
}

/* Finds a card that is there and that the asking organisation may change. */
static enum rc find_card(struct judging *self, struct err *e)
{
    struct import_plan *const plan = self->plan;
    struct session *const session = self->session;
    struct err found = {0};
    bool is_there = false;
    if (cards_get_by_number(session->db, session->arena, &self->row->escn, &plan->old_card, &is_there, e) != RC_OK) {
        return e->rc;
    }
    if (!is_there || plan->old_card.deleted_at_us != 0) {
        (void)err_set(&found, RC_NOT_FOUND, "ER-0001", "", T_("there is no card with this number"));
    } else if (!session_may_see(session, plan->old_card.issuer_id)) {
        (void)err_set(&found, RC_DENIED, "SE-0000", "", T_("access denied: the card was issued by another organisation, not by yours"));
    } else if (session_organisation(session, plan->old_card.issuer_id, &plan->issuer, &found) == RC_OK &&
        session_permit_write(session, plan->issuer, PERMISSION_IMPORT, &found) != RC_OK) {
        plan->issuer = NULL;
    }
    return settle(self, IMPORT_CARD_NUMBER, found.rc, &found, e);
}

/* The issuer and the holder that a row names must be those of the card. */
static enum rc check_unchanged(struct judging *self, struct err *e)
{
    struct import_plan *const plan = self->plan;
    struct err found = {0};
    if (import_row_has(self->row, IMPORT_ISSUER) && !str_equal(cell(self, IMPORT_ISSUER), str_of(plan->issuer->identifier))) {
        (void)err_set(&found, RC_INVALID, "ER-1017", "", T_("%s is not the issuer of the card, who can't be changed"), "issuerIdentifier");
        if (settle(self, IMPORT_ISSUER, found.rc, &found, e) != RC_OK) {
            return e->rc;
        }
    }
    if (!import_row_has(self->row, IMPORT_PERSON)) {
        plan->person.id = plan->old_card.person_id;
        return RC_OK;
    }
    if (find_person(self, e) != RC_OK) {
        return e->rc;
    }
    if (!plan->is_known || plan->person.id != plan->old_card.person_id) {
        (void)err_set(&found, RC_INVALID, "ER-1017", "",
            T_("%s names another person than the holder of the card; a card number is never given to another person"), "personIdentifier");
        return settle(self, IMPORT_PERSON, found.rc, &found, e);
    }
    return RC_OK;
}

/* Leaves the plan without issuer when there is no such card. */
static enum rc find_to_change(struct judging *self, struct err *e)
{
    if (!import_row_is_good(self->row, IMPORT_CARD_NUMBER) || find_card(self, e) != RC_OK || self->plan->issuer == NULL ||
        !import_row_is_good(self->row, IMPORT_CARD_NUMBER)) {
        return e->rc;
    }
    return import_row_is_good(self->row, IMPORT_PERSON) ? check_unchanged(self, e) : RC_OK;
}

static enum rc plan_update(struct judging *self, struct err *e)
{
    struct import_plan *const plan = self->plan;
    if (find_to_change(self, e) != RC_OK || plan->issuer == NULL) {
        return e->rc;
    }
    plan->card = plan->old_card;
    plan->person.id = plan->old_card.person_id;
    plan_card(self);
    if ((has_days(self->row) && check_validity(self, e) != RC_OK) ||
        (import_row_has(self->row, IMPORT_PROCESSOR) && find_processor(self, e) != RC_OK) || find_enrolment(self, e) != RC_OK) {
        return e->rc;
    }
    if (plan->old_enrolment.id == 0) {
        return err_set(e, RC_INTERNAL, "SE-0500", "", "the holder of the stored card %lld is not enrolled at its issuer",
            (long long)plan->old_card.id);
    }
    plan_enrolment(self);
    plan->act |= same_card(&plan->old_card, &plan->card) ? 0U : (unsigned)IMPORT_CARD_CHANGED;
    return RC_OK;
}

static enum rc plan_delete(struct judging *self, struct err *e)
{
    struct import_plan *const plan = self->plan;
    if (find_to_change(self, e) != RC_OK || plan->issuer == NULL) {
        return e->rc;
    }
    plan->card = plan->old_card;
    plan->person.id = plan->old_card.person_id;
    plan->act = IMPORT_CARD_DELETED;
    return RC_OK;
}

enum rc import_plan_make(
    struct session *session, enum import_operation operation, struct import_row *row, struct import_plan *out, struct err *e)
{
    struct judging self = {session, row, out};
    *out = (struct import_plan){0};
    row->is_judged = true;
    switch (operation) {
    case IMPORT_CREATE:
        return plan_create(&self, e);
    case IMPORT_UPDATE:
        return plan_update(&self, e);
    case IMPORT_DELETE:
        return plan_delete(&self, e);
    }
    return err_set(e, RC_INTERNAL, "SE-0500", "", "the stored operation %d of an import is none", (int)operation);
}
